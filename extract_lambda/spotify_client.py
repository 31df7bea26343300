"""Spotify's Web API through spotipy: one page at a time, and patience within the time left."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import requests
import spotipy

from extract_lambda.access_token import AccessToken
from extract_lambda.errors import (
    AccessTokenRefusedError,
    ExtractError,
    NotYourPlaylistError,
    RateLimitedError,
    RequestRefusedError,
    SpotifyOwnedPlaylistError,
    TransientError,
    UnknownPlaylistError,
    UnreadableAnswerError,
)
from extract_lambda.http_session import new_session, no_answer
from extract_lambda.log import LOGGER
from extract_lambda.time_left import TimeLeft

PAGE_SIZE = 50  # the Web API's largest
_TRIES = 5
_FIRST_BACKOFF = 1.0
_LONGEST_BACKOFF = 20.0
_SPOTIFYS_OWN = "37i9dQZ"

JsonObject = dict[str, Any]


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class SpotifyClient:
    """Asks for playlists and their pages.

    Parameters
    ----------
    token
        Where the access token comes from.
    url
        The Web API's address.
    market
        The market that tracks are asked for.
    time_left
        What bounds all waiting.
    now, jitter, make_spotify
        The clock, a random number from 0 to 1, and what makes spotipy's client.

    Attributes
    ----------
    rate_limited
        How many times Spotify has answered 429.
    """

    def __init__(  # noqa: PLR0913 - each by its name
        self,
        token: AccessToken,
        *,
        url: str,
        market: str | None,
        time_left: TimeLeft,
        now: Callable[[], datetime] = utc_now,
        jitter: Callable[[], float] = random.random,
        make_spotify: Callable[..., Any] = spotipy.Spotify,
    ) -> None:
        self._token = token
        self._market = market
        self._time_left = time_left
        self._jitter = jitter
        # Its own retries would sleep through a Retry-After of hours, past the Lambda's end.
        self._spotify = make_spotify(
            auth_manager=token, requests_session=new_session(now), retries=0, status_retries=0
        )
        self._spotify.prefix = url if url.endswith("/") else f"{url}/"
        self.rate_limited = 0

    def playlist(self, playlist_id: str) -> JsonObject:
        """Return the playlist object; its own first page of entries is not to be relied on."""
        return self._ask(
            playlist_id,
            lambda: self._spotify.playlist(
                playlist_id, market=self._market, additional_types=("track", "episode")
            ),
        )

    def page(self, playlist_id: str, offset: int) -> JsonObject:
        """Return a page of the playlist's entries, without a `fields` filter."""
        return self._ask(
            playlist_id,
            lambda: self._spotify.playlist_items(
                playlist_id, limit=PAGE_SIZE, offset=offset, market=self._market
            ),
        )

    def _back_off(self, attempt: int) -> float:
        """Return how long to wait after the attempt of this number, from 1: with full jitter."""
        longest: float = min(_LONGEST_BACKOFF, _FIRST_BACKOFF * 2 ** (attempt - 1))
        return self._jitter() * longest

    def _ask(self, playlist_id: str, request: Callable[[], Any]) -> JsonObject:
        renewed = False
        attempt = 1
        while True:
            self._spotify.requests_timeout = self._time_left.for_request()
            try:
                return self._answer(request)
            except RequestRefusedError as error:
                if error.status != HTTPStatus.UNAUTHORIZED:
                    raise _refusal(playlist_id, error) from None
                if renewed:
                    raise AccessTokenRefusedError from None
                LOGGER.info("Spotify no longer takes the access token; getting a new one")
                self._token.forget()
                renewed = True
            except TransientError as error:
                self._wait_or_give_up(error, attempt)
                attempt += 1

    def _answer(self, request: Callable[[], Any]) -> JsonObject:
        try:
            answer = request()
        except requests.RequestException as error:
            raise no_answer(error, self._spotify.prefix) from None
        if not isinstance(answer, dict):  # spotipy gives None for what is no JSON
            raise UnreadableAnswerError("Spotify's answer is no JSON object")
        return answer

    def _wait_or_give_up(self, error: TransientError, attempt: int) -> None:
        if isinstance(error, RateLimitedError):
            self.rate_limited += 1
        wait = self._back_off(attempt) if error.retry_after is None else error.retry_after
        if attempt == _TRIES or not self._time_left.allows(wait):
            raise error
        LOGGER.warning(
            f"{error}; trying again", extra={"attempt": attempt, "seconds": round(wait, 1)}
        )
        self._time_left.sleep(wait)


def _refusal(playlist_id: str, error: RequestRefusedError) -> ExtractError:
    if error.status == HTTPStatus.FORBIDDEN:
        return NotYourPlaylistError(playlist_id, error.said)
    if error.status != HTTPStatus.NOT_FOUND:
        return error
    if playlist_id.startswith(_SPOTIFYS_OWN):
        return SpotifyOwnedPlaylistError(playlist_id)
    return UnknownPlaylistError(playlist_id)
