"""Clients of the local Web API: spotipy, as an app and as a user, and plain urllib."""

import json
import urllib.error
import urllib.request
from base64 import b64encode
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import requests
import spotipy

from local.sample_playlists import ODDS_AND_ENDS, Snapshot, snapshots
from local.spotify_api import SpotifyApi

Json = dict[str, Any]

DAY_ONE = {one.playlist_id: one for one in snapshots(1)}
ODDS = DAY_ONE[ODDS_AND_ENDS]


def of_size(size: int) -> Snapshot:
    """Return a playlist with the given number of different entries."""
    entries = [
        {**ODDS.entries[index % len(ODDS.entries)], "added_at": f"{index}"} for index in range(size)
    ]
    return replace(ODDS, entries=entries)


def app_login(api: SpotifyApi) -> spotipy.SpotifyClientCredentials:
    login = spotipy.SpotifyClientCredentials(
        api.client_id, api.client_secret, cache_handler=spotipy.MemoryCacheHandler()
    )
    login.OAUTH_TOKEN_URL = api.token_url
    return login


def user_login(api: SpotifyApi, **settings: Any) -> spotipy.SpotifyOAuth:
    """Return an auth manager with a refresh token."""
    known = {"refresh_token": api.refresh_token, "expires_at": 0, "scope": ""}
    login = spotipy.SpotifyOAuth(
        api.client_id,
        api.client_secret,
        "http://127.0.0.1:9/callback",
        cache_handler=spotipy.MemoryCacheHandler(known),
        **settings,
    )
    login.OAUTH_TOKEN_URL = api.token_url
    login.OAUTH_AUTHORIZE_URL = api.authorize_url
    return login


def app(api: SpotifyApi, timeout: float = 5) -> spotipy.Spotify:
    return _client(api, app_login(api), timeout)


def user(api: SpotifyApi) -> spotipy.Spotify:
    return _client(api, user_login(api), 5)


def _client(api: SpotifyApi, login: Any, timeout: float) -> spotipy.Spotify:
    # spotipy's own session turns every 5xx into 429.
    client = spotipy.Spotify(
        auth_manager=login, requests_session=requests.Session(), requests_timeout=timeout
    )
    client.prefix = api.url
    return client


def all_pages(client: spotipy.Spotify, playlist_id: str, **arguments: Any) -> list[Json]:
    page = client.playlist_items(playlist_id, **arguments)
    pages = []
    while page:
        pages.append(page)
        page = client.next(page)
    return pages


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    url: str, token: str | None = None, form: Json | None = None, method: str | None = None
) -> Reply:
    """Send a request with urllib."""
    headers = {"Authorization": token} if token else {}
    data = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=5) as reply:  # noqa: S310
            return Reply(reply.status, dict(reply.headers), reply.read())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, dict(error.headers), error.read())


def basic(client_id: str, client_secret: str) -> str:
    return "Basic " + b64encode(f"{client_id}:{client_secret}".encode()).decode()


def ask_token(api: SpotifyApi, **form: str) -> Reply:
    return ask(api.token_url, basic(api.client_id, api.client_secret), form)


def app_bearer(api: SpotifyApi) -> str:
    return f"Bearer {ask_token(api, grant_type='client_credentials').json['access_token']}"


def user_bearer(api: SpotifyApi) -> str:
    reply = ask_token(api, grant_type="refresh_token", refresh_token=api.refresh_token)
    return f"Bearer {reply.json['access_token']}"
