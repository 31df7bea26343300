"""The Lambda's log and metrics; no secret reaches them."""

import base64
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from extract_lambda import handler as handler_module
from extract_lambda.errors import ExtractError, InvalidEventError, SettingsError
from local.spotify_api import Fault, Request
from tests.integration.extract_lambda.harness import (
    ODDS_AND_ENDS,
    SMALL,
    TOP_100,
    Harness,
    LambdaContext,
    MakeHarness,
)

Log = Callable[[], list[dict[str, Any]]]
Metrics = Callable[[], dict[str, float]]
EVENTS = Path(__file__).parents[2] / "events"

FAULTS: dict[str, Callable[[Harness], object]] = {
    "none": lambda h: None,
    "401": lambda h: h.api.fail("GET", TOP_100, Fault(status=401), times=None),
    "403": lambda h: h.api.fail("GET", TOP_100, Fault(status=403), times=None),
    "404": lambda h: h.api.fail("GET", TOP_100, Fault(status=404), times=None),
    "429": lambda h: h.api.fail(
        "GET", TOP_100, Fault(status=429, headers={"Retry-After": "9999"}), times=None
    ),
    "500": lambda h: h.api.fail("GET", TOP_100, Fault(status=500), times=None),
    "dropped": lambda h: h.api.fail("GET", TOP_100, Fault(drop=True), times=None),
    "truncated": lambda h: h.api.fail("GET", TOP_100, Fault(truncate=True), times=None),
    "no JSON": lambda h: h.api.fail("GET", TOP_100, Fault(body=b"<"), times=None),
    "unforeseen": lambda h: h.api.fail("GET", TOP_100, Fault(body=b"[" * 100_000), times=None),
    "token 500": lambda h: h.api.fail("POST", "token", Fault(status=500), times=None),
    "token no JSON": lambda h: h.api.fail("POST", "token", Fault(body=b"<"), times=None),
    "token dropped": lambda h: h.api.fail("POST", "token", Fault(drop=True), times=None),
    "token refused": lambda h: h.api.fail("POST", "token", Fault(status=400), times=None),
    "no such host": lambda h: h.set(SPOTIFY_API_URL="https://api.no-such-host.invalid"),
    "dead refresh token": lambda h: h.api.revoke(),
    "S3 denies writing": lambda h: h.refuse("PutObject"),
    "S3 denies listing": lambda h: h.refuse("ListObjectsV2"),
    "secret denied": lambda h: h.refuse("GetSecretValue"),
    "secret read only": lambda h: h.refuse("PutSecretValue"),
    "malformed secret": lambda h: h.store_secret(client_id="\n"),
    "wrong app": lambda h: h.store_secret(client_id="another"),
    "bad event": lambda h: h.set(PLAYLISTS="nonsense"),
    "out of time": lambda h: setattr(h.clock, "seconds_left", 1.0),
}


def secrets_of(harness: Harness, bodies: list[str]) -> set[str]:
    """Every secret and token, also as encoded in requests."""
    values = {harness.api.client_secret, harness.secret().get("refresh_token", ""), *bodies}
    for request in harness.api.requests:
        scheme, _, credential = request.headers.get("authorization", "").partition(" ")
        values |= {credential, request.form.get("refresh_token", "")}
        if scheme == "Basic":
            values.add(base64.b64decode(credential).decode().partition(":")[2])
    return values - {""}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_no_secret_is_logged(
    make_harness: MakeHarness, written: Callable[[], str], fault: Callable[[Harness], object]
) -> None:
    harness = make_harness(rotate_refresh_token=True)
    harness.set(PLAYLISTS=TOP_100)
    first = harness.api.refresh_token
    harness.store_secret(refresh_token=first)
    fault(harness)

    try:
        harness.run()
    except ExtractError as error:
        raised = f"{error!r} {error.__cause__!r} {vars(error)}"
    else:
        raised = ""

    everything = written() + raised
    assert "correlation_id" in everything or "PLAYLISTS" in everything
    harness.refusals.clear()
    leaked = [
        value
        for value in secrets_of(harness, [first, harness.api.refresh_token])
        if value in everything
    ]
    assert leaked == []
    assert "Bearer " not in everything
    assert "Basic " not in everything


def test_token_echoed_in_an_error_message_is_not_logged(
    harness: Harness, written: Callable[[], str]
) -> None:
    sent: list[str] = []

    def repeat(request: Request) -> None:
        if request.path.endswith("/items"):
            sent.append(request.headers["authorization"].partition(" ")[2])
            body = {"error": {"message": f"cannot forward {request.headers['authorization']}"}}
            harness.api.fail(
                "GET", "/items", Fault(status=400, body=json.dumps(body).encode()), times=1
            )

    harness.api.on_request = repeat
    failure = harness.run_failing()

    everything = f"{written()} {failure} {failure.result}"
    assert "cannot forward Bearer ***" in everything
    assert sent
    assert not [token for token in sent if token in everything]


def test_log_lines_carry_the_event_id(harness: Harness, log: Log) -> None:
    harness.run(json.loads((EVENTS / "scheduler.json").read_text(encoding="utf-8")))

    lines = log()
    assert {line["correlation_id"] for line in lines} == {"37666ae6-48cf-4285-b4c6-a3320b38824a"}
    assert {line["function_request_id"] for line in lines} == {"request-1"}
    assert {line["service"] for line in lines} == {"extract"}
    assert [line["playlist_id"] for line in lines if line["message"] == "extracted"] == list(SMALL)
    assert lines[-1]["message"] == "run done"
    assert lines[-1]["result"]["extracted"] == 3
    assert "playlist_id" not in lines[-1]


def test_log_lines_of_a_manual_run_carry_the_request_id(harness: Harness, log: Log) -> None:
    harness.run({})

    assert {line["correlation_id"] for line in log()} == {"request-1"}


def test_failed_run_of_two_playlists_fits_ten_lines(harness: Harness, log: Log) -> None:
    """As `lake-deploy logs` prints it on a terminal of 80 columns, with Lambda's two retries."""
    pytest.importorskip("rich", reason="the environment of the Lambda's Python has no lake-deploy")
    from rich.console import Console  # noqa: PLC0415

    from deploy.log_groups import LogLine  # noqa: PLC0415
    from deploy.logs import show_events  # noqa: PLC0415

    harness.set(PLAYLISTS=f"{TOP_100},{ODDS_AND_ENDS}")
    harness.api.fail("GET", TOP_100, Fault(status=404), times=None)
    harness.api.fail("GET", ODDS_AND_ENDS, Fault(status=403), times=None)
    for _ in range(3):
        harness.run_failing()
    start = datetime(2026, 11, 22, 6, 0, 3, tzinfo=UTC)
    lines = [
        ("extract", LogLine(start + timedelta(minutes=at), json.dumps(line), str(at)))
        for at, line in enumerate(log())
    ]
    page = Console(width=80, file=io.StringIO(), force_terminal=True, color_system=None)
    show_events(page, lines, errors=True)

    assert isinstance(page.file, io.StringIO)
    shown = page.file.getvalue().splitlines()
    assert len(shown) <= 10, shown
    assert all(len(line) <= 80 for line in shown), shown
    for playlist in (TOP_100, ODDS_AND_ENDS):
        (line,) = (one for one in shown if f"  ERROR    {playlist}  " in one)
        assert line.startswith("2026-11-22 06:")
    assert shown[-1].endswith("run failed (2 failed) (3x until 06:08)")


def test_failure_is_logged_with_its_class(harness: Harness, log: Log) -> None:
    harness.api.fail("GET", ODDS_AND_ENDS, Fault(status=404))

    failure = harness.run_failing()

    (line,) = [line for line in log() if line.get("error")]
    assert line["level"] == "ERROR"
    assert line["error"] == "UnknownPlaylistError"
    assert line["playlist_id"] == ODDS_AND_ENDS
    assert log()[-1]["result"] == failure.result


def test_unexpected_error_is_logged_with_its_stack_trace(harness: Harness, log: Log) -> None:
    FAULTS["unforeseen"](harness)

    failure = harness.run_failing()

    (line,) = [line for line in log() if line["message"] == "unexpected"]
    assert "RecursionError" in line["exception"]
    assert "see the log" in failure.result["playlists"][0]["message"]


def test_metrics_of_a_successful_run(harness: Harness, metrics: Metrics) -> None:
    harness.run()

    assert metrics() == {
        "PlaylistsExtracted": 3,
        "PlaylistsAlreadyExtracted": 0,
        "PlaylistsFailed": 0,
        "PlaylistsNotReached": 0,
        "PlaylistsInconsistent": 0,
        "EntriesExtracted": 9,
        "InvalidGrant": 0,
        "QuotaExceeded": 0,
        "RateLimited": 0,
    }


def test_metrics_of_a_failed_run_are_published(harness: Harness, metrics: Metrics) -> None:
    short, long = ({"Retry-After": seconds} for seconds in ("1", "9999"))
    harness.api.fail("GET", ODDS_AND_ENDS, Fault(status=429, headers=short))
    harness.api.fail("GET", ODDS_AND_ENDS, Fault(status=429, headers=long))

    harness.run_failing()

    counted = metrics()
    assert counted["PlaylistsExtracted"] == 1
    assert counted["PlaylistsFailed"] == 1
    assert counted["PlaylistsNotReached"] == 1
    assert counted["RateLimited"] == 2


@pytest.fixture
def cold_start() -> Iterator[None]:
    handler_module._environment.cache_clear()
    yield
    handler_module._environment.cache_clear()


@pytest.mark.usefixtures("cold_start")
def test_handler_reads_its_dependencies_from_the_environment_once(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    context = LambdaContext(harness.clock)

    result = handler_module.handler({"playlists": TOP_100}, context)

    assert result["extracted"] == 1
    assert handler_module._environment() is handler_module._environment()


@pytest.mark.usefixtures("cold_start")
@pytest.mark.filterwarnings("ignore:No application metrics")
def test_wrong_setting_fails_the_first_event(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RAW_BUCKET")

    with pytest.raises(SettingsError, match="environment variable RAW_BUCKET is not set"):
        handler_module.handler({}, LambdaContext(harness.clock))


@pytest.mark.filterwarnings("ignore:No application metrics")
def test_invalid_event_fails_before_any_request(harness: Harness) -> None:
    with pytest.raises(InvalidEventError, match="'playlist'"):
        harness.run({"playlist": TOP_100})
    assert harness.api.requests == []
