"""The access token: for the app alone, or for the user whose refresh token the secret holds."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import spotipy

from extract_lambda.credentials import Credentials, CredentialStore
from extract_lambda.errors import (
    InvalidClientError,
    RequestRefusedError,
    SecretError,
    TokenRefusedError,
    UnreadableAnswerError,
)
from extract_lambda.http_session import new_session
from extract_lambda.log import LOGGER
from extract_lambda.time_left import TimeLeft

# spotipy wants one; refreshing sends none.
_NO_REDIRECT = "http://127.0.0.1"


class AccessToken:
    """Gets an access token when one is needed; spotipy calls this an auth manager.

    Attributes
    ----------
    not_stored
        Why a new refresh token could not be stored. The run goes on, for it has what it needs;
        the next one may not.
    """

    def __init__(
        self,
        store: CredentialStore,
        token_url: str,
        time_left: TimeLeft,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._token_url = token_url
        self._time_left = time_left
        self._session = new_session(now)
        self._token: str | None = None
        self.not_stored: SecretError | None = None

    def get_access_token(self, as_dict: bool = False) -> str:  # noqa: ARG002 - spotipy passes it
        """Return the token, which outlives the Lambda if nothing happens to it."""
        if self._token is None:
            self._token = self._ask(self._store.read())
        return self._token

    def forget(self) -> None:
        """Get a new token the next time."""
        self._token = None

    def _ask(self, credentials: Credentials) -> str:
        try:
            answer = self._grant(credentials)
            token, refresh_token = str(answer["access_token"]), answer.get("refresh_token")
        except RequestRefusedError as error:
            if error.said == "invalid_grant":
                raise self._store.refuse(credentials) from None
            if error.said == "invalid_client":
                raise InvalidClientError(self._store.secret_name) from None
            raise TokenRefusedError(error) from None
        # What spotipy makes of an answer that is no JSON, or not the object it expects.
        except (ValueError, KeyError, TypeError, AttributeError):
            raise UnreadableAnswerError("Spotify's token endpoint answers no token") from None
        if credentials.refresh_token and refresh_token not in {None, credentials.refresh_token}:
            self._store_refresh_token(credentials.refresh_token, str(refresh_token))
        return token

    def _grant(self, credentials: Credentials) -> dict[str, Any]:
        options = {
            "requests_session": self._session,
            "requests_timeout": self._time_left.for_request(),
            "cache_handler": spotipy.MemoryCacheHandler(),  # its default writes a file
        }
        app = (credentials.client_id, credentials.client_secret)
        if credentials.refresh_token is None:
            manager = spotipy.SpotifyClientCredentials(*app, **options)
            manager.OAUTH_TOKEN_URL = self._token_url
            return {"access_token": manager.get_access_token(as_dict=False)}
        manager = spotipy.SpotifyOAuth(*app, _NO_REDIRECT, **options)
        manager.OAUTH_TOKEN_URL = self._token_url
        answer: dict[str, Any] = manager.refresh_access_token(credentials.refresh_token)
        return answer

    def _store_refresh_token(self, old: str, new: str) -> None:
        try:
            self._store.store_refresh_token(old, new)
        except SecretError as error:
            LOGGER.error(str(error))
            self.not_stored = error
