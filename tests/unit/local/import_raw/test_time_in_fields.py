import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from msgspec import Raw

from local.import_raw.time_in_fields import time_in_fields
from local.import_raw.time_in_path import UnclearTimeError

SIX = datetime(2024, 5, 1, 6, tzinfo=UTC)
DAY = datetime(2024, 5, 1, tzinfo=UTC)


def fields(value: dict[str, Any]) -> dict[str, Raw]:
    return msgspec.json.decode(json.dumps(value), type=dict[str, Raw])


@pytest.mark.parametrize(
    "name",
    [
        "extracted_at", "extraction_time", "fetchedAt", "fetch_date", "retrieved_on", "scraped_at",
        "snapshot_date", "ingested_at", "ingestion_timestamp", "ingest_ts", "_airbyte_emitted_at",
        "_airbyte_extracted_at", "time_extracted", "_sdc_received_at", "_fivetran_synced",
        "load_date", "run_at", "exportDate", "timestamp", "ts", "date", "as_of", "Timestamp",
    ],
)  # fmt: skip
def test_time_field_names(name: str) -> None:
    found = time_in_fields([fields({"a": 1, name: "2024-05-01T06:00:00Z"})])

    assert found == (SIX, name)


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2024-05-01T06:00:00Z", SIX),
        ("2024-05-01T08:00:00+02:00", SIX),
        ("2024-05-01 06:00:00", SIX),
        ("2024-05-01 06:00:00 UTC", SIX),
        ("2024-05-01", DAY),
        ("20240501T060000Z", SIX),
        ("Wed, 01 May 2024 06:00:00 GMT", SIX),
        ("May 1, 2024", DAY),
        (1714543200, SIX),
        (1714543200.0, SIX),
        (1714543200000, SIX),
        ("1714543200", SIX),
    ],
)
def test_time_is_read_in_any_clear_form(value: Any, time: datetime) -> None:
    assert time_in_fields([fields({"extracted_at": value})]) == (time, "extracted_at")


@pytest.mark.parametrize(
    "value", [None, "", "soon", 12, 12.5, True, [], {}, "1999-12-31", "2099-01-01", 1e400, -1]
)
def test_implausible_time_is_ignored(value: Any) -> None:
    document = {"extracted_at": value if value != 1e400 else 0}

    assert time_in_fields([fields(document)]) is None


@pytest.mark.parametrize(
    "name", ["added_at", "created_at", "updated_at", "played_at", "snapshot_id", "release_date"]
)
def test_field_names_of_other_times(name: str) -> None:
    assert time_in_fields([fields({name: "2024-05-01T06:00:00Z"})]) is None


def test_unclear_form_is_refused_with_its_field() -> None:
    with pytest.raises(UnclearTimeError) as error:
        time_in_fields([fields({"fetched_at": "01/02/2024"})])

    assert str(error.value) == (
        'the field fetched_at, "01/02/2024", could be day-month or month-day'
    )


def test_nearest_and_clearest_field_wins() -> None:
    inner = fields({"loaded_at": "2024-05-03", "extracted_at": "2024-05-01", "date": "2024-05-02"})
    outer = fields({"extracted_at": "2024-05-04"})
    metadata = fields({"_ingestion_metadata": {"ingested_at": "2024-05-01"}, "track": {"date": 1}})

    assert time_in_fields([inner, outer]) == (DAY, "extracted_at")
    assert time_in_fields([fields({}), outer]) == (DAY.replace(day=4), "extracted_at")
    assert time_in_fields([metadata]) == (DAY, "_ingestion_metadata.ingested_at")
