import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from extract_lambda.errors import InvalidEventError
from extract_lambda.request import read_request
from extract_lambda.settings import Settings

EVENTS = Path(__file__).parents[2] / "events"
ID = "3cEYpjA9oz9GiPac4AsH4n"
CONFIGURED = "37i9dQZEVXbMDoHDwVN2tF"
SCHEDULED = datetime(2026, 11, 22, 6, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 6, 0, 3, 141592, tzinfo=UTC)
SETTINGS = Settings.model_validate(
    {"playlists": CONFIGURED, "raw_bucket": "raw", "secret_name": "spotify", "market": "DE"}
)


def fixture(name: str) -> Any:
    return json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["scheduler", "scheduler_with_input"])
def test_scheduler_event_sets_the_time(name: str) -> None:
    event = fixture(name)

    request = read_request(event, SETTINGS, NOW)

    assert request.playlists == (CONFIGURED,)
    assert request.market == "DE"
    assert request.extracted_at == SCHEDULED
    assert request.event_id == event["id"]


def test_manual_event_sets_playlists_and_market_and_uses_current_time() -> None:
    request = read_request(fixture("manual"), SETTINGS, NOW)

    assert request.playlists == (ID,)
    assert request.market == "SE"
    assert request.extracted_at == NOW.replace(microsecond=0)
    assert request.event_id is None


def test_empty_manual_event_uses_the_settings() -> None:
    request = read_request(fixture("manual_empty"), SETTINGS, NOW)

    assert (request.playlists, request.market) == ((CONFIGURED,), "DE")


def test_scheduler_event_may_set_playlists() -> None:
    event = {**fixture("scheduler"), "playlists": f"{ID} {CONFIGURED}"}

    assert read_request(event, SETTINGS, NOW).playlists == (ID, CONFIGURED)


@pytest.mark.parametrize(
    ("time", "extracted_at"),
    [
        ("2026-11-22T07:00:00+01:00", SCHEDULED),
        ("2026-11-22T00:00:04Z", datetime(2026, 11, 22, 0, 0, 4, tzinfo=UTC)),
        # Days old: sent again from the dead-letter queue.
        ("2026-11-19T06:00:00Z", NOW.replace(microsecond=0)),
        ("2027-11-22T06:00:00Z", NOW.replace(microsecond=0)),
    ],
)
def test_event_time_is_used_while_lambda_may_retry(time: str, extracted_at: datetime) -> None:
    event = {**fixture("scheduler"), "time": time}

    assert read_request(event, SETTINGS, NOW).extracted_at == extracted_at


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (None, "NoneType, not a JSON object"),
        ([ID], "list, not a JSON object"),
        ({"playlist": ID}, "'playlist'"),
        ({"playlists": [ID], "dry_run": True}, "'dry_run'"),
        ({"playlists": []}, "'playlists': no playlist is given"),
        ({"playlists": ["nonsense"]}, "'playlists': 'nonsense' is not a playlist"),
        ({"playlists": {"id": ID}}, "'playlists' is not a list of strings"),
        ({"playlists": [1]}, "'playlists' is not a list of strings"),
        ({"market": "Sweden"}, "'market': 'Sweden' is not a two-letter country code"),
        ({"market": 46}, "'market': '46'"),
        ({"source": "aws.s3", "time": "2026-11-22T06:00:00Z"}, "'aws.s3'"),
        ({"source": ["aws.s3"]}, "source"),
        ({"source": "aws.scheduler"}, "time is None"),
        ({"source": "aws.scheduler", "time": "six"}, "time is 'six'"),
        ({"source": "aws.scheduler", "time": "2026-11-22T06:00:00"}, "should be like"),
    ],
)
def test_invalid_event_is_refused_with_the_reason(event: Any, reason: str) -> None:
    with pytest.raises(InvalidEventError) as refusal:
        read_request(event, SETTINGS, NOW)
    assert reason in str(refusal.value)
