"""The extraction's errors. A message says what happened, to what, and the way out; no secrets.

ExtractError
├── SettingsError                 an environment variable is missing or wrong
├── InvalidEventError             the event is neither the scheduler's nor a manual one
├── SecretError *                 the secret cannot be read or written, or holds no credentials
├── TransientError                the same request is retried
│   ├── SpotifyUnavailableError   status 5xx
│   ├── NoResponseError           a timeout, a broken connection
│   ├── UnreachableError *        no connection to the host
│   ├── UnreadableResponseError   not the JSON that it should be
│   └── RateLimitedError *        status 429
├── QuotaExceededError *          status 429 because the developer account's quota is used up
├── OutOfTimeError *              the Lambda's time is nearly up
├── RequestRefusedError           a status 4xx without a class of its own
├── InvalidGrantError *           the refresh token is dead
├── InvalidClientError *          the app's id or secret is wrong
├── TokenRefusedError *           any other refusal of an access token
├── AccessTokenRefusedError *     status 401, twice
├── MissingScopeError             the user has not consented to a scope
├── ForbiddenError                status 403, or a page without its entries
├── UnknownPlaylistError          status 404
├── SpotifyOwnedPlaylistError     status 404 of a playlist of Spotify's own
├── PlaylistChangedError          the playlist changed during each attempt to read it
├── RawZoneError                  S3 refuses to list or to write
└── ExtractionFailedError         the run is over and not every playlist was extracted

* ends the run: every other playlist would fail in the same way.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

_DASHBOARD = "https://developer.spotify.com/dashboard"
AUTHORIZE = "`.venv/bin/lake-deploy authorize`"


class ExtractError(Exception):
    """Any failure of the extraction.

    Attributes
    ----------
    ends_run
        Whether every other playlist would fail in the same way.
    """

    ends_run = False


class SettingsError(ExtractError):
    """An environment variable is missing or wrong."""


class InvalidEventError(ExtractError):
    """The event is neither the scheduler's nor a manual one."""


class SecretError(ExtractError):
    """The secret cannot be read or written, or holds no credentials."""

    ends_run = True


class TransientError(ExtractError):
    """A failure that may pass: the same request is retried.

    Attributes
    ----------
    retry_after
        How many seconds Spotify asks to wait, if it does.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SpotifyUnavailableError(TransientError):
    """Spotify answered with a status 5xx."""


class NoResponseError(TransientError):
    """No complete response: a timeout, or a broken connection."""


class UnreachableError(TransientError):
    """No connection: an unknown host, a refused connection, or a timeout."""

    ends_run = True

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"cannot reach {host} ({reason})")
        self.host = host


class UnreadableResponseError(TransientError):
    """The response is not the JSON that it should be."""


class RateLimitedError(TransientError):
    """Spotify answered 429."""

    ends_run = True

    def __init__(self, retry_after: float, until: datetime) -> None:
        super().__init__(
            f"Spotify's rate limit is reached until {until:%Y-%m-%dT%H:%M:%SZ}. If the next "
            "scheduled run is later, do nothing; otherwise disable the schedule until then: "
            "attempts may extend the limit",
            retry_after,
        )


class QuotaExceededError(ExtractError):
    """Spotify answered 429 with QUOTA_EXCEEDED: not retried, the quota is counted over days."""

    ends_run = True

    def __init__(self, until: datetime | None) -> None:
        again = f" Spotify asks to wait until {until:%Y-%m-%dT%H:%M:%SZ}." if until else ""
        super().__init__(
            "the request quota of the Spotify developer account is used up (QUOTA_EXCEEDED). All "
            f"development-mode apps of the account share it.{again} Stop the other apps, extract "
            "fewer playlists, or run less often"
        )


class OutOfTimeError(ExtractError):
    """The Lambda's time is nearly up."""

    ends_run = True

    def __init__(self) -> None:
        super().__init__(
            "the Lambda's time is nearly up: raise its timeout (at most 15 minutes), or give "
            "some of the playlists a schedule of their own"
        )


class RequestRefusedError(ExtractError):
    """Spotify answered with a status 4xx that has no class of its own.

    Attributes
    ----------
    status
        The HTTP status.
    reason
        The Web API's message or the token endpoint's error code, or nothing.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(
            f"Spotify refuses the request with status {status}: {reason or 'no reason given'}"
        )
        self.status = status
        self.reason = reason


class InvalidGrantError(ExtractError):
    """The refresh token is dead. Only a person can renew it, so it is never retried."""

    ends_run = True

    def __init__(self, secret_name: str) -> None:
        super().__init__(
            f"Spotify no longer accepts the refresh token in secret {secret_name} (invalid_grant): "
            "it expires 6 months after the consent, or the consent was withdrawn. "
            f"Run {AUTHORIZE} to renew it"
        )


class InvalidClientError(ExtractError):
    """The app's id or secret is wrong."""

    ends_run = True

    def __init__(self, secret_name: str) -> None:
        super().__init__(
            f"Spotify does not know the client_id and client_secret in secret {secret_name} "
            f"(invalid_client): compare them with {_DASHBOARD}"
        )


class TokenRefusedError(ExtractError):
    """The token endpoint refuses for another reason."""

    ends_run = True

    def __init__(self, refusal: RequestRefusedError) -> None:
        super().__init__(
            f"Spotify gives no access token (status {refusal.status}, "
            f"{refusal.reason or 'no reason given'}): check the app at {_DASHBOARD}, and "
            "SPOTIFY_TOKEN_URL if it is set"
        )


class AccessTokenRefusedError(ExtractError):
    """Spotify answered 401, and again with a new access token."""

    ends_run = True

    def __init__(self) -> None:
        super().__init__(
            "Spotify refuses an access token that it has just given (401): is the app still "
            f"active at {_DASHBOARD}?"
        )


class MissingScopeError(ExtractError):
    """The user has not consented to a scope, or the secret has no refresh token at all."""

    def __init__(self, scopes: Sequence[str], secret_name: str) -> None:
        super().__init__(
            f"secret {secret_name} holds no user's consent to the scope {' and '.join(scopes)}: "
            f"run {AUTHORIZE} to give it"
        )


class ForbiddenError(ExtractError):
    """Spotify answered 403, or sent a page without its entries."""

    def __init__(self, what: str, reason: str) -> None:
        if reason:
            advice = (
                "an app in development mode needs a refresh token in its secret, and reads only "
                "playlists that this user owns or collaborates on. Take the playlist out of "
                "PLAYLISTS, or authorize as its owner"
            )
        else:  # the app itself is blocked, or the user
            reason = "403 without a reason"
            advice = (
                "an app in development mode works only while its owner has Premium, and only for "
                f"the users on its allowlist, at most 5: see {_DASHBOARD} -> the app -> User "
                "Management. If other playlists are extracted, this one is not the user's: take "
                "it out of PLAYLISTS"
            )
        super().__init__(f"Spotify does not show {what} ({reason}): {advice}")


class UnknownPlaylistError(ExtractError):
    """There is no such playlist, or it is private (404)."""

    def __init__(self, playlist_id: str) -> None:
        super().__init__(
            f"Spotify knows no playlist {playlist_id} (404): it was deleted, made private, or the "
            f"id is wrong. See https://open.spotify.com/playlist/{playlist_id}"
        )


class SpotifyOwnedPlaylistError(ExtractError):
    """The playlist is Spotify's own and closed to this app (404)."""

    def __init__(self, playlist_id: str) -> None:
        super().__init__(
            f"playlist {playlist_id} is made by Spotify itself (37i9dQZ...: Top 50, Top Songs and "
            "the like), which since 2024-11-27 answers 404 to new and development-mode apps: "
            "take it out of PLAYLISTS, or follow a copy that a user keeps"
        )


class PlaylistChangedError(ExtractError):
    """The playlist changed during each attempt to read it."""

    def __init__(self, playlist_id: str, entries: int, total: int, attempts: int) -> None:
        super().__init__(
            f"playlist {playlist_id} changed while it was read, {attempts} times: {entries} "
            f"entries came where {total} were announced. Nothing was written; run it again later"
        )


class RawZoneError(ExtractError):
    """S3 refuses to list the raw zone or to write to it."""


class ExtractionFailedError(ExtractError):
    """The run is over, and not every playlist was extracted.

    Attributes
    ----------
    result
        What became of each playlist, as the Lambda would have returned it.
    """

    def __init__(self, message: str, result: dict[str, Any]) -> None:
        super().__init__(message)
        self.result = result
