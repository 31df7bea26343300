"""What can go wrong, each with a message for the person woken at night.

Messages say what happened, to what, and the way out; they never hold a secret or a token.
"""

from datetime import datetime
from typing import Any


class ExtractError(Exception):
    """A failure of the extraction.

    Attributes
    ----------
    ends_run
        Whether it would meet every other playlist as well, so that asking on is pointless.
    """

    ends_run = False


class SettingsError(ExtractError):
    """An environment variable is missing or wrong."""


class InvalidEventError(ExtractError):
    """The event is neither the scheduler's nor a manual one."""


class SecretError(ExtractError):
    """The secret can't be read or written, or doesn't hold what it should."""

    ends_run = True


class TransientError(ExtractError):
    """What may pass: the same request is tried again.

    Attributes
    ----------
    retry_after
        How many seconds Spotify asks to wait, if it does.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SpotifyUnavailableError(TransientError):
    """Spotify answered with a 5xx status."""


class NoAnswerError(TransientError):
    """No whole answer came: a time-out, no such host, a refused or broken connection."""


class UnreadableAnswerError(TransientError):
    """The answer is not the JSON it should be."""


class RateLimitedError(TransientError):
    """Spotify answered 429."""

    ends_run = True

    def __init__(self, retry_after: float, come_back_at: datetime) -> None:
        super().__init__(
            f"Spotify's rate limit is reached: not before {come_back_at:%Y-%m-%dT%H:%M:%SZ} will "
            "it answer again. The next scheduled run needs nothing from you if it begins later; "
            "else disable the schedule until then, for each try may prolong it",
            retry_after,
        )
        self.come_back_at = come_back_at


class OutOfTimeError(ExtractError):
    """The Lambda's time is up."""

    ends_run = True

    def __init__(self) -> None:
        super().__init__(
            "the Lambda's time is nearly up: raise its timeout (at most 15 minutes), or give "
            "some of the playlists a schedule of their own"
        )


class RequestRefusedError(ExtractError):
    """Spotify answered with a 4xx status that has no class of its own.

    Attributes
    ----------
    status
        The HTTP status.
    said
        Spotify's own words, or nothing.
    """

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"Spotify refuses the request with status {status}: {said or 'no reason'}")
        self.status = status
        self.said = said


class InvalidGrantError(ExtractError):
    """The refresh token is dead, which only a person can change: never tried again."""

    ends_run = True

    def __init__(self, secret_name: str) -> None:
        super().__init__(
            f"Spotify no longer accepts the refresh token in secret {secret_name} (invalid_grant): "
            "it lives for 6 months from the consent, or the consent was withdrawn. "
            "Run `python -m local authorize` to give it anew"
        )


class InvalidClientError(ExtractError):
    """The app's id or secret is wrong."""

    ends_run = True

    def __init__(self, secret_name: str) -> None:
        super().__init__(
            f"Spotify doesn't know the client_id and client_secret in secret {secret_name} "
            "(invalid_client): compare them with https://developer.spotify.com/dashboard"
        )


class TokenRefusedError(ExtractError):
    """The token endpoint refuses for another reason."""

    ends_run = True

    def __init__(self, refusal: RequestRefusedError) -> None:
        super().__init__(
            f"Spotify gives no access token (status {refusal.status}, "
            f"{refusal.said or 'no reason'}): look at the app at "
            "https://developer.spotify.com/dashboard, and at SPOTIFY_TOKEN_URL if it is set"
        )


class AccessTokenRefusedError(ExtractError):
    """Spotify answered 401, and again with a new access token."""

    ends_run = True

    def __init__(self) -> None:
        super().__init__(
            "Spotify refuses an access token that it has just given (401): is the app still "
            "active at https://developer.spotify.com/dashboard?"
        )


class NotYourPlaylistError(ExtractError):
    """The playlist is not for this app or user (403, or an answer without entries)."""

    def __init__(self, playlist_id: str, said: str = "") -> None:
        super().__init__(
            f"Spotify does not show the entries of playlist {playlist_id} ({said or 'forbidden'}): "
            "an app in development mode needs a refresh token in its secret, and reads only "
            "playlists that this user owns or collaborates on. Take the playlist out of "
            "PLAYLISTS, authorize as its owner, or ask Spotify for extended quota"
        )


class UnknownPlaylistError(ExtractError):
    """There is no such playlist, or it is private (404)."""

    def __init__(self, playlist_id: str) -> None:
        super().__init__(
            f"Spotify knows no playlist {playlist_id} (404): it was deleted, made private, or the "
            f"id is wrong. Look at https://open.spotify.com/playlist/{playlist_id}"
        )


class SpotifyOwnedPlaylistError(ExtractError):
    """The playlist is Spotify's own, and closed to this app (404)."""

    def __init__(self, playlist_id: str) -> None:
        super().__init__(
            f"playlist {playlist_id} is made by Spotify itself (37i9dQZ...: Top 50, Top Songs and "
            "the like), which since 2024-11-27 answers 404 to new and development-mode apps: "
            "take it out of PLAYLISTS, or follow a copy that a user keeps"
        )


class PlaylistChangedError(ExtractError):
    """The playlist kept changing while it was read, and no try saw it whole."""

    def __init__(self, playlist_id: str, entries: int, total: float, tries: int) -> None:
        super().__init__(
            f"playlist {playlist_id} changed while it was read, {tries} times: {entries} entries "
            f"came where {total} were announced. Nothing was written; a later try will do"
        )


class RawZoneError(ExtractError):
    """The raw zone could not be looked at or written to."""


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
