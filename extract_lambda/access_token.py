"""The access token: of the app, or of the user whose refresh token the secret holds."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import requests

from extract_lambda.credentials import Credentials, CredentialStore
from extract_lambda.deadline import Deadline
from extract_lambda.errors import (
    AUTHORIZE,
    InvalidClientError,
    InvalidGrantError,
    MissingScopeError,
    RequestRefusedError,
    SecretError,
    TokenRefusedError,
    UnreadableResponseError,
)
from extract_lambda.http_session import new_session
from extract_lambda.log import LOGGER


class AccessToken:
    """An access token, requested when it is first needed. spotipy calls this an auth manager.

    Attributes
    ----------
    not_stored
        Why a new refresh token could not be stored. This run has what it needs and goes on; the
        next one may fail.
    refresh_token_days_left
        Days until the refresh token expires, if the secret says when the user gave consent.
    """

    def __init__(
        self,
        store: CredentialStore,
        token_url: str,
        deadline: Deadline,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._token_url = token_url
        self._deadline = deadline
        self._session = new_session(now)
        self._now = now
        self._token: str | None = None
        self._scopes: frozenset[str] | None = None  # None: Spotify did not say
        self.not_stored: SecretError | None = None
        self.refresh_token_days_left: int | None = None

    def get_access_token(self, as_dict: bool = False) -> str:  # noqa: ARG002 - spotipy passes it
        """Return the token; it is valid for an hour, longer than the Lambda runs."""
        if self._token is None:
            self._token = self._request(self._store.read())
        return self._token

    def forget(self) -> None:
        """Request a new token the next time."""
        self._token = None

    def require(self, scopes: Sequence[str]) -> None:
        """Check that the user has consented to scopes, before a request that needs them.

        `GET /me/playlists` would answer without the private playlists.

        Raises
        ------
        MissingScopeError
            The user has not, or there is no user.
        """
        if scopes:
            self.get_access_token()
        granted = scopes if self._scopes is None else self._scopes
        if missing := [scope for scope in scopes if scope not in granted]:
            raise self.missing_scope(missing)

    def missing_scope(self, scopes: Sequence[str]) -> MissingScopeError:
        """Return the error for scopes that the user has not consented to."""
        return MissingScopeError(scopes, self._store.secret_name)

    def _request(self, credentials: Credentials) -> str:
        try:
            response = self._post(credentials)
        except RequestRefusedError as error:
            if error.reason == "invalid_grant":
                self._store.remember_refused(credentials)
                raise InvalidGrantError(self._store.secret_name) from None
            if error.reason == "invalid_client":
                raise InvalidClientError(self._store.secret_name) from None
            raise TokenRefusedError(error) from None
        token = response.get("access_token") if isinstance(response, dict) else None
        if not (isinstance(token, str) and token):
            raise UnreadableResponseError("Spotify's token endpoint answers without a token")
        self._scopes = frozenset()  # the app's own token has none
        if credentials.refresh_token:
            scope = response.get("scope")
            self._scopes = frozenset(scope.split()) if isinstance(scope, str) else None
            self._set_days_left(credentials)
            new = response.get("refresh_token")
            if new not in (None, credentials.refresh_token):
                self._store_refresh_token(credentials.refresh_token, str(new))
        return token

    def _set_days_left(self, credentials: Credentials) -> None:
        if credentials.expires_on:
            self.refresh_token_days_left = (credentials.expires_on - self._now().date()).days
        else:
            LOGGER.warning(
                f"secret {self._store.secret_name} does not say when the user gave consent "
                f"(consented_at), so when the refresh token expires is unknown; {AUTHORIZE} "
                "stores it"
            )

    def _post(self, credentials: Credentials) -> Any:
        """Request a token without spotipy, which logs the secret and drops the granted scopes."""
        if credentials.refresh_token:
            grant = {"grant_type": "refresh_token", "refresh_token": credentials.refresh_token}
        else:
            grant = {"grant_type": "client_credentials"}
        response = self._session.post(
            self._token_url,
            data=grant,
            auth=(credentials.client_id, credentials.client_secret),
            timeout=self._deadline.request_timeout(),
            allow_redirects=False,
        )
        try:
            return response.json()
        except requests.JSONDecodeError:
            return None

    def _store_refresh_token(self, old: str, new: str) -> None:
        try:
            self._store.store_refresh_token(old, new)
        except SecretError as error:
            LOGGER.error(str(error))
            self.not_stored = error
