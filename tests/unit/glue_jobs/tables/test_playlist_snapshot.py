"""playlist_snapshot: the latest snapshot of each playlist and day."""

from datetime import date, datetime
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from glue_jobs.tables import PLAYLIST_SNAPSHOT, playlist_snapshot
from tests.unit.glue_jobs.tables.frames import at, extracted, rows_of, table

RAW_FILE = "raw_file string, playlist_id string, extracted_at timestamp_ntz, status string"


def file(raw_file: str, extracted_at: datetime, **header: Any) -> dict[str, Any]:
    fields = {"raw_file": raw_file, "playlist_id": "p", "extracted_at": extracted_at}
    return fields | {"status": "loaded", "snapshot": fields | header}


def transformed(
    spark: SparkSession,
    files: list[dict[str, Any]],
    loaded: list[tuple[str, str, datetime, str]] | None = None,
) -> DataFrame:
    return playlist_snapshot.transform(
        extracted(spark, file=files), table(spark, RAW_FILE, *(loaded or []))
    )


def test_row_of_a_file(spark: SparkSession) -> None:
    header = {
        "playlist_name": "Top", "description": "d", "owner_id": "o", "owner_name": "Owner",
        "followers": 3_000_000_000, "is_public": True, "is_collaborative": False,
        "image_url": "i", "snapshot_id": "s", "entries": 2, "total": 3,
    }  # fmt: skip
    rejected = {"raw_file": "bad", "status": "rejected", "reason": "no"}

    rows = transformed(spark, [file("f", at(1, 23), **header), rejected])

    assert rows.columns == list(PLAYLIST_SNAPSHOT.column_names)
    assert rows_of(rows) == [
        ("p", date(2026, 11, 1), "Top", "d", "o", "Owner", 3_000_000_000, True, False, "i", "s",
         2, 3, at(1, 23), "f"),
    ]  # fmt: skip


def test_latest_snapshot_of_a_day_wins(spark: SparkSession) -> None:
    files = [
        file("late", at(1, 20)),  # shows no name: null, not the earlier one
        file("early", at(1, 5), playlist_name="Old"),
        file("next", at(2, 0), playlist_name="New"),
    ]
    rows = transformed(spark, files)
    assert rows_of(rows, "raw_file", "playlist_name") == [("late", None), ("next", "New")]


def test_earlier_snapshot_of_the_day_is_left_out(spark: SparkSession) -> None:
    loaded = [("late", "p", at(1, 20), "loaded"), ("tomorrow", "p", at(2), "loaded")]
    assert rows_of(transformed(spark, [file("early", at(1, 5))], loaded)) == []
    assert rows_of(transformed(spark, [file("a", at(1, 20))], loaded)) == []  # a lesser key
