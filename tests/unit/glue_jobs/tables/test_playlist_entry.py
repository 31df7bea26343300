"""playlist_entry: a day's latest snapshot replaces an earlier one whole."""

from datetime import date, datetime
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from glue_jobs.tables import PLAYLIST_ENTRY, playlist_entry
from tests.unit.glue_jobs.tables.frames import at, extracted, rows_of, table

RAW_FILE = "raw_file string, playlist_id string, extracted_at timestamp_ntz, status string"
STANDING = ", ".join(f"{column.name} {column.type}" for column in PLAYLIST_ENTRY.columns)
DAY = date(2026, 11, 1)


def snapshot(raw_file: str, extracted_at: datetime, *songs: str | None) -> dict[str, Any]:
    return {
        "raw_file": raw_file, "playlist_id": "p", "extracted_at": extracted_at, "status": "loaded",
        "entry_rows": [
            {
                "position": position,
                "entry_type": "track" if song else "unavailable",
                "song_id": song,
                "added_at": at(1, 3),
                "popularity": 50,
            }
            for position, song in enumerate(songs, start=1)
        ],
    }  # fmt: skip


def transformed(
    spark: SparkSession,
    snapshots: list[dict[str, Any]],
    loaded: list[tuple[str, str, datetime, str]] | None = None,
    standing: list[tuple[Any, ...]] | None = None,
) -> DataFrame:
    return playlist_entry.transform(
        extracted(spark, file=snapshots),
        table(spark, RAW_FILE, *(loaded or [])),
        table(spark, STANDING, *(standing or [])),
    )


def row(raw_file: str, extracted_at: datetime, position: int, song: str) -> tuple[Any, ...]:
    """A standing row."""
    return ("p", DAY, position, "track", song, at(1, 3), 50, extracted_at, raw_file)


def test_each_entry_stands_at_its_place_whatever_it_is(spark: SparkSession) -> None:
    rows = transformed(spark, [snapshot("f", at(1), "s", None)])

    assert rows.columns == [*PLAYLIST_ENTRY.column_names, "stale"]
    assert rows_of(rows) == [
        ("p", DAY, 1, "track", "s", at(1, 3), 50, at(1), "f", False),
        ("p", DAY, 2, "unavailable", None, at(1, 3), 50, at(1), "f", False),
    ]


def test_of_two_extractions_of_a_day_the_latest_stands(spark: SparkSession) -> None:
    rows = transformed(spark, [snapshot("late", at(1, 20), "b"), snapshot("early", at(1, 5), "a")])
    assert rows_of(rows, "song_id", "raw_file") == [("b", "late")]


def test_days_begin_at_midnight_utc(spark: SparkSession) -> None:
    rows = transformed(spark, [snapshot("f", at(1, 23), "a"), snapshot("g", at(2, 0), "b")])
    assert rows_of(rows, "snapshot_date", "song_id") == [
        (date(2026, 11, 1), "a"),
        (date(2026, 11, 2), "b"),
    ]


def test_a_shorter_later_snapshot_ends_the_places_it_lacks(spark: SparkSession) -> None:
    standing = [row("early", at(1, 5), 1, "a"), row("early", at(1, 5), 2, "b")]
    loaded = [("early", "p", at(1, 5), "loaded")]

    rows = transformed(spark, [snapshot("late", at(1, 20), "b")], loaded, standing)

    assert rows_of(rows, "position", "song_id", "raw_file", "stale") == [
        (1, "b", "late", False),
        (2, None, "late", True),  # its key is all that counts
    ]


def test_an_earlier_snapshot_of_the_day_changes_nothing(spark: SparkSession) -> None:
    loaded = [("late", "p", at(1, 20), "loaded")]
    standing = [row("late", at(1, 20), 1, "b")]
    assert rows_of(transformed(spark, [snapshot("early", at(1, 5), "a")], loaded, standing)) == []


def test_an_earlier_snapshot_changes_nothing_even_where_the_latest_was_empty(
    spark: SparkSession,
) -> None:
    loaded = [("late", "p", at(1, 20), "loaded")]
    assert rows_of(transformed(spark, [snapshot("early", at(1, 5), "a")], loaded)) == []


def test_a_rejected_file_of_the_day_does_not_count(spark: SparkSession) -> None:
    loaded = [("late", "p", at(1, 20), "rejected")]
    rows = transformed(spark, [snapshot("early", at(1, 5), "a")], loaded)
    assert rows_of(rows, "song_id") == [("a",)]


def test_an_empty_latest_snapshot_ends_the_whole_day(spark: SparkSession) -> None:
    loaded = [("early", "p", at(1, 5), "loaded")]
    standing = [row("early", at(1, 5), 1, "a")]

    rows = transformed(spark, [snapshot("late", at(1, 20))], loaded, standing)

    assert rows_of(rows, "position", "stale") == [(1, True)]


def test_of_two_files_of_one_time_the_greater_key_stands(spark: SparkSession) -> None:
    loaded = [("f-b", "p", at(1), "loaded")]
    lesser = transformed(spark, [snapshot("f-a", at(1), "a")], loaded)
    greater = transformed(spark, [snapshot("f-c", at(1), "c")], loaded)
    assert rows_of(lesser) == []
    assert rows_of(greater, "song_id") == [("c",)]


def test_another_playlist_of_the_day_is_left_alone(spark: SparkSession) -> None:
    other = ("q", *row("other", at(1), 1, "z")[1:])
    rows = transformed(spark, [snapshot("f", at(1), "a")], None, [other])
    assert rows_of(rows, "playlist_id", "stale") == [("p", False)]
