"""Deduplication in a worker: one row per id, from the newest of its files."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.glue_jobs.extracted_rows import Row, by_id, extract
from tests.unit.glue_jobs.payloads import (
    Json,
    album,
    artist,
    at,
    entry,
    local_track,
    playlist,
    raw_line,
    track,
)

START = at("2026-11-20T06:00:00")


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def shown(*items: Json | None, on: int, **fields: object) -> bytes:
    """Return a raw file extracted on a day."""
    return raw_line(*items, extracted_at=f"{day(on).isoformat()}Z", **fields)


def in_every_order(*bodies: bytes) -> list[dict[str, list[Row]]]:
    return [
        extract({f"{number}": body for number, body in enumerate(order)})
        for order in permutations(bodies)
    ]


def test_newest_file_wins_for_songs_including_nulls() -> None:
    first = track("t", name="First", popularity=1)
    second = track("t", name="Second", popularity=2)
    third = track("t", name="Third", popularity=None, external_ids=None)

    for rows in in_every_order(
        shown(entry(first), on=1), shown(entry(second), on=2), shown(entry(third), on=3)
    ):
        (song,) = rows["song"]
        assert (song["song_name"], song["popularity"], song["isrc"]) == ("Third", None, None)
        assert (song["first_seen_at"], song["last_seen_at"]) == (day(1), day(3))


def test_newest_file_wins_for_albums_artists_and_playlists() -> None:
    def file(name: str, on: int) -> bytes:
        hit = track(album=album("al", name=name), artists=[artist("ar", name=name)])
        return shown(entry(hit), on=on, playlist=playlist("p", name=name))

    for rows in in_every_order(file("Old", 1), file("Older", 0), file("New", 5)):
        times = {"first_seen_at": day(0), "last_seen_at": day(5)}
        assert by_id(rows["album"])["al"].items() >= {"album_name": "New", **times}.items()
        assert by_id(rows["artist"])["ar"].items() >= {"artist_name": "New", **times}.items()
        assert by_id(rows["playlist"])["p"].items() >= {"playlist_name": "New", **times}.items()


def test_entries_of_all_files_are_kept() -> None:
    old, new = track("t", popularity=1), track("t", popularity=2)
    for rows in in_every_order(shown(entry(old), on=1), shown(entry(new), entry(new), on=2)):
        counts = {row["extracted_at"]: row["rows"] for row in rows["file"]}
        assert [row["popularity"] for row in counts[day(1)]] == [1]
        assert [row["popularity"] for row in counts[day(2)]] == [2, 2]


def test_song_added_at_is_the_earliest_of_all_files_and_positions() -> None:
    for rows in in_every_order(
        shown(entry(track("t"), added_at="2026-05-01T00:00:00Z"), on=3),
        shown(
            entry(track("t"), added_at="2026-06-01T00:00:00Z"),
            entry(track("t"), added_at="2026-03-01T01:00:00+01:00"),
            entry(track("t"), added_at=None),
            entry(track("t"), added_at="1970-01-01T00:00:00Z"),
            on=2,
        ),
        shown(entry(track("t"), added_at="2026-04-01T00:00:00Z"), on=1),
    ):
        (song,) = rows["song"]
        assert song["song_added_at"] == at("2026-03-01")


def test_added_at_of_a_local_track_is_not_used() -> None:
    local = entry(local_track(id="t"), added_at="2001-01-01T00:00:00Z")
    (song,) = extract({"k": shown(local, entry(track("t")), on=1)})["song"]

    assert song["song_added_at"] == at("2026-11-20T12:00:00")


def test_files_of_one_time_that_differ_give_two_rows_with_the_same_times() -> None:
    one, other = track("t", name="One"), track("t", name="Other")
    for rows in in_every_order(
        shown(entry(one), on=2, playlist_id="p1"),
        shown(entry(other), on=2, playlist_id="p2"),
        shown(entry(track("t", name="Old")), on=1),
        shown(entry(one), on=2, playlist_id="p3"),
    ):
        assert sorted(row["song_name"] for row in rows["song"]) == ["One", "Other"]
        assert {row["first_seen_at"] for row in rows["song"]} == {day(1)}
        assert {row["last_seen_at"] for row in rows["song"]} == {day(2)}


def test_two_versions_in_one_file_give_two_rows() -> None:
    one = track("t1", album=album("al", total_tracks=1), artists=[artist("ar", name="One")])
    two = track("t2", album=album("al", total_tracks=2), artists=[artist("ar", name="Two")])
    rows = extract({"k": shown(entry(one), entry(two), entry(one), on=1)})

    assert sorted(row["total_tracks"] for row in rows["album"]) == [1, 2]
    names = [row["artist_name"] for row in rows["artist"] if row["artist_id"] == "ar"]
    assert sorted(names) == ["One", "Two"]


def test_equal_numbers_in_different_notation_give_one_row() -> None:
    rows = extract(
        {"k": shown(entry(track("t", popularity=7)), entry(track("t", popularity=7.0)), on=1)}
    )

    assert [row["popularity"] for row in rows["song"]] == [7]


def test_file_between_two_others_changes_neither_first_nor_last_time() -> None:
    for rows in in_every_order(*(shown(entry(track("t")), on=on) for on in (1, 2, 3, 2))):
        (song,) = rows["song"]
        assert (song["first_seen_at"], song["last_seen_at"]) == (day(1), day(3))


class SongInFile(NamedTuple):
    """A song as one file shows it."""

    song_id: str
    name: str
    added_on: int | None


File = tuple[int, list[SongInFile]]
SIGHTS = st.builds(
    SongInFile, st.sampled_from("abc"), st.sampled_from("xyz"), st.none() | st.integers(-9, -1)
)
FILES = st.lists(st.tuples(st.integers(0, 3), st.lists(SIGHTS, max_size=4)), max_size=5)


def written(file: File) -> bytes:
    on, sights = file
    entries = [
        entry(
            track(sight.song_id, name=sight.name),
            added_at=None if sight.added_on is None else f"{day(sight.added_on).isoformat()}Z",
        )
        for sight in sights
    ]
    return shown(*entries, on=on)


@given(FILES)
def test_songs_equal_those_calculated_from_the_files(files: Sequence[File]) -> None:
    sights = [(on, sight) for on, file in files for sight in file]
    expected = set()
    for song_id in {sight.song_id for _, sight in sights}:
        days = [on for on, sight in sights if sight.song_id == song_id]
        additions = [
            sight.added_on
            for _, sight in sights
            if sight.song_id == song_id and sight.added_on is not None
        ]
        added_at = day(min(additions)) if additions else None
        for name in {s.name for on, s in sights if (on, s.song_id) == (max(days), song_id)}:
            expected.add((song_id, name, added_at, day(min(days)), day(max(days))))

    rows = extract({f"{number}": written(file) for number, file in enumerate(files)})["song"]

    columns = ("song_id", "song_name", "song_added_at", "first_seen_at", "last_seen_at")
    found = [tuple(row[name] for name in columns) for row in rows]
    assert set(found) == expected
    assert len(found) == len(expected)


def test_many_days_of_a_chart_give_one_row_per_song() -> None:
    entries = [entry(track(f"t{number}")) for number in range(5)]
    rows = extract({f"{on}": shown(*entries, on=on) for on in range(40)})

    assert len(rows["song"]) == 5
    assert (len(rows["album"]), len(rows["artist"]), len(rows["playlist"])) == (1, 1, 1)
    assert len(rows["file"]) == 40
