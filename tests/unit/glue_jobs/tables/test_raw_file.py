"""raw_file: what became of each raw file."""

from pyspark.sql import SparkSession

from glue_jobs.tables import RAW_FILE, raw_file
from tests.unit.glue_jobs.tables.frames import at, rows_of, sightings


def test_loaded_and_rejected_files_are_told_unread_ones_are_not(spark: SparkSession) -> None:
    counts = {"entries": 4, "tracks": 1, "episodes": 1, "local": 1, "unavailable": 1}
    none = dict.fromkeys(counts, 0)
    loaded = {
        "raw_file": "a", "playlist_id": "p", "extracted_at": at(1), "status": "loaded", **counts
    }  # fmt: skip
    rejected = {"raw_file": "b", "status": "rejected", "reason": "line 1: truncated", **none}
    unread = {"raw_file": "c", "status": "unread", "reason": "access denied", **none}

    rows = raw_file.transform(
        sightings(spark, snapshot=[loaded, rejected, unread]), "run-7", at(2, 9)
    )

    assert rows.columns == list(RAW_FILE.column_names)
    assert rows_of(rows) == [
        ("a", "p", at(1), "loaded", None, 4, 1, 1, 1, 1, "run-7", at(2, 9)),
        ("b", None, None, "rejected", "line 1: truncated", 0, 0, 0, 0, 0, "run-7", at(2, 9)),
    ]
