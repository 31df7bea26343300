"""A load adds the columns that existing tables lack."""

from datetime import datetime

from pyspark.sql import SparkSession

from local.lake import Lake
from tests.conftest import Load
from tests.integration.glue_jobs.test_bad_files import GOOD

NAMED = GOOD.replace(b'"name":"Song"', b'"name":"Song","popularity":50,"disc_number":2')


def test_missing_columns_are_added_and_filled(spark: SparkSession, lake: Lake, load: Load) -> None:
    load(lake, {"p/1.jsonl": NAMED, "p/2.jsonl": NAMED.replace(b'"s1"', b'"s2"')})
    song = "glue_catalog.spotify.song"
    # As made by an older version.
    dropped = "popularity, disc_number, shown_at.popularity, shown_at.disc_number"
    spark.sql(f"ALTER TABLE {song} DROP COLUMNS ({dropped})")

    load(lake, {"p/3.jsonl": NAMED.replace(b"2026-11-01", b"2026-11-02")})

    spark.sql(f"REFRESH TABLE {song}")
    columns = "song_id, song_name, popularity, disc_number, shown_at.disc_number"
    rows = spark.sql(f"SELECT {columns} FROM {song} ORDER BY song_id")
    assert [tuple(row) for row in rows.collect()] == [
        ("s1", "Song", 50, 2, datetime(2026, 11, 2, 6)),  # noqa: DTZ001 - as the tables store it
        ("s2", "Song", None, None, None),
    ]
    comments = {row.col_name: row.comment for row in spark.sql(f"DESCRIBE {song}").collect()}
    assert comments["disc_number"] == "Disc of the album, from 1"
