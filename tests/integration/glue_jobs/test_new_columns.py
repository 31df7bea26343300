"""A new version's columns come into the tables with its first load."""

from pyspark.sql import SparkSession

from local.lake import Lake
from tests.conftest import Load
from tests.integration.glue_jobs.test_bad_files import GOOD

NAMED = GOOD.replace(b'"name":"Song"', b'"name":"Song","popularity":50,"disc_number":2')


def test_columns_that_a_table_lacks_are_added_and_filled(
    spark: SparkSession, lake: Lake, load: Load
) -> None:
    load(lake, {"p/1.jsonl": NAMED, "p/2.jsonl": NAMED.replace(b'"s1"', b'"s2"')})
    song = "glue_catalog.spotify.song"
    # As an older version had it.
    dropped = "popularity, disc_number, shown_at.popularity, shown_at.disc_number"
    spark.sql(f"ALTER TABLE {song} DROP COLUMNS ({dropped})")

    load(lake, {"p/3.jsonl": NAMED.replace(b"2026-11-01", b"2026-11-02")})

    spark.sql(f"REFRESH TABLE {song}")
    rows = spark.sql(f"SELECT song_id, song_name, popularity, disc_number FROM {song} ORDER BY 1")
    assert [tuple(row) for row in rows.collect()] == [
        ("s1", "Song", 50, 2),
        ("s2", "Song", None, None),
    ]
    fields = spark.table(song).schema["shown_at"].dataType.names
    assert {"popularity", "disc_number"} <= set(fields)
    comments = {row.col_name: row.comment for row in spark.sql(f"DESCRIBE {song}").collect()}
    assert comments["disc_number"] == "Disc of the album, from 1"
