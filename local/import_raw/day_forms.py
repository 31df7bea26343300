"""The forms in which names write a day: clear ones, and ones with several meanings."""

import re
from collections.abc import Callable
from datetime import date, datetime

FIRST_YEAR = 2008  # Spotify began

NO_DAY = "tells no day"
NO_SUCH_DAY = "is no day of the calendar"
SWAPPED = "could be day-month or month-day"
SHORT_YEAR = "has a year of two digits"

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH_NAME = (
    r"(?P<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_DAY_NUMBER = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_BETWEEN = r"/(?:[^/]+/){0,2}?"  # other partitions between those of the time

_Read = Callable[["re.Match[str]"], date | None]


class UnclearDayError(Exception):
    """A form was recognised and has no single meaning; the text says why."""


def _ymd(found: "re.Match[str]") -> date | None:
    month = found["m"]
    number = int(month) if month.isdecimal() else _MONTHS.index(month[:3].lower()) + 1
    try:
        return date(int(found["y"]), number, int(found["d"]))
    except ValueError:
        if found.groupdict().get("s") == "-":
            raise UnclearDayError(NO_SUCH_DAY) from None
        return None


def _week_day(found: "re.Match[str]") -> date | None:
    try:
        return date.fromisocalendar(int(found["y"]), int(found["w"]), int(found["d"]))
    except ValueError:
        return None


def _day_or_month_first(found: "re.Match[str]") -> date | None:
    year, first, second = int(found["y"]), int(found["a"]), int(found["b"])
    days = set()
    for month, day in ((first, second), (second, first)):
        try:
            days.add(date(year, month, day))
        except ValueError:
            continue
    if len(days) > 1:
        raise UnclearDayError(SWAPPED)
    return days.pop() if days else None


def _eight_digits(found: "re.Match[str]") -> date | None:
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        pass
    reordered = re.fullmatch(r"(?P<a>..)(?P<b>..)(?P<y>20..)", found[0])
    return _day_or_month_first(reordered) if reordered else None


def _form(pattern: str, read: _Read) -> tuple["re.Pattern[str]", _Read]:
    return re.compile(rf"(?<!\d){pattern}(?!\d)", re.IGNORECASE), read


CLEAR_DAYS = (
    _form(
        rf"(?:year|yyyy|y)=(?P<y>\d{{4}}){_BETWEEN}(?:month|mm|mon|m)=(?P<m>\d{{1,2}})"
        rf"{_BETWEEN}(?:day|dd|d)=(?P<d>\d{{1,2}})",
        _ymd,
    ),
    _form(rf"{_YEAR}(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})", _ymd),
    _form(rf"{_YEAR}(?P<s>[_ ])(?P<m>\d\d)(?P=s)(?P<d>\d\d)", _ymd),
    _form(rf"{_YEAR}[-_./]?(?P<m>\d\d)/(?P<d>\d\d)", _ymd),
    _form(rf"{_YEAR}/(?P<m>\d\d)[-_.]?(?P<d>\d\d)", _ymd),
    _form(rf"{_YEAR}年(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日", _ymd),
    _form(rf"{_YEAR}-?W(?P<w>\d\d)-?(?P<d>[1-7])", _week_day),
    _form(rf"{_DAY_NUMBER}[-_ ./,]*{_MONTH_NAME}[-_ ./,]*{_YEAR}", _ymd),
    _form(rf"(?<![a-z]){_MONTH_NAME}[-_ ./]*{_DAY_NUMBER}[-_ ./,]+{_YEAR}", _ymd),
    _form(rf"{_YEAR}[-_ ./]*{_MONTH_NAME}[-_ ./]*{_DAY_NUMBER}", _ymd),
    _form(rf"(?P<a>\d{{1,2}})(?P<s>[-_. /])(?P<b>\d{{1,2}})(?P=s){_YEAR}", _day_or_month_first),
    _form(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)", _eight_digits),
)

UNCLEAR_DAYS = tuple(
    (re.compile(rf"(?<!\d){pattern}(?!\d)", re.IGNORECASE), why)
    for pattern, why in (
        (r"(?P<y>\d{4})-?W(?P<w>\d\d)", NO_DAY),
        (r"(?:year|yyyy|y)=(?P<y>\d{4})/(?:month|mm|mon|m)=(?P<m>\d{1,2})", NO_DAY),
        (r"(?P<y>\d{4})[-_]?(?P<m>\d\d)", NO_DAY),
        (r"(?:(?<=/)|^)(?P<y>\d{4})/(?P<m>\d\d)(?=/)", NO_DAY),
        (r"(?P<a>\d\d)(?P<s>[-_.])(?P<b>\d\d)(?P=s)(?P<c>\d\d)", SHORT_YEAR),
        (r"(?P<a>\d\d)(?P<b>\d\d)(?P<c>\d\d)", SHORT_YEAR),
        (r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<c>\d\d)", SHORT_YEAR),
    )
)


def could_be_date(found: "re.Match[str]", now: datetime) -> bool:
    """Return whether the numbers of an unclear form could be of a day since Spotify began."""
    parts = found.groupdict()
    if "y" in parts:
        month, week = int(parts.get("m") or 1), int(parts.get("w") or 1)
        return FIRST_YEAR <= int(parts["y"]) <= now.year and 1 <= month <= 12 and 1 <= week <= 53
    a, b, c = (int(parts[name]) for name in "abc")
    return any(
        FIRST_YEAR <= 2000 + year <= now.year and 1 <= month <= 12 and 1 <= day <= 31
        for year, month, day in ((a, b, c), (c, b, a), (c, a, b))
    )
