"""Import and load real payloads; compare with counts made without this project."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from local.import_raw.command import import_paths
from local.lake import Lake
from tests.conftest import Load

REAL = Path(__file__).parents[4] / "shared" / "data" / "real"
EXPECTED: dict[str, dict[str, Any]] = (
    json.loads((REAL / "expected.json").read_text()) if REAL.exists() else {}
)

pytestmark = pytest.mark.skipif(not EXPECTED, reason=f"no real payloads in {REAL}")


def one_row(spark: SparkSession, sql: str) -> dict[str, Any]:
    return spark.sql(sql).collect()[0].asDict()


def counts(spark: SparkSession) -> dict[str, Any]:
    """Return counts of the lake's rows."""
    spark.sql("USE glue_catalog.spotify")
    files = one_row(
        spark,
        "SELECT sum(entries) entries, sum(tracks) tracks, sum(episodes) episodes, "
        "sum(local) local, sum(unavailable) unavailable FROM raw_file WHERE status = 'loaded'",
    )
    tables = one_row(
        spark,
        """SELECT (SELECT count(*) FROM song) songs,
                  (SELECT count(*) FROM album) albums,
                  (SELECT count(*) FROM artist) artists,
                  (SELECT count(DISTINCT artist_id) FROM song_artist) track_artists,
                  (SELECT cast(min(release_date) AS string) FROM album) earliest,
                  (SELECT cast(max(release_date) AS string) FROM album) latest""",
    )
    return files | tables


def tracks_of(path: Path) -> list[dict[str, Any]]:
    """Return all songs in a payload of any shape, found without this project's code."""
    found: list[dict[str, Any]] = []

    def walk(value: Any) -> None:
        if isinstance(value, list):
            for element in value:
                walk(element)
        elif isinstance(value, dict):
            if value.get("type") == "track" and "duration_ms" in value:
                found.append(value)
            for element in value.values():
                walk(element)

    walk(json.loads(path.read_text()))
    return [track for track in found if track["id"] and not track.get("is_local")]


def test_all_payloads_together(spark: SparkSession, lake: Lake, load: Load) -> None:
    paths = [REAL / name for name in sorted(EXPECTED)]
    tracks = [track for path in paths for track in tracks_of(path)]
    artists = {
        artist["id"] for track in tracks for artist in track["artists"] + track["album"]["artists"]
    }

    outcomes = list(import_paths([str(path) for path in paths], lake))
    load(lake)

    assert {outcome.status for outcome in outcomes} == {"imported"}
    found = counts(spark)
    total = {name: sum(file[name] for file in EXPECTED.values()) for name in EXPECTED[paths[0].name]
             if isinstance(EXPECTED[paths[0].name][name], int)}  # fmt: skip
    assert found["entries"] == total["entries"]
    assert found["tracks"] == total["usable_tracks"]
    assert (found["episodes"], found["local"]) == (total["episodes"], total["local"])
    assert found["songs"] == len({track["id"] for track in tracks})
    assert found["albums"] == len({track["album"]["id"] for track in tracks})
    assert found["artists"] == len(artists - {None})
    releases = [file["earliest_release"] for file in EXPECTED.values() if file["earliest_release"]]
    assert found["earliest"] == min(releases)
    # Two files are of the same playlist and time (feb2026-*): only one is kept for the day.
    standing = one_row(spark, "SELECT count(*) entries FROM playlist_entry")
    assert standing["entries"] == total["entries"] - 1
    # Loading some of them again changes nothing.
    before = counts(spark)
    for path in sorted((lake.raw / "processed").rglob("*.jsonl"), reverse=True)[:4]:
        target = lake.raw / "to_process" / path.relative_to(lake.raw / "processed")
        target.write_bytes(path.read_bytes())
    assert load(lake).files == 4
    assert counts(spark) == before
    again = one_row(spark, "SELECT count(*) entries FROM playlist_entry")
    assert again == standing
