import http.client
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests

from local.sample_playlists import ODDS_AND_ENDS, TOP_100
from local.spotify_api import Fault, SpotifyApi
from tests.unit.local.spotify_api.clients import (
    DAY_ONE,
    all_pages,
    app,
    app_bearer,
    ask,
    ask_token,
    basic,
    of_size,
)


def test_urls() -> None:
    with SpotifyApi({}) as api:
        for url, path in (
            (api.url, "/v1/"),
            (api.token_url, "/api/token"),
            (api.authorize_url, "/authorize"),
        ):
            parts = urlsplit(url)
            assert (parts.scheme, parts.hostname, parts.path) == ("http", "127.0.0.1", path)


def test_each_server_has_its_own_port() -> None:
    with SpotifyApi({}) as one, SpotifyApi({}) as other:
        assert one.url != other.url


def test_responses_are_json_with_content_length() -> None:
    with SpotifyApi(DAY_ONE) as api:
        for url in (f"{api.url}playlists/{ODDS_AND_ENDS}", f"{api.url}nothing", api.token_url):
            reply = ask(url, app_bearer(api))
            assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
            assert int(reply.headers["Content-Length"]) == len(reply.body)
            assert reply.json


def test_connection_is_kept_alive() -> None:
    with SpotifyApi(DAY_ONE) as api:
        bearer = app_bearer(api)
        connection = http.client.HTTPConnection(urlsplit(api.url).netloc, timeout=5)
        connection.connect()
        kept = connection.sock
        for path in (f"/v1/playlists/{TOP_100}", "/v1/nothing", "/authorize", "/v1/me"):
            connection.request("GET", path, headers={"Authorization": bearer})
            reply = connection.getresponse()
            assert reply.version == 11
            reply.read()
            connection.request("POST", "/api/token", body="grant_type=x")
            connection.getresponse().read()
            assert connection.sock is kept
        connection.close()


def test_requests_are_recorded() -> None:
    with SpotifyApi(DAY_ONE) as api:
        app(api).playlist_items(TOP_100, market="SE")
        ask(f"{api.url}me?a=1&a=2&b=")
    token, items, me = api.requests
    assert (token.method, token.path, token.query) == ("POST", "/api/token", {})
    assert token.form == {"grant_type": "client_credentials"}
    assert token.headers["authorization"] == basic(api.client_id, api.client_secret)
    assert (items.method, items.path) == ("GET", f"/v1/playlists/{TOP_100}/items")
    assert items.query == {
        "limit": "50",
        "offset": "0",
        "market": "SE",
        "additional_types": "track,episode",
    }
    assert items.headers["authorization"].startswith("Bearer ")
    assert items.form == {}
    assert me.query == {"a": "2", "b": ""}


def test_concurrent_clients() -> None:
    snapshot = of_size(120)
    with SpotifyApi({ODDS_AND_ENDS: snapshot}, shape="verbatim") as api:

        def read(_: int) -> bool:
            served = all_pages(app(api), ODDS_AND_ENDS)
            return [entry for one in served for entry in one["items"]] == snapshot.entries

        with ThreadPoolExecutor(10) as pool:
            assert all(pool.map(read, range(20)))
        assert len(api.requests) == 20 * (1 + 3)


def test_concurrent_refreshes_rotate_once() -> None:
    with SpotifyApi({}, rotate_refresh_token=True) as api:
        first = api.refresh_token

        def refresh(_: int) -> int:
            return ask_token(api, grant_type="refresh_token", refresh_token=first).status

        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(refresh, range(8)))
    assert sorted(statuses) == [200] + [400] * 7


def test_faults_are_counted_across_threads() -> None:
    with SpotifyApi(DAY_ONE) as api:
        api.fail("GET", "/me", Fault(status=500), times=10, after=5)
        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(lambda _: ask(f"{api.url}me").status, range(30)))
    assert statuses.count(500) == 10


def test_stop_frees_the_port_and_ends_all_threads() -> None:
    before = set(threading.enumerate())
    with SpotifyApi(DAY_ONE) as api:
        client = app(api)  # keeps a connection open
        client.playlist(TOP_100)
        idle = socket.create_connection(("127.0.0.1", urlsplit(api.url).port))
        assert ask(f"{api.url}me").status == 401
    assert set(threading.enumerate()) == before
    with pytest.raises(requests.ConnectionError):
        client.playlist(TOP_100)
    assert idle.recv(1) == b""
    idle.close()
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # despite TIME_WAIT
        again.bind(("127.0.0.1", urlsplit(api.url).port))


def test_slow_response_blocks_neither_other_requests_nor_stop() -> None:
    with ThreadPoolExecutor(1) as pool:
        with SpotifyApi(DAY_ONE) as api:
            api.fail("GET", "/me", Fault(delay_seconds=60))
            slow = pool.submit(ask, f"{api.url}me")
            while not api.requests:
                time.sleep(0.01)
            assert ask(f"{api.url}nothing").status == 404
            assert not slow.done()
            started = time.monotonic()
        assert time.monotonic() - started < 5
        assert slow.exception(timeout=5)


def test_server_writes_nothing_to_stdout_or_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    with SpotifyApi(DAY_ONE) as api:
        api.fail("GET", "/me", Fault(drop=True))
        api.fail("GET", "/me", Fault(delay_seconds=0.3, body=b"x" * 10_000_000))
        with pytest.raises(http.client.RemoteDisconnected):
            ask(f"{api.url}me")
        with pytest.raises(requests.ReadTimeout):
            requests.get(f"{api.url}me", timeout=0.1)
        with socket.create_connection(("127.0.0.1", urlsplit(api.url).port)) as rude:
            rude.sendall(b"nonsense\r\n\r\n")
            assert b"400" in rude.recv(4096)
        time.sleep(0.4)
    assert capfd.readouterr() == ("", "")


def test_exception_in_the_server_becomes_status_500() -> None:
    def fail(request: object) -> None:
        raise LookupError("a mistake in the test")

    with SpotifyApi(DAY_ONE) as api:
        api.on_request = fail
        reply = ask(f"{api.url}me")
    assert reply.status == 500
    assert "a mistake in the test" in reply.json["error"]["message"]


def test_server_stops_if_its_block_raises() -> None:
    before = set(threading.enumerate())
    with pytest.raises(LookupError), SpotifyApi({}):
        raise LookupError
    assert set(threading.enumerate()) == before
