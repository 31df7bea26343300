"""Read the event: which playlists, for which time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from extract_lambda.errors import InvalidEventError
from extract_lambda.playlist_names import parse_playlist_names
from extract_lambda.settings import Settings, parse_market

_SCHEDULERS = ("aws.scheduler", "aws.events")
_MANUAL_KEYS = {"playlists", "market"}
# Lambda gives up an event before this age. An older one was sent again by hand from the dead-letter
# queue; the playlists can only be read as they are now, so it gets the time of the call.
_LONGEST_RETRY = timedelta(hours=6)
_CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True)
class ExtractRequest:
    """A run's playlists, market and time.

    Attributes
    ----------
    playlists
        Ids, ``mine``, ``liked`` and ``-<id>``, in the order of extraction.
    market
        The market whose tracks are requested.
    extracted_at
        The time in the raw files and their keys. It is a scheduled event's own time, so that a
        retry of the event has the same keys and writes no playlist twice.
    event_id
        The event's id, if it has one.
    """

    playlists: tuple[str, ...]
    market: str | None
    extracted_at: datetime
    event_id: str | None


def read_request(event: Any, settings: Settings, now: datetime) -> ExtractRequest:
    """Return the request of EventBridge Scheduler's event or of a manual one.

    A manual event is ``{"playlists": [...], "market": ..}``, both optional.

    Raises
    ------
    InvalidEventError
        The event is neither.
    """
    if not isinstance(event, dict):
        raise InvalidEventError(f"the event is a {type(event).__name__}, not a JSON object")
    event_id = event.get("id")
    return ExtractRequest(
        playlists=_playlists(event.get("playlists"), settings),
        market=_market(event.get("market"), settings),
        extracted_at=_extraction_time(event, now).replace(microsecond=0),
        event_id=event_id if isinstance(event_id, str) else None,
    )


def _extraction_time(event: dict[str, Any], now: datetime) -> datetime:
    if "source" not in event:
        unknown = sorted(set(event) - _MANUAL_KEYS)
        if unknown:
            raise InvalidEventError(
                f"the event has {', '.join(map(repr, unknown))}: a manual event has only "
                "'playlists' and 'market', a scheduler's has a 'source'"
            )
        return now
    if event["source"] not in _SCHEDULERS:
        raise InvalidEventError(
            f"the event's source is {event['source']!r}: only {' and '.join(_SCHEDULERS)} start "
            "this function"
        )
    time = _time(event.get("time"))
    return time if now - _LONGEST_RETRY <= time <= now + _CLOCKS_DIFFER else now


def _time(text: Any) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        time = None
    if time is None or time.tzinfo is None:
        raise InvalidEventError(
            f"the event's time is {text!r}: it should be like '2026-11-22T06:00:00Z'"
        )
    return time.astimezone(UTC)


def _playlists(playlists: Any, settings: Settings) -> tuple[str, ...]:
    if playlists is None:
        return settings.playlists
    if not isinstance(playlists, str) and not (
        isinstance(playlists, list) and all(isinstance(one, str) for one in playlists)
    ):
        raise InvalidEventError("the event's 'playlists' is not a list of strings")
    try:
        return parse_playlist_names(playlists)
    except ValueError as error:
        raise InvalidEventError(f"the event's 'playlists': {error}") from None


def _market(market: Any, settings: Settings) -> str | None:
    if market is None:
        return settings.market
    try:
        return parse_market(str(market))
    except ValueError as error:
        raise InvalidEventError(f"the event's 'market': {error}") from None
