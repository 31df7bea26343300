"""raw_file: one row per file result."""

from pyspark.sql import SparkSession

from glue_jobs.tables import RAW_FILE, raw_file
from tests.unit.glue_jobs.tables.frames import at, extracted, rows_of


def test_failed_files_have_no_rows(spark: SparkSession) -> None:
    counts = {"entries": 4, "total": 5, "tracks": 1, "episodes": 1, "local": 1, "unavailable": 1}
    none = dict.fromkeys(counts, 0) | {"total": None}
    loaded = {
        "raw_file": "a", "playlist_id": "p", "extracted_at": at(1), "status": "loaded", **counts
    }  # fmt: skip
    rejected = {"raw_file": "b", "status": "rejected", "reason": "line 1: truncated", **none}
    unread = {"raw_file": "c", "status": "failed", "reason": "access denied", **none}

    rows = raw_file.transform(extracted(spark, file=[loaded, rejected, unread]), "run-7", at(2, 9))

    assert rows.columns == list(RAW_FILE.column_names)
    assert rows_of(rows) == [
        ("a", "p", at(1), "loaded", None, 4, 5, 1, 1, 1, 1, "run-7", at(2, 9)),
        ("b", None, None, "rejected", "line 1: truncated", 0, None, 0, 0, 0, 0, "run-7", at(2, 9)),
    ]
