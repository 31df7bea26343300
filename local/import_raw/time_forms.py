"""Find times in a text such as a file's name: clear forms, and forms with several meanings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from local.import_raw.day_forms import (
    CLEAR_DAYS,
    FIRST_YEAR,
    UNCLEAR_DAYS,
    UnclearDayError,
    could_be_date,
)
from local.import_raw.time_of_day import with_time_of_day

_SLACK = timedelta(days=1)  # a local time may be ahead of UTC

IMPLAUSIBLE = "is before Spotify began (2008) or in the future"
ONE_NUMBER = "could be a time or an id"

# A day with a time of day, or a count of seconds since 1970, in one number.
_NUMBER = re.compile(r"(?<!\d)\d{10,20}(?!\d)(?:\.\d{1,9}(?!\d))?")
_LABEL = re.compile(r"(?:ts|time|timestamp|epoch|unix|at|date)[=_\-]?$", re.IGNORECASE)


@dataclass(frozen=True)
class Match:
    """
    A time told by a text.

    Attributes
    ----------
    start, end
        Where in the text.
    time
        In UTC; None if the form is unclear.
    unclear
        Why it is.
    has_time_of_day
        Whether more than a day is told.
    """

    start: int
    end: int
    time: datetime | None = None
    unclear: str | None = None
    has_time_of_day: bool = False


def is_plausible(time: datetime, now: datetime | None = None) -> bool:
    """Return whether Spotify could have been asked at that time: from 2008 until now."""
    return time.year >= FIRST_YEAR and time <= (now or datetime.now(UTC)) + _SLACK


def find_times(text: str) -> Iterator[Match]:
    """Yield the times that a text tells, the clear forms first; without a zone they are UTC."""
    now = datetime.now(UTC)
    days = list(_find_days(text))
    rest = text
    for match in days:
        rest = _blank(rest, match)
    for match in days:
        timed = match
        if match.time and (found := with_time_of_day(rest, match.end, match.time)):
            timed = replace(match, time=found[0], end=found[1], has_time_of_day=True)
            rest = _blank(rest, timed)
        yield _checked(timed, now)
    for number in _NUMBER.finditer(rest):
        if told := _read_number(rest, number, now):
            rest = _blank(rest, told)
            yield told
    for form, why in UNCLEAR_DAYS:
        for unclear in form.finditer(rest):
            if could_be_date(unclear, now):
                rest = _blank(rest, Match(*unclear.span()))
                yield Match(*unclear.span(), None, why)


def from_epoch(number: float) -> datetime | None:
    """Return the time of a plausible count of seconds, milli-, micro- or nanoseconds."""
    for per_second in (1, 1e3, 1e6, 1e9):
        try:
            time = datetime.fromtimestamp(number / per_second, UTC)
        except (OverflowError, ValueError, OSError):
            continue
        if is_plausible(time):
            return time
    return None


def _find_days(text: str) -> Iterator[Match]:
    for form, read in CLEAR_DAYS:
        for found in form.finditer(text):
            try:
                day = read(found)
            except UnclearDayError as unclear:
                match = Match(*found.span(), None, str(unclear))
            else:
                if day is None:
                    continue
                match = Match(*found.span(), _midnight(day))
            text = _blank(text, match)
            yield match


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _blank(text: str, match: Match) -> str:
    # Neither a digit nor a letter nor a separator, so that no form is found across it.
    return text[: match.start] + "\0" * (match.end - match.start) + text[match.end :]


def _checked(match: Match, now: datetime) -> Match:
    if match.time and not is_plausible(match.time, now):
        return replace(match, time=None, unclear=IMPLAUSIBLE)
    return match


def _read_number(text: str, found: "re.Match[str]", now: datetime) -> Match | None:
    digits = found[0].partition(".")[0]
    if len(digits) in {10, 12, 14, 17, 20} and (time := _time_in_digits(digits)):
        return _checked(Match(*found.span(), time, has_time_of_day=True), now)
    time = from_epoch(float(found[0])) if len(digits) in {10, 13, 16, 19} else None
    if time is None:
        return None
    is_alone = not re.search(r"[0-9a-z]", _part_around(text, found), re.IGNORECASE)
    if len(digits) == 10 and not is_alone and not _LABEL.search(text, 0, found.start()):
        return Match(*found.span(), None, ONE_NUMBER)
    return Match(*found.span(), time, has_time_of_day=True)


def _time_in_digits(digits: str) -> datetime | None:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    fraction = f".{digits[14:]}" if digits[14:] else ""
    found = with_time_of_day(digits[8:14] + fraction, 0, _midnight(day))
    return found[0] if found else None


def _part_around(text: str, found: "re.Match[str]") -> str:
    """Return what a path's part has beside a number, without its endings."""
    before = text[: found.start()].rpartition("/")[2]
    after = text[found.end() :].partition("/")[0]
    return before + re.sub(r"(\.[a-z]+)*$", "", after, flags=re.IGNORECASE)
