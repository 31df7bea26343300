"""Client credentials and a user's refresh token, and how each of them fails."""

import json
from collections.abc import Callable

import pytest

from local.spotify_api import Fault
from tests.integration.extract_lambda.world import SMALL, TOP_100, MakeWorld, World

Metrics = Callable[[], dict[str, float]]


@pytest.fixture
def users(make_world: MakeWorld) -> World:
    """An app in development mode whose user has authorized it, and which gets new tokens."""
    world = make_world(access="development", rotate_refresh_token=True)
    world.set(PLAYLISTS=TOP_100)
    world.keep_secret(refresh_token=world.api.refresh_token, kept_by="somebody")
    return world


def grants(world: World) -> list[str]:
    return [r.form["grant_type"] for r in world.api.requests if r.path == "/api/token"]


def test_an_app_alone_gets_one_token_for_all_playlists(world: World) -> None:
    world.run()

    assert grants(world) == ["client_credentials"]
    assert world.calls.count("GetSecretValue") == 1
    assert "PutSecretValue" not in world.calls[world.calls.index("GetSecretValue") :]


def test_a_refresh_token_in_the_secret_speaks_for_its_user(make_world: MakeWorld) -> None:
    world = make_world(access="development")
    world.set(PLAYLISTS=TOP_100)
    world.keep_secret(refresh_token=world.api.refresh_token)
    before = len(world.calls)

    world.run()

    assert grants(world) == ["refresh_token"]
    assert "PutSecretValue" not in world.calls[before:]  # none came, so the old one stays


def test_a_new_refresh_token_takes_the_old_ones_place(users: World) -> None:
    dependencies = users.dependencies()
    first = users.secret()["refresh_token"]

    users.run(dependencies=dependencies)

    second = users.api.refresh_token
    assert users.secret() == {
        "client_id": users.api.client_id,
        "client_secret": users.api.client_secret,
        "refresh_token": second,
        "kept_by": "somebody",
    }
    assert second != first
    users.run({}, dependencies)  # a warm start reads it anew
    assert users.secret()["refresh_token"] == users.api.refresh_token != second


def test_a_token_renewed_on_the_way_uses_the_new_refresh_token(users: World) -> None:
    users.api.fail("GET", f"{TOP_100}/items", Fault(status=401))

    users.run()

    assert grants(users) == ["refresh_token", "refresh_token"]
    assert users.secret()["refresh_token"] == users.api.refresh_token


def test_a_new_refresh_token_that_cannot_be_stored_fails_the_run_but_no_playlist(
    users: World,
) -> None:
    users.refuse("PutSecretValue", "AccessDeniedException")

    failure = users.run_failing()

    assert failure.result["extracted"] == 1
    assert "could not be stored" in failure.result["problem"]
    assert failure.result["problem"] in str(failure)
    assert "python -m local authorize" in str(failure)
    assert len(users.raw_files()) == 1


def test_a_dead_refresh_token_is_not_tried_again(users: World, metrics: Metrics) -> None:
    users.set(PLAYLISTS=",".join(SMALL))
    users.api.revoke()
    dependencies = users.dependencies()

    failure = users.run_failing(dependencies=dependencies)

    first, *others = failure.result["playlists"]
    assert first["error"] == "InvalidGrantError"
    assert "Run `python -m local authorize`" in first["message"]
    assert users.secret_name in first["message"]
    assert {other["status"] for other in others} == {"not_reached"}
    assert grants(users) == ["refresh_token"]
    assert metrics()["InvalidGrant"] == 1

    # Lambda's own two retries come to the same process: they fail without asking Spotify.
    failure = users.run_failing(dependencies=dependencies)

    assert failure.result["playlists"][0]["error"] == "InvalidGrantError"
    assert grants(users) == ["refresh_token"]
    assert metrics()["InvalidGrant"] == 1


def test_a_new_authorization_is_noticed(users: World) -> None:
    dependencies = users.dependencies()
    good = users.secret()["refresh_token"]
    users.keep_secret(refresh_token="dead")  # noqa: S106
    users.run_failing(dependencies=dependencies)

    users.keep_secret(refresh_token=good)
    users.run(dependencies=dependencies)

    assert len(users.raw_files()) == 1


def test_a_wrong_app_is_told_to_compare(world: World) -> None:
    app = {"client_id": "another", "client_secret": "wrong"}
    world.secrets.put_secret_value(SecretId=world.secret_name, SecretString=json.dumps(app))

    error, message = world.fail_one()

    assert error == "InvalidClientError"
    assert world.secret_name in message
    assert grants(world) == ["client_credentials"]


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
        Fault(body=b'{"access_token": "x"}'),
        Fault(body=b'{"access_token": "x", "expires_in": "soon"}'),
    ],
)
@pytest.mark.parametrize("way", ["app", "user"])
def test_the_token_endpoint_gets_the_same_patience(world: World, way: str, fault: Fault) -> None:
    if way == "user":
        world.keep_secret(refresh_token=world.api.refresh_token)
    world.api.fail("POST", "/api/token", fault)

    world.run_one()

    assert world.clock.waited == [1.0]
    assert len(grants(world)) == 2
    assert world.api.requests[0].path == world.api.requests[1].path == "/api/token"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(status=400, body=b'{"error": "unauthorized_client"}'), "unauthorized_client"),
        (Fault(status=403, body=b"<html>"), "no reason"),
        (Fault(status=404, body=b'{"error": "Free words, not a code"}'), "no reason"),
    ],
)
def test_any_other_refusal_of_a_token_ends_the_run(world: World, fault: Fault, said: str) -> None:
    world.api.fail("POST", "/api/token", fault, times=None)

    failure = world.run_failing()

    first = failure.result["playlists"][0]
    assert first["error"] == "TokenRefusedError"
    assert f"(status {fault.status}, {said})" in first["message"]
    assert failure.result["not_reached"] == 2
    assert len(grants(world)) == 1


@pytest.mark.parametrize("secret", ["", "{}", "not JSON", '{"client_id": "x"}'])
def test_a_malformed_secret_ends_the_run_before_spotify_is_asked(world: World, secret: str) -> None:
    text = secret or " "
    world.secrets.put_secret_value(SecretId=world.secret_name, SecretString=text)

    failure = world.run_failing()

    assert failure.result["playlists"][0]["error"] == "SecretError"
    assert failure.result["not_reached"] == 2
    assert world.api.requests == []


@pytest.mark.parametrize("code", ["AccessDeniedException", "ResourceNotFoundException"])
def test_a_secret_that_cannot_be_read_ends_the_run(world: World, code: str) -> None:
    world.refuse("GetSecretValue", code)

    error, message = world.fail_one()

    assert error == "SecretError"
    assert code in message
    assert world.secret_name in message
