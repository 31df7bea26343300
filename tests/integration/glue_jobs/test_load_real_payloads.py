"""Every real payload, imported and loaded, against counts made without this project."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from local.import_raw import import_paths
from local.lake import Lake
from tests.conftest import Load

REAL = Path(__file__).parents[4] / "shared" / "data" / "real"
EXPECTED: dict[str, dict[str, Any]] = (
    json.loads((REAL / "expected.json").read_text()) if REAL.exists() else {}
)

pytestmark = pytest.mark.skipif(not EXPECTED, reason=f"no real payloads in {REAL}")


def one_row(spark: SparkSession, sql: str) -> dict[str, Any]:
    return spark.sql(sql).collect()[0].asDict()


def counts(spark: SparkSession, raw_file_condition: str = "true") -> dict[str, Any]:
    """The lake's content in the terms of expected.json; ``raw_file`` says which entries."""
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


def check(actual: dict[str, Any], expected: dict[str, Any]) -> None:
    assert actual == {
        "entries": expected["entries"],
        "tracks": expected["usable_tracks"],
        "episodes": expected["episodes"],
        "local": expected["local"],
        "unavailable": expected["null_object"],
        "songs": expected["distinct_song_ids"],
        "albums": expected["distinct_album_ids"],
        "artists": expected["distinct_artist_ids_union"],
        "track_artists": expected["distinct_track_artist_ids"],
        "earliest": expected["earliest_release"],
        "latest": expected["latest_release"],
    }


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_file_alone(name: str, spark: SparkSession, lake: Lake, load: Load) -> None:
    (imported,) = import_paths([str(REAL / name)], lake)
    summary = load(lake)

    assert imported.status == "imported"
    assert (summary.files, summary.rejected) == (1, {})
    check(counts(spark), EXPECTED[name])
    precisions = spark.sql(
        """SELECT release_date_precision, count(*) FROM playlist_entry
           JOIN song USING (song_id) JOIN album USING (album_id) GROUP BY 1"""
    ).collect()
    assert {row[0]: row[1] for row in precisions} == EXPECTED[name]["precision"]
