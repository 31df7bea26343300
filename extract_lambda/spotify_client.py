"""Spotify's Web API through spotipy, with retries until the deadline."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, TypeVar

import requests
import spotipy

from extract_lambda.access_token import AccessToken
from extract_lambda.deadline import Deadline
from extract_lambda.errors import (
    AccessTokenRefusedError,
    ExtractError,
    ForbiddenError,
    RateLimitedError,
    RequestRefusedError,
    SpotifyOwnedPlaylistError,
    TransientError,
    UnknownPlaylistError,
    UnreadableResponseError,
)
from extract_lambda.http_session import new_session, no_response
from extract_lambda.log import LOGGER
from extract_lambda.paging import PAGE_SIZE, Page, parse_page
from extract_lambda.playlist_names import LIKED, MINE

_ATTEMPTS = 5
_FIRST_BACKOFF = 1.0
_MAX_BACKOFF = 20.0
_SPOTIFY_OWNED = "37i9dQZ"
_INSUFFICIENT_SCOPE = "Insufficient client scope"  # the Web API's message
_SCOPES = {
    MINE: ("playlist-read-private", "playlist-read-collaborative"),
    LIKED: ("user-library-read",),
}

JsonObject = dict[str, Any]
_Result = TypeVar("_Result")


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class SpotifyClient:
    """Requests playlists and their pages.

    Parameters
    ----------
    token
        The access token.
    url
        The Web API's URL.
    market
        The market whose tracks are requested.
    deadline
        Bounds requests and waits.
    now
        Return the time.
    jitter
        Return a random number from 0 to 1.

    Attributes
    ----------
    rate_limited
        How often Spotify answered 429.
    """

    def __init__(  # noqa: PLR0913 - by keyword
        self,
        token: AccessToken,
        *,
        url: str,
        market: str | None,
        deadline: Deadline,
        now: Callable[[], datetime] = utc_now,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._token = token
        self._market = market
        self._deadline = deadline
        self._jitter = jitter
        # spotipy's own retries would wait through a Retry-After of hours.
        self._spotify = spotipy.Spotify(
            auth_manager=token, requests_session=new_session(now), retries=0, status_retries=0
        )
        self._spotify.prefix = url if url.endswith("/") else f"{url}/"
        self.rate_limited = 0

    def playlist(self, playlist_id: str) -> JsonObject:
        """Return the playlist object; its first page of entries may be missing."""
        with _playlist_not_found(playlist_id):
            return self._get(
                f"playlist {playlist_id}",
                lambda: self._spotify.playlist(
                    playlist_id, market=self._market, additional_types=("track", "episode")
                ),
                dict,
            )

    def playlist_page(self, playlist_id: str, offset: int) -> Page:
        """Return a page of the playlist's entries, without a `fields` filter."""
        with _playlist_not_found(playlist_id):
            return self._get_page(
                f"playlist {playlist_id}",
                offset,
                lambda: self._spotify.playlist_items(
                    playlist_id, limit=PAGE_SIZE, offset=offset, market=self._market
                ),
            )

    def me(self, name: str) -> JsonObject:
        """Return the user, who must have consented to the scopes of ``mine`` or ``liked``."""
        return self._get("the user's profile", self._spotify.me, _parse_user, _SCOPES[name])

    def my_playlists_page(self, offset: int) -> Page:
        """Return a page of the playlists that the user owns or follows."""
        return self._get_page(
            "the user's playlists",
            offset,
            lambda: self._spotify.current_user_playlists(PAGE_SIZE, offset),
            _SCOPES[MINE],
        )

    def liked_page(self, offset: int, limit: int = PAGE_SIZE) -> Page:
        """Return a page of the user's Liked Songs."""
        return self._get_page(
            "Liked Songs",
            offset,
            lambda: self._spotify.current_user_saved_tracks(limit, offset, self._market),
            _SCOPES[LIKED],
        )

    def _get_page(
        self, what: str, offset: int, request: Callable[[], Any], scopes: Sequence[str] = ()
    ) -> Page:
        return self._get(what, request, lambda document: parse_page(document, what, offset), scopes)

    def _get(
        self,
        what: str,
        request: Callable[[], Any],
        parse: Callable[[JsonObject], _Result],
        scopes: Sequence[str] = (),
    ) -> _Result:
        renewed = False
        attempt = 1
        while True:
            self._spotify.requests_timeout = self._deadline.request_timeout()
            try:
                return parse(self._attempt(request, scopes))
            except RequestRefusedError as error:
                if error.status != HTTPStatus.UNAUTHORIZED:
                    raise self._refusal(what, error, scopes) from None
                if renewed:
                    raise AccessTokenRefusedError from None
                LOGGER.info("Spotify refuses the access token; requesting a new one")
                self._token.forget()
                renewed = True
            except TransientError as error:
                self._wait_or_give_up(error, attempt)
                attempt += 1

    def _attempt(self, request: Callable[[], Any], scopes: Sequence[str]) -> JsonObject:
        try:
            self._token.require(scopes)
            response = request()
        except requests.RequestException as error:
            raise no_response(error, self._spotify.prefix) from None
        if not isinstance(response, dict):  # spotipy returns None for a body that is not JSON
            raise UnreadableResponseError("Spotify's response is not a JSON object")
        return response

    def _wait_or_give_up(self, error: TransientError, attempt: int) -> None:
        if isinstance(error, RateLimitedError):
            self.rate_limited += 1
        wait = self._back_off(attempt) if error.retry_after is None else error.retry_after
        if attempt == _ATTEMPTS or not self._deadline.allows(wait):
            raise error
        LOGGER.warning(f"{error}; retrying", extra={"attempt": attempt, "seconds": round(wait, 1)})
        self._deadline.sleep(wait)

    def _back_off(self, attempt: int) -> float:
        """Return the seconds to wait after an attempt (from 1): exponential, with full jitter."""
        longest: float = min(_MAX_BACKOFF, _FIRST_BACKOFF * 2 ** (attempt - 1))
        return self._jitter() * longest

    def _refusal(
        self, what: str, error: RequestRefusedError, scopes: Sequence[str]
    ) -> ExtractError:
        if error.status != HTTPStatus.FORBIDDEN:
            return error
        if error.reason == _INSUFFICIENT_SCOPE:
            return self._token.missing_scope(scopes or _SCOPES[MINE])
        return ForbiddenError(what, error.reason)


@contextmanager
def _playlist_not_found(playlist_id: str) -> Iterator[None]:
    try:
        yield
    except RequestRefusedError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        if playlist_id.startswith(_SPOTIFY_OWNED):
            raise SpotifyOwnedPlaylistError(playlist_id) from None
        raise UnknownPlaylistError(playlist_id) from None


def _parse_user(user: JsonObject) -> JsonObject:
    if not isinstance(user.get("id"), str):
        raise UnreadableResponseError("Spotify's response for the user's profile has no id")
    return user
