import time
from collections.abc import Iterator

import pytest
import requests
import spotipy

from local.sample_playlists import ODDS_AND_ENDS, TOP_100
from local.spotify_api import Fault, SpotifyApi
from tests.unit.local.spotify_api.clients import (
    DAY_ONE,
    all_pages,
    app,
    app_bearer,
    app_login,
    ask,
    ask_token,
    of_size,
    user_bearer,
)

ITEMS = f"/playlists/{TOP_100}/items"


@pytest.fixture
def api() -> Iterator[SpotifyApi]:
    with SpotifyApi(DAY_ONE) as api:
        yield api


def _statuses(api: SpotifyApi, count: int, path: str = ITEMS) -> list[int]:
    bearer = app_bearer(api)
    return [ask(f"{api.url[:-1]}{path}", bearer).status for _ in range(count)]


def test_status_with_headers(api: SpotifyApi) -> None:
    api.fail("GET", ITEMS, Fault(status=429, headers={"Retry-After": "7"}), times=2)
    client = app(api)
    for _ in range(2):
        with pytest.raises(spotipy.SpotifyException) as refused:
            client.playlist_items(TOP_100)
        assert refused.value.http_status == 429
        assert refused.value.headers["Retry-After"] == "7"
    assert client.playlist_items(TOP_100)["total"] == 100


@pytest.mark.parametrize("status", [403, 404, 500, 502, 503, 504, 599])
def test_status_has_spotifys_error_body(api: SpotifyApi, status: int) -> None:
    api.fail("GET", ITEMS, Fault(status=status))
    reply = ask(f"{api.url[:-1]}{ITEMS}")
    assert reply.status == reply.json["error"]["status"] == status
    assert reply.json["error"]["message"]


def test_token_endpoint_has_oauth_error_body(api: SpotifyApi) -> None:
    api.fail("POST", "/api/token", Fault(status=503))
    with pytest.raises(spotipy.SpotifyOauthError) as refused:
        app_login(api).get_access_token(as_dict=False)
    assert refused.value.error == "server_error"
    assert refused.value.error_description == "Service Unavailable"


def test_custom_body(api: SpotifyApi) -> None:
    api.fail("GET", ITEMS, Fault(body=b"<html>", headers={"Content-Type": "text/html"}))
    api.fail("GET", ITEMS, Fault(status=502, body=b""))
    first = ask(f"{api.url[:-1]}{ITEMS}")
    assert (first.status, first.body, first.headers["Content-Type"]) == (
        200,
        b"<html>",
        "text/html",
    )
    second = ask(f"{api.url[:-1]}{ITEMS}")
    assert (second.status, second.body) == (502, b"")


def test_headers_only_keep_the_response(api: SpotifyApi) -> None:
    api.fail("GET", ITEMS, Fault(headers={"X-Mark": "1"}))
    reply = ask(f"{api.url[:-1]}{ITEMS}", app_bearer(api))
    assert (reply.headers["X-Mark"], reply.json["total"]) == ("1", 100)


def test_spotipy_returns_none_for_a_body_that_is_not_json(api: SpotifyApi) -> None:
    api.fail("GET", ITEMS, Fault(body=b"<html>"))
    assert app(api).playlist_items(TOP_100) is None


def test_dropped_connection(api: SpotifyApi) -> None:
    client = app(api)
    client.playlist(TOP_100)  # opens the connection
    api.fail("GET", ITEMS, Fault(drop=True))
    with pytest.raises(requests.ConnectionError):
        client.playlist_items(TOP_100)
    assert api.requests[-1].path.endswith(ITEMS)
    assert client.playlist_items(TOP_100)["total"] == 100


def test_dropped_refresh_has_no_effect() -> None:
    with SpotifyApi(DAY_ONE, rotate_refresh_token=True) as api:
        first = api.refresh_token
        api.fail("POST", "/api/token", Fault(drop=True))
        with pytest.raises(OSError, match="closed connection"):
            user_bearer(api)
        assert api.refresh_token == first


@pytest.mark.parametrize(
    "fault",
    [
        Fault(truncate=True),
        Fault(truncate=True, body=b"{}"),
        Fault(truncate=True, body=b""),
        Fault(truncate=True, status=500),
    ],
)
def test_truncated_body(api: SpotifyApi, fault: Fault) -> None:
    api.fail("GET", ITEMS, fault)
    client = app(api)
    with pytest.raises(requests.RequestException, match="IncompleteRead"):
        client.playlist_items(TOP_100)
    assert client.playlist_items(TOP_100)["total"] == 100


def test_delay_longer_than_the_timeout(api: SpotifyApi) -> None:
    api.fail("GET", ITEMS, Fault(delay_seconds=30))
    with pytest.raises(requests.ReadTimeout):
        app(api, timeout=0.2).playlist_items(TOP_100)
    assert app(api).playlist_items(TOP_100)["total"] == 100


def test_delay_shorter_than_the_timeout(api: SpotifyApi) -> None:
    api.fail("GET", ITEMS, Fault(delay_seconds=0.1))
    client = app(api)
    client.playlist(TOP_100)
    started = time.monotonic()
    assert client.playlist_items(TOP_100)["total"] == 100
    assert time.monotonic() - started >= 0.1


def test_after_lets_requests_succeed_first() -> None:
    with SpotifyApi({ODDS_AND_ENDS: of_size(250)}) as api:
        client = app(api)
        api.fail("GET", "/items$", Fault(status=500), after=2)
        first = client.playlist_items(ODDS_AND_ENDS)
        second = client.next(first)
        with pytest.raises(spotipy.SpotifyException):
            client.next(second)
        assert api.requests[-1].query["offset"] == "100"
        assert client.next(second)["offset"] == 100


def test_faults_of_one_pattern_queue_up(api: SpotifyApi) -> None:
    api.fail("GET", ITEMS, Fault(status=500), times=2)
    api.fail("GET", ITEMS, Fault(status=404), after=1)
    api.fail("GET", ITEMS, Fault(status=503), times=None)
    assert _statuses(api, 7) == [500, 500, 200, 404, 503, 503, 503]


def test_fault_occurs_once_by_default(api: SpotifyApi) -> None:
    api.fail("GET", ITEMS, Fault(status=500))
    assert _statuses(api, 2) == [500, 200]


def test_patterns_are_independent(api: SpotifyApi) -> None:
    api.fail("GET", f"/playlists/{TOP_100}$", Fault(status=500), times=None)
    api.fail("GET", f"/playlists/{ODDS_AND_ENDS}", Fault(status=503), times=None)
    assert _statuses(api, 1) == [200]
    assert _statuses(api, 1, f"/playlists/{TOP_100}") == [500]
    assert _statuses(api, 1, f"/playlists/{ODDS_AND_ENDS}/items") == [503]


def test_first_matching_pattern_wins(api: SpotifyApi) -> None:
    api.fail("GET", "/items", Fault(status=500), after=1)
    api.fail("GET", "/playlists", Fault(status=503), times=2)
    assert _statuses(api, 4) == [503, 500, 503, 200]


def test_fault_applies_to_its_method_only(api: SpotifyApi) -> None:
    api.fail("POST", "playlists", Fault(status=500), times=None)
    api.fail("GET", "/api/token", Fault(status=500), times=None)
    assert _statuses(api, 1) == [200]


def test_fault_of_the_token_endpoint_occurs_once(api: SpotifyApi) -> None:
    api.fail("POST", "/api/token", Fault(status=400, body=b'{"error":"invalid_grant"}'))
    assert ask_token(api, grant_type="client_credentials").json == {"error": "invalid_grant"}
    assert ask_token(api, grant_type="client_credentials").status == 200


def test_playlist_changes_between_two_pages(api: SpotifyApi) -> None:
    def shorten(request: object) -> None:
        if len(api.requests) == 3:  # the token, the first page, the second
            api.playlists[ODDS_AND_ENDS] = of_size(60)

    api.playlists[ODDS_AND_ENDS] = of_size(120)
    api.on_request = shorten
    served = all_pages(app(api), ODDS_AND_ENDS)
    assert [one["total"] for one in served] == [120, 60]
    assert sum(len(one["items"]) for one in served) == 60


def test_edit_changes_the_json(api: SpotifyApi) -> None:
    api.fail("GET", ITEMS, Fault(edit=lambda page: {**page, "total": 7}))
    client = app(api)
    assert client.playlist_items(TOP_100)["total"] == 7
    assert client.playlist_items(TOP_100)["total"] == 100
