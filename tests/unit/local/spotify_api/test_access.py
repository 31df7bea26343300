import pytest
from spotipy import SpotifyException

from local.sample_playlists import FRESH_FINDS, ODDS_AND_ENDS, TOP_100
from local.spotify_api import Access, SpotifyApi
from tests.unit.local.spotify_api.clients import (
    DAY_ONE,
    ODDS,
    app,
    app_bearer,
    ask,
    user,
    user_bearer,
)

EDITORIAL = "37i9dQZF1DXcBWIGoYBM5M"
NOT_FOUND = {"error": {"status": 404, "message": "Resource not found"}}
PATHS = ["", "/items", "/tracks"]


@pytest.mark.parametrize("path", PATHS)
def test_extended_mode_accepts_app_and_user_tokens(path: str) -> None:
    with SpotifyApi(DAY_ONE) as api:
        for bearer in (app_bearer(api), user_bearer(api)):
            for playlist_id in DAY_ONE:
                reply = ask(f"{api.url}playlists/{playlist_id}{path}", bearer)
                assert reply.status == 200
                assert "items" in reply.json


@pytest.mark.parametrize("access", ["extended", "development"])
@pytest.mark.parametrize("playlist_id", [EDITORIAL, "0000000000000000000000"])
@pytest.mark.parametrize("path", PATHS)
def test_unknown_and_spotify_owned_playlists_are_not_found(
    access: Access, playlist_id: str, path: str
) -> None:
    with SpotifyApi({EDITORIAL: ODDS}, access=access) as api:
        reply = ask(f"{api.url}playlists/{playlist_id}{path}", user_bearer(api))
    assert (reply.status, reply.json) == (404, NOT_FOUND)


@pytest.mark.parametrize("path", PATHS)
def test_development_mode_refuses_app_tokens(path: str) -> None:
    with SpotifyApi(DAY_ONE, access="development") as api:
        reply = ask(f"{api.url}playlists/{TOP_100}{path}", app_bearer(api))
        with pytest.raises(SpotifyException, match="user's token") as refused:
            app(api).playlist(TOP_100)
    assert (reply.status, reply.json["error"]["status"]) == (403, 403)
    assert refused.value.http_status == 403


@pytest.mark.parametrize("playlist_id", [TOP_100, FRESH_FINDS])
def test_development_mode_shows_own_playlists(playlist_id: str) -> None:
    with SpotifyApi(DAY_ONE, access="development", user_id="nowhere.charts") as api:
        assert "items" in user(api).playlist(playlist_id)
        assert user(api).playlist_items(playlist_id)["items"]


@pytest.mark.parametrize("user_id", ["nowhere_lodger", "kettle.and.daughters"])
def test_development_mode_shows_collaborative_playlists(user_id: str) -> None:
    with SpotifyApi(DAY_ONE, access="development", user_id=user_id) as api:
        assert "items" in user(api).playlist(ODDS_AND_ENDS)
        assert user(api).playlist_items(ODDS_AND_ENDS)["items"]


@pytest.mark.parametrize(
    ("user_id", "playlist_id"),
    [("nowhere.charts", ODDS_AND_ENDS), ("nowhere_lodger", TOP_100), ("", TOP_100)],
)
def test_development_mode_hides_entries_of_other_playlists(user_id: str, playlist_id: str) -> None:
    with SpotifyApi(DAY_ONE, access="development", user_id=user_id or "nobody") as api:
        client = user(api)
        assert client.playlist(playlist_id) == DAY_ONE[playlist_id].metadata
        with pytest.raises(SpotifyException) as refused:
            client.playlist_items(playlist_id)
    assert refused.value.http_status == 403


def test_development_mode_refuses_the_old_path() -> None:
    with SpotifyApi(DAY_ONE, access="development") as api:
        reply = ask(f"{api.url}playlists/{TOP_100}/tracks", user_bearer(api))
    assert (reply.status, reply.json) == (403, {"error": {"status": 403, "message": "Forbidden"}})


@pytest.mark.parametrize(
    "playlist_id",
    [TOP_100, EDITORIAL],
)
@pytest.mark.parametrize("token", [None, "Basic abc", "Bearer", "Bearer "])
def test_request_without_a_token_is_refused(playlist_id: str, token: str | None) -> None:
    with SpotifyApi(DAY_ONE) as api:
        reply = ask(f"{api.url}playlists/{playlist_id}", token)
    assert reply.status == 401
    assert reply.json == {"error": {"status": 401, "message": "No token provided"}}


@pytest.mark.parametrize("path", ["", "tracks/abc", "playlists", "playlists/abc/images", "me/top"])
def test_unknown_path_is_not_found(path: str) -> None:
    with SpotifyApi(DAY_ONE) as api:
        reply = ask(api.url + path, app_bearer(api))
        assert (reply.status, reply.json["error"]["status"]) == (404, 404)
        for method in ("POST", "PUT", "DELETE"):
            assert ask(f"{api.url}playlists/{TOP_100}", method=method).status == 404
