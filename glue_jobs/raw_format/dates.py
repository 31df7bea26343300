"""Parse Spotify's release dates and times.

Both functions are cached: most of their arguments are the same few texts.
"""

import re
from datetime import UTC, date, datetime
from functools import lru_cache

_RELEASE_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - times are stored in UTC without a zone


@lru_cache(maxsize=65_536)
def parse_release_date(text: str | None, precision: str | None) -> date | None:
    """Return the first day of a release date.

    Parameters
    ----------
    text
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.
    precision
        ``year``, ``month`` or ``day``; parts finer than the precision are ignored. Any other value
        is ignored itself.

    Returns
    -------
    date or None
        None if the text is no date, such as ``0000``.
    """
    match = _RELEASE_DATE.fullmatch(text or "")
    if match is None:
        return None
    year, month, day = match.groups()
    if precision == "year":
        month = day = None
    elif precision == "month":
        day = None
    try:
        return date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None


@lru_cache(maxsize=65_536)
def parse_added_at(text: str | None) -> datetime | None:
    """Return the time an entry was added, in UTC without a zone.

    Returns
    -------
    datetime or None
        None if the text is no time, and for 1970-01-01T00:00:00Z, Spotify's value for "unknown".
    """
    try:
        added_at = naive_utc(datetime.fromisoformat(text or ""))
    except (ValueError, OverflowError):
        return None
    return None if added_at == _EPOCH else added_at


def naive_utc(time: datetime) -> datetime:
    """Return a time in UTC without its zone, as the tables store it; a zoneless one is UTC."""
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
