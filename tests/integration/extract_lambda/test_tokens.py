"""Client credentials and a user's refresh token."""

import json
from collections.abc import Callable

import pytest

from local.spotify_api import Fault
from tests.integration.extract_lambda.harness import SMALL, TOP_100, Harness, MakeHarness

Metrics = Callable[[], dict[str, float]]


@pytest.fixture
def user_harness(make_harness: MakeHarness) -> Harness:
    """A development-mode app with a refresh token that each refresh replaces."""
    harness = make_harness(access="development", rotate_refresh_token=True)
    harness.set(PLAYLISTS=TOP_100)
    harness.store_secret(refresh_token=harness.api.refresh_token, stored_by="somebody")
    return harness


def grants(harness: Harness) -> list[str]:
    return [r.form["grant_type"] for r in harness.api.requests if r.path == "/api/token"]


def test_app_token_is_requested_once_for_all_playlists(harness: Harness) -> None:
    harness.run()

    assert grants(harness) == ["client_credentials"]
    assert harness.calls.count("GetSecretValue") == 1
    assert "PutSecretValue" not in harness.calls[harness.calls.index("GetSecretValue") :]


def test_refresh_token_in_the_secret_is_used(make_harness: MakeHarness) -> None:
    harness = make_harness(access="development")
    harness.set(PLAYLISTS=TOP_100)
    harness.store_secret(refresh_token=harness.api.refresh_token)
    before = len(harness.calls)

    harness.run()

    assert grants(harness) == ["refresh_token"]
    assert "PutSecretValue" not in harness.calls[before:]


def test_new_refresh_token_is_stored(user_harness: Harness) -> None:
    dependencies = user_harness.dependencies()
    first = user_harness.secret()["refresh_token"]

    user_harness.run(dependencies=dependencies)

    second = user_harness.api.refresh_token
    assert user_harness.secret() == {
        "client_id": user_harness.api.client_id,
        "client_secret": user_harness.api.client_secret,
        "refresh_token": second,
        "stored_by": "somebody",
    }
    assert second != first
    user_harness.run({}, dependencies)  # a warm start reads the secret again
    assert user_harness.secret()["refresh_token"] == user_harness.api.refresh_token != second


def test_renewal_uses_the_new_refresh_token(user_harness: Harness) -> None:
    user_harness.api.fail("GET", f"{TOP_100}/items", Fault(status=401))

    user_harness.run()

    assert grants(user_harness) == ["refresh_token", "refresh_token"]
    assert user_harness.secret()["refresh_token"] == user_harness.api.refresh_token


def test_refresh_token_that_cannot_be_stored_fails_the_run_but_no_playlist(
    user_harness: Harness,
) -> None:
    user_harness.refuse("PutSecretValue", "AccessDeniedException")

    failure = user_harness.run_failing()

    assert failure.result["extracted"] == 1
    assert "could not be stored" in failure.result["problem"]
    assert failure.result["problem"] in str(failure)
    assert "lake-deploy authorize" in str(failure)
    assert len(user_harness.raw_files()) == 1


def test_dead_refresh_token_is_not_retried(user_harness: Harness, metrics: Metrics) -> None:
    user_harness.set(PLAYLISTS=",".join(SMALL))
    user_harness.api.revoke()
    dependencies = user_harness.dependencies()

    failure = user_harness.run_failing(dependencies=dependencies)

    first, *others = failure.result["playlists"]
    assert first["error"] == "InvalidGrantError"
    assert "Run `.venv/bin/lake-deploy authorize`" in first["message"]
    assert user_harness.secret_name in first["message"]
    assert {other["status"] for other in others} == {"not_reached"}
    assert grants(user_harness) == ["refresh_token"]
    assert metrics()["InvalidGrant"] == 1

    # Lambda's two retries run in the same process: they fail without a request to Spotify.
    failure = user_harness.run_failing(dependencies=dependencies)

    assert failure.result["playlists"][0]["error"] == "InvalidGrantError"
    assert grants(user_harness) == ["refresh_token"]
    assert metrics()["InvalidGrant"] == 1


def test_new_refresh_token_in_the_secret_is_used_after_a_dead_one(user_harness: Harness) -> None:
    dependencies = user_harness.dependencies()
    good = user_harness.secret()["refresh_token"]
    user_harness.store_secret(refresh_token="dead")  # noqa: S106
    user_harness.run_failing(dependencies=dependencies)

    user_harness.store_secret(refresh_token=good)
    user_harness.run(dependencies=dependencies)

    assert len(user_harness.raw_files()) == 1


def test_unknown_client_is_reported(harness: Harness) -> None:
    app = {"client_id": "another", "client_secret": "wrong"}
    harness.secrets.put_secret_value(SecretId=harness.secret_name, SecretString=json.dumps(app))

    error, message = harness.fail_one()

    assert error == "InvalidClientError"
    assert harness.secret_name in message
    assert grants(harness) == ["client_credentials"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=503),
        Fault(status=429, headers={"Retry-After": "1"}),
        Fault(drop=True),
        Fault(truncate=True),
        Fault(body=b"<html>"),
        Fault(body=b"[]"),
        Fault(body=b'"a text"'),
        Fault(body=b'{"token_type": "Bearer", "expires_in": 3600}'),
        Fault(body=b'{"access_token": null}'),
    ],
)
@pytest.mark.parametrize("grant", ["app", "user"])
def test_transient_fault_of_the_token_endpoint_is_retried(
    harness: Harness, grant: str, fault: Fault
) -> None:
    if grant == "user":
        harness.store_secret(refresh_token=harness.api.refresh_token)
    harness.api.fail("POST", "/api/token", fault)

    harness.run_one()

    assert harness.clock.waited == [1.0]
    assert len(grants(harness)) == 2
    assert harness.api.requests[0].path == harness.api.requests[1].path == "/api/token"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(status=400, body=b'{"error": "unauthorized_client"}'), "unauthorized_client"),
        (Fault(status=403, body=b"<html>"), "no reason given"),
        (Fault(status=404, body=b'{"error": "Free words, not a code"}'), "no reason given"),
    ],
)
def test_other_refusal_of_a_token_ends_the_run(harness: Harness, fault: Fault, reason: str) -> None:
    harness.api.fail("POST", "/api/token", fault, times=None)

    failure = harness.run_failing()

    first = failure.result["playlists"][0]
    assert first["error"] == "TokenRefusedError"
    assert f"(status {fault.status}, {reason})" in first["message"]
    assert failure.result["not_reached"] == 2
    assert len(grants(harness)) == 1


@pytest.mark.parametrize("secret", ["", "{}", "not JSON", '{"client_id": "x"}'])
def test_malformed_secret_ends_the_run_before_any_request(harness: Harness, secret: str) -> None:
    text = secret or " "
    harness.secrets.put_secret_value(SecretId=harness.secret_name, SecretString=text)

    failure = harness.run_failing()

    assert failure.result["playlists"][0]["error"] == "SecretError"
    assert failure.result["not_reached"] == 2
    assert harness.api.requests == []


@pytest.mark.parametrize("code", ["AccessDeniedException", "ResourceNotFoundException"])
def test_unreadable_secret_ends_the_run(harness: Harness, code: str) -> None:
    harness.refuse("GetSecretValue", code)

    error, message = harness.fail_one()

    assert error == "SecretError"
    assert code in message
    assert harness.secret_name in message
