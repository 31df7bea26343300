"""Patterns of dates and times: MySQL's and Joda's, as strftime and strptime of DuckDB's."""

import re

from cli.errors import UserError

# What date_format() knows (Trino's manual, "MySQL date functions"); it warns of the others itself.
_MYSQL = {
    "%a": "%a",
    "%b": "%b",
    "%c": "%-m",
    "%d": "%d",
    "%e": "%-d",
    "%f": "%g000",  # milliseconds, as six digits
    "%H": "%H",
    "%h": "%I",
    "%I": "%I",
    "%i": "%M",
    "%j": "%j",
    "%k": "%-H",
    "%l": "%-I",
    "%M": "%B",
    "%m": "%m",
    "%p": "%p",
    "%r": "%I:%M:%S %p",
    "%S": "%S",
    "%s": "%S",
    "%T": "%H:%M:%S",
    "%v": "%V",
    "%W": "%A",
    "%x": "%G",
    "%Y": "%Y",
    "%y": "%y",
    "%%": "%%",
}
# In parsing, these are ambiguous or read otherwise by DuckDB.
_NOT_PARSED = frozenset({"%a", "%f", "%j", "%v", "%W", "%x", "%y"})

_JODA = {
    "y": "%Y",
    "yy": "%y",
    "yyyy": "%Y",
    "M": "%-m",
    "MM": "%m",
    "MMM": "%b",
    "MMMM": "%B",
    "d": "%-d",
    "dd": "%d",
    "E": "%a",
    "EE": "%a",
    "EEE": "%a",
    "EEEE": "%A",
    "e": "%u",
    "DDD": "%j",
    "xxxx": "%G",
    "ww": "%V",
    "H": "%-H",
    "HH": "%H",
    "h": "%-I",
    "hh": "%I",
    "m": "%-M",
    "mm": "%M",
    "s": "%-S",
    "ss": "%S",
    "SSS": "%g",
    "a": "%p",
}
_MYSQL_PART = re.compile(r"%(.?)", re.DOTALL)
_JODA_PART = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|%")


def from_mysql(pattern: str, *, to_parse: bool = False) -> str:
    """Return what strftime, or strptime, takes for a pattern of date_format() or date_parse()."""
    known = _MYSQL.keys() - _NOT_PARSED if to_parse else _MYSQL.keys()

    def convert(match: re.Match[str]) -> str:
        if match[0] not in known:
            raise UserError(f"{match[0]} in the pattern {pattern!r} is not supported here")
        return _MYSQL[match[0]]

    return _MYSQL_PART.sub(convert, pattern)


def from_joda(pattern: str) -> str:
    """Return what strftime takes for a pattern of format_datetime()."""

    def convert(match: re.Match[str]) -> str:
        quoted = match[1]
        if quoted is not None:
            # '' is an apostrophe, inside quotes and outside.
            return (quoted.replace("''", "'") or "'").replace("%", "%%")
        if match[0] == "%":
            return "%%"
        if match[0] not in _JODA:
            raise UserError(f"{match[0]!r} in the pattern {pattern!r} is not supported here")
        return _JODA[match[0]]

    return _JODA_PART.sub(convert, pattern)
