"""What a run leaves in the log and in the metrics, and what never."""

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extract_lambda import handler as handler_module
from extract_lambda.errors import ExtractError, InvalidEventError, SettingsError
from local.spotify_api import Fault, Request
from tests.integration.extract_lambda.world import (
    ODDS_AND_ENDS,
    SMALL,
    TOP_100,
    LambdaContext,
    MakeWorld,
    World,
)

Log = Callable[[], list[dict[str, Any]]]
Metrics = Callable[[], dict[str, float]]
EVENTS = Path(__file__).parents[2] / "events"

FAULTS: dict[str, Callable[[World], object]] = {
    "none": lambda world: None,
    "401": lambda world: world.api.fail("GET", TOP_100, Fault(status=401), times=None),
    "403": lambda world: world.api.fail("GET", TOP_100, Fault(status=403), times=None),
    "404": lambda world: world.api.fail("GET", TOP_100, Fault(status=404), times=None),
    "429": lambda world: world.api.fail(
        "GET", TOP_100, Fault(status=429, headers={"Retry-After": "9999"}), times=None
    ),
    "500": lambda world: world.api.fail("GET", TOP_100, Fault(status=500), times=None),
    "dropped": lambda world: world.api.fail("GET", TOP_100, Fault(drop=True), times=None),
    "truncated": lambda world: world.api.fail("GET", TOP_100, Fault(truncate=True), times=None),
    "no JSON": lambda world: world.api.fail("GET", TOP_100, Fault(body=b"<"), times=None),
    "unforeseen": lambda world: world.api.fail(
        "GET", TOP_100, Fault(body=b'{"items": [], "total": 0, "owner": "x"}'), times=None
    ),
    "token 500": lambda world: world.api.fail("POST", "token", Fault(status=500), times=None),
    "token no JSON": lambda world: world.api.fail("POST", "token", Fault(body=b"<"), times=None),
    "token dropped": lambda world: world.api.fail("POST", "token", Fault(drop=True), times=None),
    "token refused": lambda world: world.api.fail("POST", "token", Fault(status=400), times=None),
    "no such host": lambda world: world.set(SPOTIFY_API_URL="https://api.no-such-host.invalid"),
    "dead refresh token": lambda world: world.api.revoke(),
    "S3 denies writing": lambda world: world.refuse("PutObject"),
    "S3 denies listing": lambda world: world.refuse("ListObjectsV2"),
    "secret denied": lambda world: world.refuse("GetSecretValue"),
    "secret read only": lambda world: world.refuse("PutSecretValue"),
    "malformed secret": lambda world: world.keep_secret(client_id="\n"),
    "wrong app": lambda world: world.keep_secret(client_id="another"),
    "bad event": lambda world: world.set(PLAYLISTS="nonsense"),
    "out of time": lambda world: setattr(world.clock, "seconds_left", 1.0),
}


def secrets_of(world: World, bodies: list[str]) -> set[str]:
    """Every value that opens something, as it is and as it travels."""
    values = {world.api.client_secret, world.secret().get("refresh_token", ""), *bodies}
    for request in world.api.requests:
        scheme, _, credential = request.headers.get("authorization", "").partition(" ")
        values |= {credential, request.form.get("refresh_token", "")}
        if scheme == "Basic":
            values.add(base64.b64decode(credential).decode().partition(":")[2])
    return values - {""}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_no_secret_is_ever_written_down(
    make_world: MakeWorld, written: Callable[[], str], fault: Callable[[World], object]
) -> None:
    world = make_world(rotate_refresh_token=True)
    world.set(PLAYLISTS=TOP_100)
    first = world.api.refresh_token
    world.keep_secret(refresh_token=first)
    fault(world)

    try:
        world.run()
    except ExtractError as error:
        raised = f"{error!r} {error.__cause__!r} {vars(error)}"
    else:
        raised = ""

    everything = written() + raised
    assert "correlation_id" in everything or "PLAYLISTS" in everything
    world.refusals.clear()
    leaked = [
        value
        for value in secrets_of(world, [first, world.api.refresh_token])
        if value in everything
    ]
    assert leaked == []
    assert "Bearer " not in everything
    assert "Basic " not in everything


def test_a_gateway_that_repeats_the_request_does_not_bring_its_token_into_the_log(
    world: World, written: Callable[[], str]
) -> None:
    sent: list[str] = []

    def repeat(request: Request) -> None:
        if request.path.endswith("/items"):
            sent.append(request.headers["authorization"].partition(" ")[2])
            said = {"error": {"message": f"cannot forward {request.headers['authorization']}"}}
            world.api.fail(
                "GET", "/items", Fault(status=400, body=json.dumps(said).encode()), times=1
            )

    world.api.on_request = repeat
    failure = world.run_failing()

    everything = f"{written()} {failure} {failure.result}"
    assert "cannot forward Bearer ***" in everything
    assert sent
    assert not [token for token in sent if token in everything]


def test_a_run_is_found_by_its_event(world: World, log: Log) -> None:
    world.run(json.loads((EVENTS / "scheduler.json").read_text(encoding="utf-8")))

    lines = log()
    assert {line["correlation_id"] for line in lines} == {"37666ae6-48cf-4285-b4c6-a3320b38824a"}
    assert {line["function_request_id"] for line in lines} == {"request-1"}
    assert {line["service"] for line in lines} == {"extract"}
    assert [line["playlist_id"] for line in lines if line["message"] == "extracted"] == list(SMALL)
    assert lines[-1]["message"] == "run done"
    assert lines[-1]["result"]["extracted"] == 3
    assert "playlist_id" not in lines[-1]


def test_a_manual_run_is_found_by_its_request(world: World, log: Log) -> None:
    world.run({})

    assert {line["correlation_id"] for line in log()} == {"request-1"}


def test_a_failure_stands_in_the_log_with_its_class(world: World, log: Log) -> None:
    world.api.fail("GET", ODDS_AND_ENDS, Fault(status=404))

    failure = world.run_failing()

    (line,) = [line for line in log() if line.get("error")]
    assert line["level"] == "ERROR"
    assert line["error"] == "UnknownPlaylistError"
    assert line["playlist_id"] == ODDS_AND_ENDS
    assert log()[-1]["result"] == failure.result


def test_what_nobody_foresaw_stands_in_the_log_with_its_place(world: World, log: Log) -> None:
    FAULTS["unforeseen"](world)

    failure = world.run_failing()

    (line,) = [line for line in log() if line["message"] == "unexpected"]
    assert "playlist_header" in line["exception"]
    assert "see the log" in failure.result["playlists"][0]["message"]


def test_the_metrics_of_a_good_run(world: World, metrics: Metrics) -> None:
    world.run()

    assert metrics() == {
        "PlaylistsExtracted": 3,
        "PlaylistsAlreadyExtracted": 0,
        "PlaylistsFailed": 0,
        "PlaylistsNotReached": 0,
        "PlaylistsInconsistent": 0,
        "EntriesExtracted": 9,
        "InvalidGrant": 0,
        "RateLimited": 0,
    }


def test_the_metrics_of_a_bad_run_come_although_it_fails(world: World, metrics: Metrics) -> None:
    short, long = ({"Retry-After": seconds} for seconds in ("1", "9999"))
    world.api.fail("GET", ODDS_AND_ENDS, Fault(status=429, headers=short))
    world.api.fail("GET", ODDS_AND_ENDS, Fault(status=429, headers=long))

    world.run_failing()

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
def test_on_lambda_the_environment_is_all_it_needs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    context = LambdaContext(world.clock)

    result = handler_module.handler({"playlists": TOP_100}, context)

    assert result["extracted"] == 1
    assert handler_module._environment() is handler_module._environment()


@pytest.mark.usefixtures("cold_start")
@pytest.mark.filterwarnings("ignore:No application metrics")
def test_a_wrong_setting_fails_the_first_event(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RAW_BUCKET")

    with pytest.raises(SettingsError, match="environment variable RAW_BUCKET is not set"):
        handler_module.handler({}, LambdaContext(world.clock))


@pytest.mark.filterwarnings("ignore:No application metrics")
def test_a_wrong_event_fails_before_anything_is_asked(world: World) -> None:
    with pytest.raises(InvalidEventError, match="'playlist'"):
        world.run({"playlist": TOP_100})
    assert world.api.requests == []
