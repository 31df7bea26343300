"""What files' statistics say about rows: where they say no, there is none."""

import pytest
from pyspark.sql import SparkSession

from glue_jobs.iceberg.catalog import create_tables, may_hold, qualified_name
from glue_jobs.tables import PLAYLIST_ENTRY, SONG_ARTIST
from local.lake import DATABASE
from tests.unit.glue_jobs.tables.frames import at

ENTRIES = qualified_name(DATABASE, PLAYLIST_ENTRY)
CREDITS = qualified_name(DATABASE, SONG_ARTIST)


@pytest.fixture
def session(spark: SparkSession) -> SparkSession:
    create_tables(spark, DATABASE, (PLAYLIST_ENTRY, SONG_ARTIST))
    return spark


def add_credits(spark: SparkSession, *rows: tuple[str, int, int]) -> None:
    """Write (song, position, day) as one data file."""
    values = [(song, position, "x", at(day)) for song, position, day in rows]
    schema = spark.table(CREDITS).schema
    spark.createDataFrame(values, schema).coalesce(1).writeTo(CREDITS).append()


def test_an_empty_table_holds_nothing(session: SparkSession) -> None:
    assert not may_hold(session, CREDITS, {"seen_at": ("1970-01-01T00:00:00", None)})


def test_times_are_bounded_to_the_microsecond(session: SparkSession) -> None:
    add_credits(session, ("s", 1, 1), ("s", 2, 3))  # at six o'clock

    assert may_hold(session, CREDITS, {"seen_at": ("2026-11-03T06:00:00", None)})
    assert not may_hold(session, CREDITS, {"seen_at": ("2026-11-03T06:00:00.000001", None)})
    # No row is of the second day, but the file's rows lie on both sides of it.
    assert may_hold(session, CREDITS, {"seen_at": ("2026-11-02T00:00:00", "2026-11-02T23:00:00")})


def test_numbers_are_bounded(session: SparkSession) -> None:
    add_credits(session, ("s", 1, 1), ("s", 8, 1))
    add_credits(session, ("s", 12, 1))

    assert may_hold(session, CREDITS, {"artist_position": (12, None)})
    assert not may_hold(session, CREDITS, {"artist_position": (13, None)})
    assert not may_hold(session, CREDITS, {"artist_position": (9, 11)})


def test_all_bounds_are_to_hold_in_one_file(session: SparkSession) -> None:
    add_credits(session, ("a", 1, 1))
    add_credits(session, ("b", 1, 2))
    first, second = (f"2026-11-0{day}T06:00:00" for day in (1, 2))

    assert may_hold(session, CREDITS, {"song_id": ("a", "a"), "seen_at": (first, first)})
    assert not may_hold(session, CREDITS, {"song_id": ("a", "a"), "seen_at": (second, None)})


def test_days_are_found_in_the_partition_of_their_month(session: SparkSession) -> None:
    row = ("p", at(7).date(), 1, "track", "s", at(7), 50, at(7), "p/f.jsonl")
    schema = session.table(ENTRIES).schema
    session.createDataFrame([row], schema).coalesce(1).writeTo(ENTRIES).append()

    for days, held in [(("2026-11-07", "2026-11-07"), True), (("2026-11-08", "2026-11-09"), False)]:
        assert may_hold(session, ENTRIES, {"snapshot_date": days}) is held
    assert not may_hold(
        session, ENTRIES, {"snapshot_date": ("2026-11-07", "2026-11-07"), "playlist_id": ("q", "q")}
    )


def test_rows_that_are_deleted_may_still_be_there(session: SparkSession) -> None:
    add_credits(session, ("a", 1, 1), ("b", 1, 2))
    session.sql(f"DELETE FROM {CREDITS} WHERE song_id = 'b'")
    assert may_hold(session, CREDITS, {"seen_at": ("2026-11-02T00:00:00", None)})
