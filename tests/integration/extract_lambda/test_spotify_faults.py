"""Errors of Spotify and of the network, and how the Lambda handles them."""

import re
import socket
from collections.abc import Callable

import pytest

from extract_lambda import deadline
from local.spotify_api import Fault, Request
from tests.integration.extract_lambda.harness import (
    FRESH_FINDS,
    ODDS_AND_ENDS,
    TOP_100,
    Harness,
    MakeHarness,
    of_length,
)

Metrics = Callable[[], dict[str, float]]
ITEMS = f"{TOP_100}/items"
TRANSIENT = {
    "500": Fault(status=500),
    "502": Fault(status=502, body=b"<html>Bad gateway</html>"),
    "503": Fault(status=503),
    "504": Fault(status=504, body=b""),
    "dropped": Fault(drop=True),
    "truncated": Fault(truncate=True),
    "truncated error": Fault(status=503, truncate=True),
    "no JSON": Fault(body=b"<html>Sorry</html>"),
    "half JSON": Fault(body=b'{"items": ['),
    "empty": Fault(body=b""),
    "null": Fault(body=b"null"),
    "list": Fault(body=b"[]"),
}


def statuses(harness: Harness) -> dict[str, str]:
    failure = harness.run_failing()
    return {one["playlist_id"]: one["status"] for one in failure.result["playlists"]}


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT)
def test_transient_fault_is_retried_with_backoff(harness: Harness, fault: Fault) -> None:
    harness.api.fail("GET", ITEMS, fault, times=2)

    harness.run_one()

    assert harness.clock.waited == [1.0, 2.0]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("503", "SpotifyUnavailableError"),
        ("dropped", "NoResponseError"),
        ("truncated", "NoResponseError"),
        ("no JSON", "UnreadableResponseError"),
    ],
)
def test_persistent_fault_fails_one_playlist_only(harness: Harness, fault: str, error: str) -> None:
    harness.api.fail("GET", ITEMS, TRANSIENT[fault], times=None)

    failure = harness.run_failing()

    first, *others = failure.result["playlists"]
    assert (first["status"], first["error"]) == ("failed", error)
    assert [other["status"] for other in others] == ["extracted", "extracted"]
    assert harness.request_count(ITEMS) == 5
    assert harness.clock.waited == [1.0, 2.0, 4.0, 8.0]
    assert set(harness.raw_files()) == {other["key"] for other in others}


def test_backoff_has_full_jitter(harness: Harness) -> None:
    harness.api.fail("GET", ITEMS, Fault(status=500), times=2)
    dependencies = harness.dependencies()
    object.__setattr__(dependencies, "jitter", lambda: 0.25)

    harness.run(dependencies=dependencies)

    assert harness.clock.waited == [0.25, 0.5]


def test_no_retry_after_the_deadline(harness: Harness) -> None:
    harness.clock.seconds_left = 14.5  # 10 of which are reserved
    harness.api.fail("GET", ITEMS, Fault(status=500), times=None)

    failure = harness.run_failing()

    first, *others = failure.result["playlists"]
    assert first["error"] == "SpotifyUnavailableError"
    assert [other["status"] for other in others] == ["extracted", "extracted"]
    assert harness.clock.waited == [1.0]


def test_read_timeout_is_retried(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "_MAX_REQUEST_SECONDS", 0.5)
    monkeypatch.setattr(deadline, "_MIN_REQUEST_SECONDS", 0.1)
    harness.api.fail("GET", ITEMS, Fault(delay_seconds=0.7))
    harness.run_one()
    assert harness.clock.waited == [1.0]

    harness.clock.seconds_left = 12.5  # enough for two attempts
    harness.api.fail("GET", ODDS_AND_ENDS, Fault(delay_seconds=0.7), times=None)
    error, message = harness.fail_one(ODDS_AND_ENDS)
    assert error == "NoResponseError"
    assert "did not respond in time" in message


def test_unknown_host_is_named(harness: Harness) -> None:
    harness.set(SPOTIFY_API_URL="https://api.no-such-host.invalid/v1/")

    failure = harness.run_failing()

    first, *others = failure.result["playlists"]
    assert first["error"] == "UnreachableError"
    assert first["message"] == "cannot reach api.no-such-host.invalid (no DNS record)"
    assert {other["status"] for other in others} == {"not_reached"}
    assert harness.clock.waited == [1.0, 2.0, 4.0, 8.0]


@pytest.mark.parametrize("variable", ["SPOTIFY_API_URL", "SPOTIFY_TOKEN_URL"])
def test_refused_connection_is_named(harness: Harness, variable: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # without listening
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        harness.set(**{variable: f"http://{address}/v1/"})

        error, message = harness.fail_one()

    assert error == "UnreachableError"
    assert message == f"cannot reach {address} (connection refused)"


def test_expired_access_token_is_renewed(harness: Harness) -> None:
    harness.api.playlists[TOP_100] = of_length(101)

    def expire(request: Request) -> None:
        if request.query.get("offset") == "50" and harness.request_count("/api/token") == 1:
            harness.api.expire_tokens()

    harness.api.on_request = expire
    harness.run()

    assert len(harness.lines()) == 3
    assert harness.request_count("/api/token") == 2
    assert harness.clock.waited == []


def test_access_token_refused_twice_ends_the_run(harness: Harness) -> None:
    harness.api.fail("GET", ITEMS, Fault(status=401), times=None)

    failure = harness.run_failing()

    assert failure.result["playlists"][0]["error"] == "AccessTokenRefusedError"
    assert failure.result["not_reached"] == 2
    assert harness.request_count(ITEMS) == 2
    assert harness.request_count("/api/token") == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=403),
        Fault(status=403, body=b"<html>"),
        Fault(status=403, body=b"[]"),
        Fault(status=403, body=b'{"error": null}'),
        Fault(status=403, body=b'{"error": {"message": 1}}'),
        Fault(body=b'{"href": "the items are left out"}'),
        Fault(body=b'{"items": null, "total": 3}'),
    ],
)
def test_forbidden_playlist_is_not_retried(harness: Harness, fault: Fault) -> None:
    harness.api.fail("GET", ITEMS, fault, times=None)

    error, message = harness.fail_one()

    assert error == "ForbiddenError"
    assert TOP_100 in message
    assert harness.request_count(ITEMS) == 1


def test_forbidden_without_a_reason_names_premium_and_the_allowlist(harness: Harness) -> None:
    harness.api.fail("GET", "/v1/", Fault(status=403, body=b""), times=None)

    error, message = harness.fail_one()

    assert error == "ForbiddenError"
    assert f"does not show playlist {TOP_100} (403 without a reason)" in message
    assert "only while its owner has Premium" in message
    assert "allowlist, at most 5" in message


@pytest.mark.parametrize(
    ("headers", "until"),
    [({}, ""), ({"Retry-After": "3600"}, " Spotify asks to wait until 2026-11-22T07:00:03Z.")],
)
def test_exceeded_quota_is_not_retried_and_ends_the_run(
    harness: Harness, metrics: Metrics, headers: dict[str, str], until: str
) -> None:
    body = b'{"error": {"status": 429, "message": "Too many", "reason": "QUOTA_EXCEEDED"}}'
    fault = Fault(status=429, headers=headers, body=body)
    harness.api.fail("GET", f"{ODDS_AND_ENDS}/items", fault, times=None)

    failure = harness.run_failing()

    assert [one["status"] for one in failure.result["playlists"]] == [
        "extracted",
        "failed",
        "not_reached",
    ]
    stopped = failure.result["playlists"][1]
    assert stopped["error"] == "QuotaExceededError"
    assert "All development-mode apps of the account share it." + until in stopped["message"]
    assert harness.request_count(f"{ODDS_AND_ENDS}/items") == 1
    assert harness.clock.waited == []
    counted = metrics()
    assert (counted["QuotaExceeded"], counted["RateLimited"]) == (1, 0)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=429, body=b'{"error": {"status": 429, "reason": "SOMETHING_ELSE"}}'),
        Fault(status=429, truncate=True),
        Fault(status=429, body=b"Too many requests"),
    ],
)
def test_rate_limit_with_any_other_body_is_retried(harness: Harness, fault: Fault) -> None:
    harness.api.fail("GET", ITEMS, fault)

    harness.run_one()

    assert harness.clock.waited == [30.0]


def test_development_mode_app_needs_a_user(make_harness: MakeHarness) -> None:
    harness = make_harness(access="development")

    error, message = harness.fail_one()

    assert error == "ForbiddenError"
    assert "An app in development mode needs a user's token" in message  # Spotify's message
    assert "refresh token in its secret" in message


def test_development_mode_extracts_own_playlists_only(make_harness: MakeHarness) -> None:
    harness = make_harness(access="development", user_id="nowhere.charts")
    harness.store_secret(refresh_token=harness.api.refresh_token)

    assert statuses(harness) == {
        TOP_100: "extracted",
        ODDS_AND_ENDS: "failed",
        FRESH_FINDS: "extracted",
    }


def test_unknown_and_spotify_owned_playlists_have_different_errors(harness: Harness) -> None:
    unknown, spotifys = "0123456789abcdefghijkl", "37i9dQZEVXbMDoHDwVN2tF"

    error, message = harness.fail_one(unknown)
    assert error == "UnknownPlaylistError"
    assert f"https://open.spotify.com/playlist/{unknown}" in message

    error, message = harness.fail_one(spotifys)
    assert error == "SpotifyOwnedPlaylistError"
    assert f"playlist {spotifys} is made by Spotify itself" in message
    assert "2024-11-27" in message


def test_other_refusal_quotes_spotify(harness: Harness) -> None:
    body = b'{"error": {"status": 400, "message": "Invalid market code"}}'
    harness.api.fail("GET", ITEMS, Fault(status=400, body=body))

    error, message = harness.fail_one()

    assert error == "RequestRefusedError"
    assert message == "Spotify refuses the request with status 400: Invalid market code"


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "7.0"}, 7.0),
        ({"Retry-After": "0"}, 0.0),
        ({"Retry-After": "Sun, 22 Nov 2026 06:00:13 GMT"}, 10.0),
        ({"Retry-After": "Sun, 22 Nov 2026 05:00:00 GMT"}, 0.0),
        ({"Retry-After": "soon"}, 30.0),
        ({"Retry-After": "-5"}, 30.0),
        ({}, 30.0),
    ],
)
def test_retry_after_is_respected(harness: Harness, headers: dict[str, str], waited: float) -> None:
    harness.api.fail("GET", ITEMS, Fault(status=429, headers=headers))

    harness.run_one()

    assert harness.clock.waited == [waited]


def test_retry_after_of_a_server_error_is_respected(harness: Harness) -> None:
    harness.api.fail("GET", ITEMS, Fault(status=503, headers={"Retry-After": "12"}))

    harness.run()

    assert harness.clock.waited == [12.0]


@pytest.mark.parametrize("seconds", [291, 36_000, 999_999_999])
def test_retry_after_beyond_the_deadline_ends_the_run_and_names_the_time(
    harness: Harness, seconds: int
) -> None:
    fault = Fault(status=429, headers={"Retry-After": str(seconds)})
    harness.api.fail("GET", f"{ODDS_AND_ENDS}/items", fault, times=None)

    failure = harness.run_failing()

    assert [one["status"] for one in failure.result["playlists"]] == [
        "extracted",
        "failed",
        "not_reached",
    ]
    stopped = failure.result["playlists"][1]
    assert stopped["error"] == "RateLimitedError"
    until = re.search(r"until (\S+)Z", stopped["message"])
    assert until
    expected = {291: "2026-11-22T06:04:54", 36_000: "2026-11-22T16:00:03"}
    assert until[1] == expected.get(seconds, "2058-07-31T07:46:42")
    assert f"not reached: {FRESH_FINDS}" in str(failure)
    assert harness.clock.waited == []
    assert harness.request_count(FRESH_FINDS) == 0


def test_repeated_rate_limit_ends_the_run_after_max_attempts(harness: Harness) -> None:
    fault = Fault(status=429, headers={"Retry-After": "1"})
    harness.api.fail("GET", ITEMS, fault, times=None)

    failure = harness.run_failing()

    assert failure.result["playlists"][0]["error"] == "RateLimitedError"
    assert harness.clock.waited == [1.0] * 4
    assert failure.result["not_reached"] == 2


def test_no_request_without_time(harness: Harness) -> None:
    harness.clock.seconds_left = 3.0  # Lambda's default timeout

    failure = harness.run_failing()

    first, *others = failure.result["playlists"]
    assert first["error"] == "OutOfTimeError"
    assert "raise its timeout" in first["message"]
    assert {other["status"] for other in others} == {"not_reached"}
    assert harness.api.requests == []


def test_unexpected_error_fails_one_playlist_only(harness: Harness) -> None:
    harness.api.fail("GET", TOP_100, Fault(body=b"[" * 100_000), times=None, after=2)

    assert statuses(harness) == {
        TOP_100: "failed",
        ODDS_AND_ENDS: "extracted",
        FRESH_FINDS: "extracted",
    }


def on_second_page(harness: Harness, change: Callable[[int], None]) -> None:
    """Call ``change`` at each request for the second page, with its number from 1."""
    times = 0

    def watch(request: Request) -> None:
        nonlocal times
        if request.query.get("offset") == "50":
            times += 1
            change(times)

    harness.api.on_request = watch


def test_playlist_that_changes_while_read_is_fetched_again(harness: Harness) -> None:
    harness.api.playlists[TOP_100] = of_length(60)

    def shorten(times: int) -> None:
        if times == 1:
            harness.api.playlists[TOP_100] = of_length(55)

    on_second_page(harness, shorten)
    (outcome, *_) = harness.run()["playlists"]

    assert outcome["entries"] == 55
    assert "note" not in outcome
    assert {line["page"]["total"] for line in harness.lines()} == {55}
    assert outcome["snapshot_id"] == of_length(55).metadata["snapshot_id"]
    # Three requests: two attempts share the one in between.
    assert harness.request_count(TOP_100) - harness.request_count(ITEMS) == 3


def test_playlist_that_changes_in_every_attempt_is_not_written(harness: Harness) -> None:
    lengths = iter([60, 40, 60, 41, 60, 42])  # by page: 50 of 60, then 0 of 40

    def change(request: Request) -> None:
        if request.path.endswith("/items"):
            harness.api.playlists[TOP_100] = of_length(next(lengths))

    harness.api.on_request = change
    error, message = harness.fail_one()

    assert error == "PlaylistChangedError"
    assert "changed while it was read, 3 times" in message


def test_snapshot_id_that_changes_in_every_attempt_is_noted(harness: Harness) -> None:
    harness.api.playlists[TOP_100] = of_length(60)

    def rename(times: int) -> None:
        harness.api.playlists[TOP_100].metadata["snapshot_id"] = f"computed-{times}"

    on_second_page(harness, rename)
    (outcome, *_) = harness.run()["playlists"]

    assert outcome["status"] == "extracted"
    assert outcome["entries"] == 60
    assert outcome["note"] == "it changed during each of 3 attempts"
    assert harness.request_count(ITEMS) == 6
