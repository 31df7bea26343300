"""Decode real Web API responses; compare with counts made without this project."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.glue_jobs.extracted_rows import Row, by_id, extract
from tests.unit.glue_jobs.payloads import Json, at, raw_line

REAL = Path(__file__).parents[4] / "shared" / "data" / "real"
EXPECTED: dict[str, Json] = (
    json.loads((REAL / "expected.json").read_text()) if REAL.exists() else {}
)

pytestmark = pytest.mark.skipif(not EXPECTED, reason=f"no real payloads in {REAL}")


def entries_at(container: str, document: Any) -> list[Json | None]:
    """Return the entries at a path of expected.json, such as ``$[0].tracks.items``."""
    for step in container.replace("[", ".").replace("]", "").split(".")[1:]:
        document = document[int(step)] if step.isdigit() else document[step]
    assert isinstance(document, list)
    return document


def rows_in(name: str, container: str) -> dict[str, list[Row]]:
    document = json.loads((REAL / name).read_text())
    return extract({name: raw_line(*entries_at(container, document))})


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_entries_are_counted_by_type(name: str) -> None:
    expected = EXPECTED[name]
    (file,) = rows_in(name, expected["container"])["file"]

    counts = ("status", "entries", "tracks", "episodes", "local", "unavailable")
    assert {count: file[count] for count in counts} == {
        "status": "loaded",
        "entries": expected["entries"],
        "tracks": expected["usable_tracks"],
        "episodes": expected["episodes"],
        "local": expected["local"],
        "unavailable": expected["null_object"],
    }
    assert [row["position"] for row in file["rows"]] == [*range(1, expected["entries"] + 1)]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_songs_albums_and_artists_are_distinct_and_complete(name: str) -> None:
    expected = EXPECTED[name]
    rows = rows_in(name, expected["container"])

    credited = {artist for song in rows["song"] for artist in song["artist_ids"]}
    assert {
        "distinct_song_ids": len({row["song_id"] for row in rows["song"]}),
        "distinct_album_ids": len({row["album_id"] for row in rows["album"]}),
        "distinct_track_artist_ids": len(credited),
        "distinct_artist_ids_union": len({row["artist_id"] for row in rows["artist"]}),
    }.items() <= expected.items()
    assert len(by_id(rows["song"])) == expected["distinct_song_ids"]
    songs = [row["song_id"] for row in rows["file"][0]["rows"] if row["song_id"]]
    assert len(songs) - len({*songs}) == expected["repeated_song_entries"]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_dates_and_times_are_parsed(name: str) -> None:
    expected = EXPECTED[name]
    rows = rows_in(name, expected["container"])

    albums = {row["album_id"]: row for row in rows["album"]}
    precisions = [albums[row["album_id"]]["release_date_precision"] for row in rows["song"]]
    assert {each: precisions.count(each) for each in precisions} == expected["precision"]
    dates = [row["release_date"].isoformat() for row in rows["album"]]
    assert min(dates, default=None) == expected["earliest_release"]
    assert max(dates, default=None) == expected["latest_release"]
    unknown = [row["added_at"] for row in rows["file"][0]["rows"]].count(None)
    assert unknown == expected["added_at_null"] + expected["added_at_1970"]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_popularity_is_null_only_if_absent(name: str) -> None:
    expected = EXPECTED[name]
    (file,) = rows_in(name, expected["container"])["file"]

    of_songs = [row["popularity"] for row in file["rows"] if row["song_id"]]
    assert of_songs.count(None) == expected["no_popularity"]


def test_nulled_track_is_unavailable() -> None:
    rows = rows_in("null-track.entry.json", "$.items")

    (entry,) = rows["file"][0]["rows"]
    assert entry["entry_type"] == "unavailable"
    assert entry["added_at"] == at("2018-10-04T22:00:00")
    assert rows["song"] == []


def test_page_in_the_2026_format_gives_the_same_rows() -> None:
    before = rows_in("top-songs-global-2023-10-27.page.json", "$.items")
    since = rows_in("top-songs-global-item-only.derived.page.json", "$.items")

    for rows in (before, since):
        for row in rows["file"]:
            del row["raw_file"], row["version"]
        for row in rows["song"] + [row for each in rows["file"] for row in each["rows"]]:
            del row["popularity"]  # not sent any more in development mode
    assert since == before
