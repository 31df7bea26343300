"""Read the time of day that follows a day in a name."""

import re
from datetime import UTC, datetime, timedelta, timezone

_TIME_OF_DAY = re.compile(
    r"""
    (?P<before>T|[ _\-./,+@]{1,3}(?:at[ _])?|)
    (?P<h>[01]\d|2[0-3]|\d(?=[:.]\d\d[:.]\d\d[ _]?[ap]m))
    (?:
        (?P<c>[:_\-.\u2236]|h|)(?P<mi>[0-5]\d)
        (?:(?:(?P=c)|m)(?P<s>[0-5]\d)(?:[.,_](?P<f>\d{3,9})|s)?)?
    )?
    (?:[ _]?(?P<half>[ap]m)(?![a-z]))?
    (?P<zone>[ _]?(?:Z|UTC|GMT)(?![a-z])|[+-]\d\d[:_.\-]?[0-5]\d)?
    (?!\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PARTITION = re.compile(
    r"/(?:[^/]+/){0,2}?(?:hour|hr|hh|h)=(?P<h>\d{1,2})(?:/(?:minute|min)=(?P<mi>\d{1,2}))?(?!\d)",
    re.IGNORECASE,
)
_LARGEST_OFFSET = timedelta(hours=14)


def with_time_of_day(text: str, position: int, day: datetime) -> tuple[datetime, int] | None:
    """Return the time in UTC that follows a day, and where it ends; None if only a day is told."""
    found = _PARTITION.match(text, position)
    if found is None:
        found = _TIME_OF_DAY.match(text, position)
        if found is None or (found["mi"] is None and not _is_hour(text, found)):
            return None
    parts = found.groupdict()
    hour = int(parts["h"])
    if half := parts.get("half"):
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    try:
        time = day.replace(
            hour=hour,
            minute=int(parts.get("mi") or 0),
            second=int(parts.get("s") or 0),
            microsecond=int((parts.get("f") or "")[:6].ljust(6, "0")),
        )
    except ValueError:
        return None
    zone = parts.get("zone") or ""
    if zone.startswith("-") and parts["before"] not in {"T", "t"}:
        return time, found.end() - len(zone)  # "2024-05-01_0600-0001": a counter
    if zone.startswith(("+", "-")):
        digits = re.sub(r"\D", "", zone)
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if offset > _LARGEST_OFFSET:
            return None
        time = time.replace(tzinfo=timezone(-offset if zone.startswith("-") else offset))
    return time.astimezone(UTC), found.end()


def _is_hour(text: str, found: "re.Match[str]") -> bool:
    """Return whether two digits alone are an hour: ``T06``, ``/06/``, ``-06`` at the end."""
    following = text[found.end() : found.end() + 1]
    return found["before"] in {"T", "t"} or (
        found["before"] in {"/", "-", ""} and following in {"", "/", "."}
    )
