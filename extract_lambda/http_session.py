"""The HTTP session that spotipy uses; it raises our errors for 4xx and 5xx.

spotipy's own session turns 500 into 429, drops Retry-After, and fails on an error body of an
unexpected form.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import NameResolutionError, NewConnectionError

from extract_lambda.errors import (
    NoResponseError,
    QuotaExceededError,
    RateLimitedError,
    RequestRefusedError,
    SpotifyUnavailableError,
    TransientError,
    UnreachableError,
)

# Spotify counts requests in a rolling window of 30 seconds: the wait without a Retry-After.
_RATE_LIMIT_WINDOW = 30.0


def new_session(now: Callable[[], datetime]) -> requests.Session:
    """Return a session without retries whose requests raise our errors for 4xx and 5xx.

    Parameters
    ----------
    now
        Return the time; for the end of a rate limit.
    """

    def check(response: requests.Response, *_: Any, **__: Any) -> None:
        status = response.status_code
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            seconds = _retry_after(response, now())
            until = None if seconds is None else now() + timedelta(seconds=seconds)
            if _error(response).get("reason") == "QUOTA_EXCEEDED":
                raise QuotaExceededError(until)
            seconds = _RATE_LIMIT_WINDOW if seconds is None else seconds
            raise RateLimitedError(seconds, until or now() + timedelta(seconds=seconds))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            response.close()  # its body is not read
            raise SpotifyUnavailableError(
                f"{_host(response.url)} answers with status {status}; "
                "https://status.spotify.dev may tell more",
                _retry_after(response, now()),
            )
        if status >= HTTPStatus.BAD_REQUEST:
            raise RequestRefusedError(status, _reason(response))

    session = requests.Session()
    session.hooks["response"].append(check)
    return session


def no_response(error: requests.RequestException, url: str) -> TransientError:
    """Return our error for a failed request; requests' own message shows the whole URL."""
    host = _host(str(error.request.url) if error.request and error.request.url else url)
    cause = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(cause, NameResolutionError):
        return UnreachableError(host, "no DNS record")
    if isinstance(cause, NewConnectionError):
        return UnreachableError(host, "connection refused")
    if isinstance(error, requests.ConnectTimeout):
        return UnreachableError(host, "connection timed out")
    if isinstance(error, requests.Timeout):
        return NoResponseError(f"{host} did not respond in time")
    return NoResponseError(f"{host} broke off the connection ({type(error).__name__})")


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _retry_after(response: requests.Response, now: datetime) -> float | None:
    """Return the seconds in Retry-After, which can also be a date."""
    text = response.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", text):
        return float(text)
    try:
        date = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds())


def _error(response: requests.Response) -> dict[str, Any]:
    """Return the error in the body: the Web API's object, or the token endpoint's code."""
    try:
        error = response.json()["error"]
    except (requests.RequestException, KeyError, TypeError):
        return {}
    return error if isinstance(error, dict) else {"code": error}


def _reason(response: requests.Response) -> str:
    """Return the Web API's message, or the token endpoint's error code."""
    error = _error(response)
    code, message = error.get("code"), error.get("message")
    if isinstance(code, str) and re.fullmatch("[a-z_]{1,40}", code):
        return code
    if not isinstance(message, str):
        return ""
    # A gateway may echo the request: keep its token out of the log.
    token = str(response.request.headers.get("Authorization", "")).partition(" ")[2]
    return (message.replace(token, "***") if token else message)[:200]
