"""Access tokens, refresh tokens and authorization codes."""

import time
from collections.abc import Callable
from itertools import count
from threading import Lock
from typing import NamedTuple

from local.spotify_api.messages import ApiError, Request

SCOPE = "playlist-read-private playlist-read-collaborative user-library-read"


class Bearer(NamedTuple):
    """The user of an access token (None: the app itself), when it expires, and its scopes."""

    user: str | None
    until: float
    scopes: frozenset[str]


class Consent(NamedTuple):
    """A user's consent: a refresh token and its scopes."""

    refresh_token: str
    scope: str


class _Code(NamedTuple):
    redirect_uri: str
    scope: str


class Tokens:
    """The tokens of the one app and its one user.

    Parameters
    ----------
    user_id
        The user of the refresh tokens.
    expires_in
        The lifetime of an access token in seconds.
    scope
        The scopes of the first refresh token.
    rotates
        Whether a refresh token can be used only once and is replaced by the next one.
    clock
        Return the time in seconds.

    Attributes
    ----------
    refresh_token
        The newest one.
    """

    def __init__(
        self,
        user_id: str,
        expires_in: int,
        scope: str = SCOPE,
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
        self._scopes: dict[str, str] = {}  # by valid refresh token
        self._lock = Lock()
        self.refresh_token = self._consent(scope).refresh_token

    def access_token(self, consent: Consent | None) -> str:
        """Issue an access token for the user's consent or, for None, for the app."""
        user, scopes = (self.user_id, consent.scope.split()) if consent else (None, ())
        with self._lock:
            token = self._value("user-access-token" if user else "app-access-token")
            until = self._clock() + self.expires_in
            self._bearers[token] = Bearer(user, until, frozenset(scopes))
        return token

    def bearer(self, request: Request) -> Bearer:
        """Return the bearer of a request, or answer 401."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise ApiError(401, "No token provided")
        with self._lock:
            bearer = self._bearers.get(token)
        if bearer is None or self._clock() >= bearer.until:
            raise ApiError(401, "The access token expired")
        return bearer

    def code(self, redirect_uri: str, scope: str) -> str:
        """Issue an authorization code."""
        with self._lock:
            code = self._value("authorization-code")
            self._codes[code] = _Code(redirect_uri, scope)
        return code

    def redeem(self, code: str, redirect_uri: str) -> Consent | None:
        """Exchange an authorization code, once, for a new refresh token; older ones stay valid."""
        with self._lock:
            known = self._codes.pop(code, None)
            if known is None or known.redirect_uri != redirect_uri:
                return None
            return self._consent(known.scope)

    def renew(self, refresh_token: str) -> Consent | None:
        """Return the consent of a refresh token, or None if the token is not valid."""
        with self._lock:
            scope = self._scopes.get(refresh_token)
            if scope is None:
                return None
            if not self._rotates:
                return Consent(refresh_token, scope)
            del self._scopes[refresh_token]
            return self._consent(scope)

    def revoke(self) -> None:
        """Revoke every refresh token; as on Spotify, access tokens stay valid until they expire."""
        with self._lock:
            self._scopes.clear()

    def expire(self) -> None:
        """Expire every access token."""
        with self._lock:
            self._bearers.clear()

    def _consent(self, scope: str) -> Consent:
        self.refresh_token = self._value("refresh-token")
        self._scopes[self.refresh_token] = scope
        return Consent(self.refresh_token, scope)

    def _value(self, kind: str) -> str:
        # Of equal length, so that no token is a prefix of another in a search.
        return f"{kind}-of-nobody-{next(self._numbers):06d}"
