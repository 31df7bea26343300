"""Rows are added beside those that stand, unless another job changed the table meanwhile."""

from datetime import date
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from glue_jobs.iceberg.catalog import create_tables, current_snapshot_id, qualified_name
from glue_jobs.iceberg.merge import Merged, append
from glue_jobs.iceberg.spark_errors import ConflictError
from glue_jobs.tables import PLAYLIST_ENTRY
from local.lake import DATABASE
from tests.integration.glue_jobs.test_maintain_tables import maintain
from tests.unit.glue_jobs.tables.frames import at

NAME = qualified_name(DATABASE, PLAYLIST_ENTRY)
CONFLICT = "another job changed the table playlist_entry meanwhile: run again, nothing is lost"


@pytest.fixture
def session(spark: SparkSession) -> SparkSession:
    create_tables(spark, DATABASE, (PLAYLIST_ENTRY,))
    return spark


def entries(spark: SparkSession, day: int, *songs: str) -> DataFrame:
    seen_at = at(day)
    rows: list[tuple[Any, ...]] = [
        ("p", seen_at.date(), position, "track", song, seen_at, 50, seen_at, f"p/{day}.jsonl")
        for position, song in enumerate(songs, start=1)
    ]
    return spark.createDataFrame(rows, spark.table(NAME).schema)


def append_entries(spark: SparkSession, since: int | None, day: int, *songs: str) -> Merged:
    return append(spark, DATABASE, PLAYLIST_ENTRY, entries(spark, day, *songs), since)


def standing(spark: SparkSession) -> list[tuple[date, str]]:
    spark.sql(f"REFRESH TABLE {NAME}")
    rows = spark.table(NAME).orderBy("snapshot_date", "song_id").collect()
    return [(row.snapshot_date, row.song_id) for row in rows]


FIRST, SECOND = date(2026, 11, 1), date(2026, 11, 2)


def test_rows_are_added_and_counted(session: SparkSession) -> None:
    assert append_entries(session, None, 1, "a", "b") == Merged(2, 0, 0)
    since = current_snapshot_id(session, NAME)
    assert append_entries(session, since, 2, "a") == Merged(1, 0, 0)
    assert standing(session) == [(FIRST, "a"), (FIRST, "b"), (SECOND, "a")]


def test_rows_added_since_an_earlier_snapshot_are_a_conflict(session: SparkSession) -> None:
    append_entries(session, None, 1, "a")
    seen = current_snapshot_id(session, NAME)
    append_entries(session, seen, 2, "b")  # the other job

    with pytest.raises(ConflictError) as error:
        append_entries(session, seen, 2, "b")

    assert str(error.value) == CONFLICT
    assert standing(session) == [(FIRST, "a"), (SECOND, "b")]


def test_rows_added_to_a_table_that_was_empty_are_a_conflict(session: SparkSession) -> None:
    append_entries(session, None, 1, "a")  # the other job

    with pytest.raises(ConflictError) as error:
        append_entries(session, None, 1, "a")

    assert str(error.value) == CONFLICT
    assert standing(session) == [(FIRST, "a")]


def test_maintenance_meanwhile_is_no_conflict(session: SparkSession) -> None:
    for song in "abcdef":
        append_entries(session, current_snapshot_id(session, NAME), 1, song)
    seen = current_snapshot_id(session, NAME)
    maintain(keep_snapshots_days="7")
    assert current_snapshot_id(session, NAME) != seen  # it wrote the small files anew

    append_entries(session, seen, 2, "g")

    assert standing(session) == [*((FIRST, song) for song in "abcdef"), (SECOND, "g")]
