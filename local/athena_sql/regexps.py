"""Regular expressions: Java's syntax in Athena, RE2's in DuckDB."""

import re
from typing import TYPE_CHECKING

from cli.errors import UserError
from local.athena_sql.nodes import call, place, text

if TYPE_CHECKING:
    from sqlglot import exp

_PART = re.compile(
    r"""
    \\(?P<escaped>.) | \[\^?(?P<set>\]?(?:\\.|[^\]\\])*)\] | (?P<look>\(\?<?[=!>])
    | (?P<possessive>[*+?}]\+) | (?P<open>\((?!\?)|\(\?P?<) | (?P<other>\(\?) | (?P<close>\))
    """,
    re.DOTALL | re.VERBOSE,
)


def regexp_like(node: "exp.Anonymous") -> "exp.Expr":
    """Return DuckDB's call."""
    value, pattern = node.expressions
    _groups(node)
    return call("regexp_matches", _checked(value, pattern), pattern)


def regexp_extract(node: "exp.Anonymous") -> "exp.Expr":
    """Return a call that is NULL without a match, or if the group has no part in it."""
    value, pattern, *number = node.expressions
    groups = _groups(node)
    value = _checked(value, pattern)
    if not number:
        return call("athena_regexp_extract", value, pattern)
    group = number[0].name
    if not group.isdecimal() or int(group) > len(groups):
        raise UserError(f"{place(node)}the pattern has {len(groups)} groups, and no group {group}")
    # RE2 returns '' for a group without a part; that is right only if the group can be empty.
    whole = (f"(?:{pattern.name})", *groups)[int(group)]
    return call("athena_regexp_extract", value, pattern, number[0], text(whole))


def regexp_replace(node: "exp.Anonymous") -> "exp.Expr":
    """Return DuckDB's call, with the groups in the replacement as RE2 writes them."""
    value, pattern, *others = node.expressions
    replacement = others[0].name if others else ""
    groups = _groups(node)
    numbers = re.findall(r"\$(\d+)", replacement)
    if re.search(r"\\|\$(?!\d)", replacement) or any(len(number) > 1 for number in numbers):
        raise UserError(
            f"{place(node)}in a replacement only $0 to $9 are supported here, no \\ and no other $"
        )
    if missing := [number for number in numbers if int(number) > len(groups)]:
        raise UserError(f"{place(node)}the pattern has no group {missing[0]}")
    in_re2 = text(re.sub(r"\$(\d)", r"\\\1", replacement))
    return call("athena_regexp_replace", _checked(value, pattern), pattern, in_re2)


def _groups(node: "exp.Anonymous") -> list[str]:
    """Return the text of each capturing group; refuse what RE2 lacks or reads otherwise."""
    pattern = node.expressions[1].name
    groups: list[str] = []
    starts: list[tuple[int, int | None]] = []
    for part in _PART.finditer(pattern):
        kind = str(part.lastgroup)
        nested = kind == "set" and re.search(r"&&|\[(?!:)", part["set"])
        if kind in ("look", "possessive") or nested or part["escaped"] in tuple("123456789k"):
            raise UserError(f"{place(node)}{part[0]!r} in a pattern is not supported here")
        if kind == "open":
            starts.append((part.start(), len(groups)))
            groups.append("")
        elif kind == "other":
            starts.append((part.start(), None))
        elif kind == "close" and starts:
            start, number = starts.pop()
            if number is not None:
                groups[number] = pattern[start : part.end()]
    return groups


def _checked(value: "exp.Expr", pattern: "exp.Expr") -> "exp.Expr":
    r"""Refuse texts for which RE2 differs: non-ASCII ones for \b, a last line break for $."""
    if re.search(r"(?i)\\b", pattern.name):
        value = call("athena_ascii", value, text("\\b in a pattern"))
    return call("athena_one_line", value) if "$" in pattern.name else value
