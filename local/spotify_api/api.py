"""The local Web API that tests and the local run start."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Event
from types import TracebackType
from typing import Literal, Self, cast

from local.sample_playlists.payload import added_by
from local.spotify_api.access import Access, check_bearer, check_items, find, shows_items
from local.spotify_api.accounts import CLIENT_ID, CLIENT_SECRET, Accounts
from local.spotify_api.faults import Fault, FaultPlan
from local.spotify_api.messages import ApiError, Request, Response, json_response
from local.spotify_api.playlists import Container, Playlist, Shape, View
from local.spotify_api.server import Server
from local.spotify_api.tokens import Bearer, Tokens

_PLAYLIST = re.compile(r"/v1/playlists/(?P<id>[^/]+)(?:/(?P<container>items|tracks))?")


class SpotifyApi:
    """A local Spotify Web API that runs during its ``with`` block.

    Parameters
    ----------
    playlists
        The playlists to serve, by id.
    access
        The app's mode. In ``development`` only a user's token reads, and only playlists that the
        user owns or collaborates on show their entries.
    shape
        The key under which entries hold their track, however the snapshots were built: ``item``
        (2026), ``track`` (before), ``both``; or ``verbatim``, as they were built.
    expires_in
        The lifetime of an access token in seconds.
    rotate_refresh_token
        Whether each refresh replaces the refresh token; otherwise the response has none.
    user_id
        The user of the refresh token.

    Attributes
    ----------
    playlists
        The playlists served; assign to a key to replace one between two requests.
    requests
        The requests so far, in order.
    on_request
        Called with each request before the response, in the connection's thread; for example to
        change something between two pages.
    url, token_url, authorize_url
        The URLs of the Web API, the token endpoint and the consent page.
    client_id, client_secret
        The credentials of the one app.
    """

    client_id = CLIENT_ID
    client_secret = CLIENT_SECRET

    def __init__(  # noqa: PLR0913 - by keyword
        self,
        playlists: Mapping[str, Playlist],
        *,
        access: Access = "extended",
        shape: Shape = "item",
        expires_in: int = 3600,
        rotate_refresh_token: bool = False,
        user_id: str = "nowhere.charts",
    ) -> None:
        self.playlists: dict[str, Playlist] = dict(playlists)
        self.requests: list[Request] = []
        self.on_request: Callable[[Request], object] | None = None
        self.url = self.token_url = self.authorize_url = ""
        self._access: Access = access
        self._view = View("", shape)
        self._tokens = Tokens(user_id, expires_in, rotates=rotate_refresh_token)
        self._accounts = Accounts(self._tokens)
        self._faults = FaultPlan()
        self._stopping = Event()
        self._server: Server | None = None

    def __enter__(self) -> Self:
        self._server = Server(self._respond)
        self.url = f"{self._server.address}/v1/"
        self._view = replace(self._view, api=f"{self._server.address}/v1")
        self.token_url = f"{self._server.address}/api/token"
        self.authorize_url = f"{self._server.address}/authorize"
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping.set()
        if self._server:
            self._server.stop()

    @property
    def user_id(self) -> str:
        """The user of the refresh token."""
        return self._tokens.user_id

    @property
    def refresh_token(self) -> str:
        """The newest refresh token."""
        return self._tokens.refresh_token

    @property
    def deny_consent(self) -> bool:
        """Whether the user denies consent on ``/authorize``; can be set."""
        return self._accounts.deny_consent

    @deny_consent.setter
    def deny_consent(self, denied: bool) -> None:
        self._accounts.deny_consent = denied

    def revoke(self) -> None:
        """Revoke the refresh tokens, as when the user withdraws consent."""
        self._tokens.revoke()

    def expire_tokens(self) -> None:
        """Expire all access tokens."""
        self._tokens.expire()

    def fail(
        self,
        method: Literal["GET", "POST"],
        pattern: str,
        fault: Fault,
        *,
        times: int | None = 1,
        after: int = 0,
    ) -> None:
        """Inject a fault.

        Parameters
        ----------
        method, pattern
            The requests to fail: the regular expression is searched in the path, without the
            query. Faults of the same method and pattern queue up.
        fault
            What goes wrong.
        times
            How many requests fail; None: all.
        after
            How many matching requests succeed first, counted when the fault is next in its queue.
        """
        self._faults.add(method, pattern, fault, times, after)

    def _respond(self, request: Request) -> Response | None:
        self.requests.append(request)
        if self.on_request:
            self.on_request(request)
        fault = self._faults.take(request)
        if fault is None:
            return self._handle(request)
        stopped = self._stopping.wait(fault.delay_seconds)
        return None if stopped or fault.drop else fault.apply(request, self._handle)

    def _handle(self, request: Request) -> Response:
        path = request.path.removesuffix("/")  # spotipy asks for /v1/me/
        playlist = _PLAYLIST.fullmatch(path)
        try:
            match request.method, path:
                case "POST", "/api/token":
                    return self._accounts.token(request)
                case "GET", "/authorize":
                    return self._accounts.authorize(request)
                case "GET", "/v1/me":
                    return self._me(self._tokens.bearer(request))
                case "GET", _ if playlist:
                    container = cast("Container | None", playlist["container"])
                    return self._playlist(playlist["id"], container, request)
        except ApiError as error:
            return error.response
        return ApiError(404, "Service not found").response

    def _me(self, bearer: Bearer) -> Response:
        if bearer.user is None:
            raise ApiError(401, "Valid user authentication required")
        return json_response(200, {**added_by(bearer.user), "display_name": bearer.user})

    def _playlist(
        self, playlist_id: str, container: Container | None, request: Request
    ) -> Response:
        bearer = self._tokens.bearer(request)
        check_bearer(self._access, bearer)
        playlist = find(self.playlists, playlist_id)
        if container:
            check_items(self._access, playlist, bearer, container)
            shown = self._view.items(playlist, container, request)
        else:
            items = shows_items(self._access, playlist, bearer)
            shown = self._view.playlist(playlist, request, items=items)
        return json_response(200, shown)
