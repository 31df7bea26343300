import http.client
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
import spotipy

from local.spotify_api import SpotifyApi
from tests.unit.local.spotify_api.clients import Reply, ask, ask_token, user_login

CALLBACK = "http://127.0.0.1:9/callback"
SCOPE = "playlist-read-collaborative playlist-read-private"


def _visit(url: str) -> Reply:
    """Open a URL without following redirects."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        reply = connection.getresponse()
        return Reply(reply.status, dict(reply.headers), reply.read())
    finally:
        connection.close()


def _authorize(api: SpotifyApi, **query: str) -> Reply:
    parameters = {
        "client_id": api.client_id,
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": SCOPE,
        **query,
    }
    return _visit(f"{api.authorize_url}?{urlencode(parameters)}")


def _code(api: SpotifyApi) -> str:
    return parse_qs(urlsplit(_authorize(api).headers["Location"]).query)["code"][0]


def test_authorization_code_flow_with_spotipy() -> None:
    with SpotifyApi({}, user_id="somebody") as api:
        first = api.refresh_token
        login = user_login(api, scope=SCOPE, state="x&y=z")
        reply = _visit(login.get_authorize_url())
        assert reply.status == 302
        target = reply.headers["Location"]
        assert target.startswith(f"{CALLBACK}?")
        state, code = login.parse_auth_response_url(target)
        assert state == "x&y=z"
        login.get_access_token(code, as_dict=False, check_cache=False)
        granted = login.cache_handler.get_cached_token()
        assert granted["refresh_token"] == api.refresh_token != first
        assert ask(f"{api.url}me", f"Bearer {granted['access_token']}").json["id"] == "somebody"
        renewed = ask_token(api, grant_type="refresh_token", refresh_token=api.refresh_token)
        assert renewed.json["scope"] == SCOPE


def test_new_consent_after_revocation() -> None:
    with SpotifyApi({}) as api:
        api.revoke()
        ask_token(api, grant_type="authorization_code", code=_code(api), redirect_uri=CALLBACK)
        renewed = ask_token(api, grant_type="refresh_token", refresh_token=api.refresh_token)
    assert renewed.status == 200


def test_denied_consent() -> None:
    with SpotifyApi({}) as api:
        api.deny_consent = True
        login = user_login(api, state="abc")
        target = _visit(login.get_authorize_url()).headers["Location"]
        assert dict(parse_qsl(urlsplit(target).query)) == {"error": "access_denied", "state": "abc"}
        with pytest.raises(spotipy.SpotifyOauthError) as refused:
            login.parse_auth_response_url(target)
        assert refused.value.error == "access_denied"
        api.deny_consent = False
        assert _code(api)


def test_code_is_valid_once_and_for_its_redirect_uri() -> None:
    with SpotifyApi({}) as api:
        code = _code(api)
        form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK}
        assert ask_token(api, **form, code=code).status == 200
        for wrong in (
            {**form, "code": code},
            {**form, "code": "unknown"},
            {**form, "code": _code(api), "redirect_uri": f"{CALLBACK}/else"},
        ):
            reply = ask_token(api, **wrong)
            assert reply.status == 400
            assert reply.json["error"] == "invalid_grant"


def test_state_is_optional() -> None:
    with SpotifyApi({}) as api:
        target = _authorize(api, redirect_uri=f"{CALLBACK}?a=b").headers["Location"]
    assert target.startswith(f"{CALLBACK}?a=b&code=")
    assert "state" not in target


def test_only_response_type_code_is_supported() -> None:
    with SpotifyApi({}) as api:
        target = _authorize(api, response_type="token").headers["Location"]
    assert target == f"{CALLBACK}?error=unsupported_response_type"


@pytest.mark.parametrize(
    "redirect_uri", ["https://example.org/callback", "http://[::1]:9/callback", "app:callback"]
)
def test_allowed_redirect_uri(redirect_uri: str) -> None:
    with SpotifyApi({}) as api:
        assert _authorize(api, redirect_uri=redirect_uri).status == 302


@pytest.mark.parametrize(
    "redirect_uri",
    ["http://localhost:9/callback", "https://localhost/callback", "http://example.org/", ""],
)
def test_refused_redirect_uri(redirect_uri: str) -> None:
    with SpotifyApi({}) as api:
        reply = _authorize(api, redirect_uri=redirect_uri)
    assert (reply.status, reply.body) == (400, b"INVALID_CLIENT: Invalid redirect URI")


def test_unknown_client_id() -> None:
    with SpotifyApi({}) as api:
        reply = _authorize(api, client_id="wrong")
    assert (reply.status, reply.body) == (400, b"INVALID_CLIENT: Invalid client")
