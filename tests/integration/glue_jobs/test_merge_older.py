"""A MERGE that is told that all which stands is older reads less, and still overwrites nothing."""

from typing import Any

import pytest
from pyspark.sql import SparkSession

from glue_jobs.iceberg.catalog import create_tables, current_snapshot_id, qualified_name
from glue_jobs.iceberg.merge import Merged, Standing, merge, merge_statement
from glue_jobs.iceberg.spark_errors import ConflictError
from glue_jobs.tables import ARTIST, SONG_ARTIST
from glue_jobs.tables.table import Table
from local.lake import DATABASE
from tests.unit.glue_jobs.tables.frames import at

OLDER = Standing(older=True)
Row = tuple[Any, ...]


@pytest.fixture
def session(spark: SparkSession) -> SparkSession:
    create_tables(spark, DATABASE, (ARTIST, SONG_ARTIST))
    return spark


def merged(
    spark: SparkSession, table: Table, rows: list[Row], standing: Standing = OLDER
) -> Merged:
    """Merge rows; one longer than the table has columns ends with ``stale``."""
    fields = ", ".join(f"{column.name} {column.type}" for column in table.columns)
    stale = ", stale boolean" if len(rows[0]) > len(table.columns) else ""
    return merge(spark, DATABASE, table, spark.createDataFrame(rows, fields + stale), standing)


def rows_in(spark: SparkSession, table: Table) -> list[Row]:
    name = qualified_name(DATABASE, table)
    spark.sql(f"REFRESH TABLE {name}")
    return sorted(tuple(row) for row in spark.table(name).collect())


def artist(artist_id: str, name: str, first_day: int, last_day: int) -> Row:
    return (artist_id, name, None, at(first_day), at(last_day))


def test_a_newer_row_takes_the_place_and_keeps_the_earliest(session: SparkSession) -> None:
    merged(session, ARTIST, [artist("a", "old", 1, 2), artist("b", "alone", 1, 2)])

    done = merged(session, ARTIST, [artist("a", "new", 3, 3), artist("c", "first", 3, 3)])

    assert done == Merged(rows_inserted=1, rows_updated=1, rows_deleted=0)
    assert rows_in(session, ARTIST) == [
        artist("a", "new", 1, 3),
        artist("b", "alone", 1, 2),
        artist("c", "first", 3, 3),
    ]


def test_newer_credits_take_the_places_and_end_those_they_lack(session: SparkSession) -> None:
    merged(session, SONG_ARTIST, [("s", n, "x", at(1), False) for n in (1, 2)])

    credits_ = [("s", 1, "y", at(2), False), *(("s", n, None, at(2), True) for n in (2, 3))]
    done = merged(session, SONG_ARTIST, credits_)

    assert (done.rows_inserted, done.rows_deleted) == (1, 2)
    assert rows_in(session, SONG_ARTIST) == [("s", 1, "y", at(2))]


@pytest.mark.parametrize("day", [2, 3])
def test_what_another_job_brought_meanwhile_is_not_overwritten(
    session: SparkSession, day: int
) -> None:
    merged(session, ARTIST, [artist("a", "the other job's", 1, day)])
    before = current_snapshot_id(session, qualified_name(DATABASE, ARTIST))

    with pytest.raises(ConflictError) as error:
        merged(session, ARTIST, [artist("a", "this job's", 2, 2), artist("b", "new", 2, 2)])

    assert str(error.value) == (
        "another job changed the table artist meanwhile: run again, nothing is lost"
    )
    assert current_snapshot_id(session, qualified_name(DATABASE, ARTIST)) == before
    assert rows_in(session, ARTIST) == [artist("a", "the other job's", 1, day)]


@pytest.mark.parametrize("stale", [True, False])
def test_credits_that_another_job_brought_meanwhile_stay(
    session: SparkSession, stale: bool
) -> None:
    merged(session, SONG_ARTIST, [("s", 1, "x", at(2), False)])

    with pytest.raises(ConflictError):
        merged(session, SONG_ARTIST, [("s", 1, "y", at(2), stale)])

    assert rows_in(session, SONG_ARTIST) == [("s", 1, "x", at(2))]


def test_no_attribute_of_what_stands_is_read(session: SparkSession) -> None:
    rows = [artist("a", "new", 2, 2)]
    merged(session, ARTIST, rows, Standing())  # leaves its source view

    def columns_read(standing: Standing) -> set[str]:
        statement = merge_statement(DATABASE, ARTIST, standing, stale=False)
        plan = str(session.sql(f"EXPLAIN {statement}").collect()[0][0])
        (scan,) = [line for line in plan.splitlines() if "BatchScan" in line]
        return {name for name in ARTIST.column_names if f"{name}#" in scan}

    assert columns_read(Standing()) == {*ARTIST.column_names}
    assert columns_read(OLDER) == {"artist_id", "first_seen_at", "last_seen_at"}
