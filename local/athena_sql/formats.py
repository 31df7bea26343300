"""Patterns of dates and times: MySQL's and Joda's, translated to DuckDB's strftime and strptime."""

import re

from sqlglot.dialects.hive import Hive
from sqlglot.dialects.trino import Trino

from cli.errors import UserError

# Trino's manual, "MySQL date functions": %f has milliseconds, as six digits, and %u is refused.
_MYSQL = {
    **{f"%{letter}": f"%{letter}" for letter in "abdHIjmpSYy%"},
    **Trino.TIME_MAPPING,
    "%f": "%g000",
    "%v": "%V",
}
del _MYSQL["%u"]
# DuckDB parses these otherwise; hours of half a day need %p.
_NOT_PARSED = frozenset({"%a", "%f", "%j", "%v", "%W", "%x", "%y"})
_HALF_DAY = frozenset({"%h", "%I", "%l"})

# sqlglot's table of Java's letters, as far as Joda's are the same.
_JODA = {
    **{
        letters: code.removesuffix("strict")
        for letters, code in Hive.TIME_MAPPING.items()
        if letters[0] not in "YDSzZ"
    },
    "e": "%u",
    "DDD": "%j",
    "xxxx": "%G",
    "ww": "%V",
    "SSS": "%g",
}
_MYSQL_PART = re.compile(r"%(.?)", re.DOTALL)
_JODA_PART = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|%")


def from_mysql(pattern: str, *, to_parse: bool = False) -> str:
    """Return the pattern of date_format() or date_parse() for strftime or strptime."""
    known = set(_MYSQL)
    if to_parse:
        known -= _NOT_PARSED if "%p" in pattern else _NOT_PARSED | _HALF_DAY

    def convert(match: re.Match[str]) -> str:
        if match[0] not in known:
            raise UserError(f"{match[0]} in the pattern {pattern!r} is not supported here")
        return _MYSQL[match[0]]

    return _MYSQL_PART.sub(convert, pattern)


def from_joda(pattern: str) -> str:
    """Return the pattern of format_datetime() for strftime."""

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
