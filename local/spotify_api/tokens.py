"""The tokens that are out, and how each of them ends."""

import time
from collections.abc import Callable
from itertools import count
from threading import Lock
from typing import NamedTuple

from local.spotify_api.messages import ApiError, Request

SCOPE = "playlist-read-private playlist-read-collaborative"


class Bearer(NamedTuple):
    """Whom an access token speaks for (nobody: the app itself), and until when."""

    user: str | None
    until: float


class Consent(NamedTuple):
    """What a user has agreed to, as a refresh token."""

    refresh_token: str
    scope: str


class _Code(NamedTuple):
    redirect_uri: str
    scope: str


class Tokens:
    """Every token of the one app and its one user.

    Parameters
    ----------
    user_id
        Whom refresh tokens belong to.
    expires_in
        How many seconds an access token lives.
    rotates
        Whether a refresh token can be used only once, and gives the next one.
    clock
        What seconds are counted by.

    Attributes
    ----------
    refresh_token
        The newest one.
    """

    def __init__(
        self,
        user_id: str,
        expires_in: int,
        *,
        rotates: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.user_id = user_id
        self.expires_in = expires_in
        self._rotates = rotates
        self._clock = clock
        self._numbers = count(1)
        self._bearers: dict[str, Bearer] = {}
        self._codes: dict[str, _Code] = {}
        self._scopes: dict[str, str] = {}  # by refresh token, of those alive
        self._lock = Lock()
        self.refresh_token = self._consent(SCOPE).refresh_token

    def access_token(self, user: str | None) -> str:
        """Give out an access token for a user or, for None, for the app."""
        with self._lock:
            token = self._value("user-access-token" if user else "app-access-token")
            self._bearers[token] = Bearer(user, self._clock() + self.expires_in)
        return token

    def bearer(self, request: Request) -> Bearer:
        """Return who asks, or refuse."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise ApiError(401, "No token provided")
        with self._lock:
            bearer = self._bearers.get(token)
        if bearer is None or self._clock() >= bearer.until:
            raise ApiError(401, "The access token expired")
        return bearer

    def code(self, redirect_uri: str, scope: str) -> str:
        """Give out an authorization code."""
        with self._lock:
            code = self._value("authorization-code")
            self._codes[code] = _Code(redirect_uri, scope)
        return code

    def redeem(self, code: str, redirect_uri: str) -> Consent | None:
        """Take back an authorization code, once, for a new refresh token; older ones live on."""
        with self._lock:
            known = self._codes.pop(code, None)
            if known is None or known.redirect_uri != redirect_uri:
                return None
            return self._consent(known.scope)

    def renew(self, refresh_token: str) -> Consent | None:
        """Return the consent from now on, or None for a refresh token that is not alive."""
        with self._lock:
            scope = self._scopes.get(refresh_token)
            if scope is None:
                return None
            if not self._rotates:
                return Consent(refresh_token, scope)
            del self._scopes[refresh_token]
            return self._consent(scope)

    def revoke(self) -> None:
        """Let every refresh token die; as on Spotify, access tokens live out their time."""
        with self._lock:
            self._scopes.clear()

    def expire(self) -> None:
        """Let every access token die."""
        with self._lock:
            self._bearers.clear()

    def _consent(self, scope: str) -> Consent:
        self.refresh_token = self._value("refresh-token")
        self._scopes[self.refresh_token] = scope
        return Consent(self.refresh_token, scope)

    def _value(self, kind: str) -> str:
        # Of one length, so that none is the beginning of another in somebody's search.
        return f"{kind}-of-nobody-{next(self._numbers):06d}"
