"""The local Web API that tests and the local run start."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from threading import Event
from types import TracebackType
from typing import Literal, Self, cast

from local.sample_playlists.payload import added_by
from local.spotify_api.access import (
    Access,
    check_bearer,
    check_items,
    check_scope,
    find,
    is_listed,
    shows_items,
)
from local.spotify_api.accounts import CLIENT_ID, CLIENT_SECRET, Accounts
from local.spotify_api.faults import Fault, FaultPlan
from local.spotify_api.messages import ApiError, Json, Request, Response, json_response
from local.spotify_api.playlists import Container, Playlist, Shape, View
from local.spotify_api.server import Server
from local.spotify_api.tokens import SCOPE, Bearer, Tokens

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
        The user of the refresh token. Owns, collaborates on or follows all playlists served.
    scope
        The scopes that this user has consented to.
    page_size
        How many items each page has, whatever limit is requested.
    liked
        The user's Liked Songs, newest first.

    Attributes
    ----------
    playlists
        The playlists served; assign to a key to replace one between two requests.
    liked
        The Liked Songs served; can be replaced as well.
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
        scope: str = SCOPE,
        page_size: int | None = None,
        liked: Sequence[Json] = (),
    ) -> None:
        self.playlists: dict[str, Playlist] = dict(playlists)
        self.requests: list[Request] = []
        self.on_request: Callable[[Request], object] | None = None
        self.url = self.token_url = self.authorize_url = ""
        self._access: Access = access
        self.liked = liked
        self._view = View("", shape, page_size)
        self._tokens = Tokens(user_id, expires_in, scope, rotates=rotate_refresh_token)
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
        try:
            match request.method, request.path:
                case "POST", "/api/token":
                    return self._accounts.token(request)
                case "GET", "/authorize":
                    return self._accounts.authorize(request)
            return json_response(200, self._document(request))
        except ApiError as error:
            return error.response

    def _document(self, request: Request) -> Json:
        path = request.path.removesuffix("/")  # spotipy requests /v1/me/
        playlist = _PLAYLIST.fullmatch(path)
        match request.method, path:
            case "GET", "/v1/me":
                return self._me(self._user(request))
            case "GET", "/v1/me/playlists":
                user = self._user(request)
                playlists = [one for one in self.playlists.values() if is_listed(one, user)]
                listed = [self._view.listed(one) for one in playlists]
                return self._view.page("me/playlists", listed, request)
            case "GET", "/v1/me/tracks":
                check_scope(self._user(request), "user-library-read")
                return self._view.page("me/tracks", self.liked, request)
            case "GET", _ if playlist:
                container = cast("Container | None", playlist["container"])
                return self._playlist(playlist["id"], container, request)
        raise ApiError(404, "Service not found")

    def _user(self, request: Request) -> Bearer:
        bearer = self._tokens.bearer(request)
        if bearer.user is None:
            raise ApiError(401, "Valid user authentication required")
        return bearer

    def _me(self, bearer: Bearer) -> Json:
        owners = [one.metadata["owner"] for one in self.playlists.values()]
        names = {owner["id"]: owner["display_name"] for owner in owners}
        user = str(bearer.user)
        return {**added_by(user), "display_name": names.get(user, user)}

    def _playlist(self, playlist_id: str, container: Container | None, request: Request) -> Json:
        bearer = self._tokens.bearer(request)
        check_bearer(self._access, bearer)
        playlist = find(self.playlists, playlist_id)
        if container:
            check_items(self._access, playlist, bearer, container)
            return self._view.items(playlist, container, request)
        items = shows_items(self._access, playlist, bearer)
        return self._view.playlist(playlist, request, items=items)
