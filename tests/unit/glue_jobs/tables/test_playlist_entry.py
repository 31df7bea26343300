"""playlist_entry: the latest snapshot of a day replaces earlier ones entirely."""

from datetime import date, datetime
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from glue_jobs.tables import PLAYLIST_ENTRY, playlist_entry
from tests.unit.glue_jobs.tables.frames import at, extracted, rows_of, table

RAW_FILE = "raw_file string, playlist_id string, extracted_at timestamp_ntz, status string"
COLUMNS = ", ".join(f"{column.name} {column.type}" for column in PLAYLIST_ENTRY.columns)
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
                "added_by": "ada",
                "popularity": 50,
            }
            for position, song in enumerate(songs, start=1)
        ],
    }  # fmt: skip


def transformed(
    spark: SparkSession,
    snapshots: list[dict[str, Any]],
    loaded: list[tuple[str, str, datetime, str]] | None = None,
    existing: list[tuple[Any, ...]] | None = None,
) -> DataFrame:
    return playlist_entry.transform(
        extracted(spark, file=snapshots),
        table(spark, RAW_FILE, *(loaded or [])),
        table(spark, COLUMNS, *(existing or [])),
    )


def row(raw_file: str, extracted_at: datetime, position: int, song: str) -> tuple[Any, ...]:
    """Return an existing row of the day."""
    return ("p", DAY, position, "track", song, at(1, 3), "ada", 50, extracted_at, raw_file)


def test_row_for_each_entry(spark: SparkSession) -> None:
    rows = transformed(spark, [snapshot("f", at(1), "s", None)])

    assert rows.columns == [*PLAYLIST_ENTRY.column_names, "stale"]
    assert rows_of(rows) == [
        ("p", DAY, 1, "track", "s", at(1, 3), "ada", 50, at(1), "f", False),
        ("p", DAY, 2, "unavailable", None, at(1, 3), "ada", 50, at(1), "f", False),
    ]


def test_latest_snapshot_of_a_day_wins(spark: SparkSession) -> None:
    rows = transformed(spark, [snapshot("late", at(1, 20), "b"), snapshot("early", at(1, 5), "a")])
    assert rows_of(rows, "song_id", "raw_file") == [("b", "late")]


def test_days_begin_at_midnight_utc(spark: SparkSession) -> None:
    rows = transformed(spark, [snapshot("f", at(1, 23), "a"), snapshot("g", at(2, 0), "b")])
    assert rows_of(rows, "snapshot_date", "song_id") == [
        (date(2026, 11, 1), "a"),
        (date(2026, 11, 2), "b"),
    ]


def test_shorter_snapshot_marks_missing_positions_stale(spark: SparkSession) -> None:
    existing = [row("early", at(1, 5), 1, "a"), row("early", at(1, 5), 2, "b")]
    loaded = [("early", "p", at(1, 5), "loaded")]

    rows = transformed(spark, [snapshot("late", at(1, 20), "b")], loaded, existing)

    assert rows_of(rows, "position", "song_id", "raw_file", "stale") == [
        (1, "b", "late", False),
        (2, None, "late", True),  # only the key of a stale row is used
    ]


def test_earlier_snapshot_of_the_day_changes_nothing(spark: SparkSession) -> None:
    loaded = [("late", "p", at(1, 20), "loaded")]
    existing = [row("late", at(1, 20), 1, "b")]
    for existing_rows in (existing, []):  # the latest snapshot may have been empty
        rows = transformed(spark, [snapshot("early", at(1, 5), "a")], loaded, existing_rows)
        assert rows_of(rows) == []


def test_rejected_file_does_not_count(spark: SparkSession) -> None:
    loaded = [("late", "p", at(1, 20), "rejected")]
    rows = transformed(spark, [snapshot("early", at(1, 5), "a")], loaded)
    assert rows_of(rows, "song_id") == [("a",)]


def test_empty_snapshot_marks_all_positions_of_the_day_stale(spark: SparkSession) -> None:
    loaded = [("early", "p", at(1, 5), "loaded")]
    existing = [row("early", at(1, 5), 1, "a")]

    rows = transformed(spark, [snapshot("late", at(1, 20))], loaded, existing)

    assert rows_of(rows, "position", "stale") == [(1, True)]


def test_ties_are_broken_by_the_greater_key(spark: SparkSession) -> None:
    loaded = [("f-b", "p", at(1), "loaded")]
    lesser = transformed(spark, [snapshot("f-a", at(1), "a")], loaded)
    greater = transformed(spark, [snapshot("f-c", at(1), "c")], loaded)
    assert rows_of(lesser) == []
    assert rows_of(greater, "song_id") == [("c",)]


def test_other_playlists_are_unchanged(spark: SparkSession) -> None:
    other = ("q", *row("other", at(1), 1, "z")[1:])
    rows = transformed(spark, [snapshot("f", at(1), "a")], None, [other])
    assert rows_of(rows, "playlist_id", "stale") == [("p", False)]
