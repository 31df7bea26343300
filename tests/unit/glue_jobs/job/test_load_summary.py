from datetime import UTC, datetime
from typing import Any

import pytest
from pyspark.sql import Row

from glue_jobs.job.load_summary import LoadSummary

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def result(raw_file: str, status: str, hour: int | None = None, entries: int = 0) -> Row:
    """Return the columns of ``raw_file.FILE_RESULT`` that a summary needs."""
    time: Any = NOON.replace(tzinfo=None, hour=hour) if hour is not None else None
    reason = f"{raw_file} is bad" if status == "rejected" else None
    return Row(raw_file=raw_file, status=status, reason=reason, extracted_at=time, entries=entries)


def test_summary_adds_up_batches() -> None:
    summary = LoadSummary()

    summary.add([result("a", "loaded", 6, 100), result("b", "rejected")], left=[])
    summary.add([result("c", "loaded", 5, 50), result("d", "failed")], left=["d: denied"])
    summary.add([], left=[])

    assert summary == LoadSummary(
        loaded=2,
        rejected={"b": "b is bad"},
        left=["d: denied"],
        entries=150,
        newest=datetime(2026, 11, 22, 6),  # noqa: DTZ001 - as the tables have times
    )
    assert summary.files == 4
    assert summary.metrics(NOON) == {
        "FilesLoaded": 2,
        "FilesRejected": 1,
        "FilesLeft": 1,
        "EntriesLoaded": 150,
        "DigestFailures": 0,
        "DataAgeHours": 6.0,
    }


@pytest.mark.parametrize("statuses", [[], ["rejected"], ["failed"]])
def test_no_data_age_if_nothing_was_loaded(statuses: list[str]) -> None:
    summary = LoadSummary()
    # A file can be rejected after its extracted_at was decoded.
    summary.add([result("a", status, 6) for status in statuses], left=[])

    assert "DataAgeHours" not in summary.metrics(NOON)
