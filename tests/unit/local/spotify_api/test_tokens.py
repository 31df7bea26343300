import pytest
import spotipy

from local.sample_playlists import TOP_100
from local.spotify_api import SpotifyApi
from local.spotify_api.messages import ApiError, Request
from local.spotify_api.tokens import Tokens
from tests.unit.local.spotify_api.clients import (
    DAY_ONE,
    app,
    app_bearer,
    app_login,
    ask,
    ask_token,
    basic,
    user,
    user_bearer,
    user_login,
)

EXPIRED = {"error": {"status": 401, "message": "The access token expired"}}
REVOKED = {"error": "invalid_grant", "error_description": "Refresh token revoked"}


def test_client_credentials() -> None:
    with SpotifyApi({}) as api:
        reply = ask_token(api, grant_type="client_credentials")
    assert reply.status == 200
    assert reply.json.keys() == {"access_token", "token_type", "expires_in"}
    assert (reply.json["token_type"], reply.json["expires_in"]) == ("Bearer", 3600)


def test_refresh_returns_no_refresh_token_by_default() -> None:
    with SpotifyApi({}) as api:
        first = api.refresh_token
        for _ in range(2):
            reply = ask_token(api, grant_type="refresh_token", refresh_token=first)
            assert reply.status == 200
            assert reply.json.keys() == {"access_token", "token_type", "expires_in", "scope"}
        assert api.refresh_token == first


def test_rotated_refresh_token_replaces_the_old_one() -> None:
    with SpotifyApi({}, rotate_refresh_token=True) as api:
        first = api.refresh_token
        second = ask_token(api, grant_type="refresh_token", refresh_token=first).json
        assert second["refresh_token"] == api.refresh_token != first
        again = ask_token(api, grant_type="refresh_token", refresh_token=first)
        assert (again.status, again.json) == (400, REVOKED)
        third = ask_token(api, grant_type="refresh_token", refresh_token=api.refresh_token)
        assert third.status == 200
        assert len({first, second["refresh_token"], third.json["refresh_token"]}) == 3


def test_spotipy_stores_the_rotated_token() -> None:
    with SpotifyApi(DAY_ONE, rotate_refresh_token=True) as api:
        login = user_login(api)
        first = api.refresh_token
        login.get_access_token(as_dict=False)
        assert login.cache_handler.get_cached_token()["refresh_token"] == api.refresh_token != first


@pytest.mark.parametrize(
    ("client_id", "client_secret"), [("client-id-of-nobody", "wrong"), ("wrong", "wrong"), ("", "")]
)
def test_wrong_client(client_id: str, client_secret: str) -> None:
    with SpotifyApi({}) as api:
        for form in (
            {"grant_type": "client_credentials"},
            {"grant_type": "refresh_token", "refresh_token": api.refresh_token},
        ):
            reply = ask(api.token_url, basic(client_id, client_secret), form)
            assert (reply.status, reply.json) == (400, {"error": "invalid_client"})
        assert ask(api.token_url, None, {"grant_type": "client_credentials"}).status == 400
        login = app_login(api)
        login.client_secret = "wrong"  # noqa: S105
        with pytest.raises(spotipy.SpotifyOauthError) as refused:
            login.get_access_token(as_dict=False)
    assert refused.value.error == "invalid_client"


@pytest.mark.parametrize("form", [{}, {"grant_type": "password"}])
def test_unsupported_grant_type(form: dict[str, str]) -> None:
    with SpotifyApi({}) as api:
        reply = ask_token(api, **form)
    assert (reply.status, reply.json["error"]) == (400, "unsupported_grant_type")


@pytest.mark.parametrize("token", ["", "unknown"])
def test_unknown_refresh_token(token: str) -> None:
    with SpotifyApi({}) as api:
        reply = ask_token(api, grant_type="refresh_token", refresh_token=token)
    assert (reply.status, reply.json) == (400, REVOKED)


def test_revoked_refresh_token_leaves_access_tokens_valid() -> None:
    with SpotifyApi(DAY_ONE) as api:
        bearer = user_bearer(api)
        api.revoke()
        assert ask(f"{api.url}me", bearer).status == 200
        with pytest.raises(spotipy.SpotifyOauthError) as refused:
            user(api).me()
    assert refused.value.error == "invalid_grant"
    assert refused.value.error_description == "Refresh token revoked"


@pytest.mark.parametrize("token", ["Bearer unknown", "bearer unknown"])
def test_unknown_access_token(token: str) -> None:
    with SpotifyApi(DAY_ONE) as api:
        reply = ask(f"{api.url}playlists/{TOP_100}", token)
    assert (reply.status, reply.json) == (401, EXPIRED)


def test_expire_tokens() -> None:
    with SpotifyApi(DAY_ONE) as api:
        bearers = [app_bearer(api), user_bearer(api)]
        client = app(api)
        client.playlist(TOP_100)
        api.expire_tokens()
        for bearer in bearers:
            reply = ask(f"{api.url}playlists/{TOP_100}", bearer)
            assert (reply.status, reply.json) == (401, EXPIRED)
        with pytest.raises(spotipy.SpotifyException) as refused:
            client.playlist(TOP_100)  # spotipy trusts expires_in
        assert refused.value.http_status == 401
        assert app(api).playlist(TOP_100)["id"] == TOP_100


def test_access_token_expires() -> None:
    now = 100.0
    tokens = Tokens("somebody", 3600, clock=lambda: now)
    request = Request("GET", "/", headers={"authorization": f"Bearer {tokens.access_token(None)}"})
    now += 3599
    assert tokens.bearer(request).user is None
    now += 1
    with pytest.raises(ApiError, match="The access token expired"):
        tokens.bearer(request)


def test_expires_in_is_an_option() -> None:
    with SpotifyApi(DAY_ONE, expires_in=0) as api:
        assert ask_token(api, grant_type="client_credentials").json["expires_in"] == 0
        assert ask(f"{api.url}playlists/{TOP_100}", app_bearer(api)).json == EXPIRED
