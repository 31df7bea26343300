"""How names, days, lists and values are written in a report."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

_UNKNOWN = "(no name)"
_LONGEST_NAME = 100


def named(name: str | None) -> str:
    """Return a name, or a placeholder for a missing one."""
    return name or _UNKNOWN


def shortened(name: str | None, longest: int = _LONGEST_NAME) -> str:
    """Return a name, cut to so many characters."""
    whole = named(name)
    return whole if len(whole) <= longest else whole[: longest - 1].rstrip() + "…"


def isolated(name: str | None) -> str:
    """Return a name that cannot change the direction of the text around it (U+2068, U+2069)."""
    return f"\u2068{shortened(name)}\u2069"


def name_html(name: str | None, longest: int = _LONGEST_NAME) -> Markup:
    """Return a name as HTML; a long one is cut, with the whole in its title."""
    short = shortened(name, longest)
    if short == named(name):
        return escape(short)
    return Markup('<span title="{}">{}</span>').format(name, short)


def day(value: date) -> str:
    """Return ``14 November 2026``."""
    return f"{value.day} {value:%B %Y}"


def listed(words: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def cell(value: Any) -> str | Markup:  # noqa: PLR0911 - a line a type
    """Return a value as the content of a table cell."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case str():
            return name_html(value) if value else "-"
        case datetime():
            return Markup("<time>{}</time>").format(f"{value:%Y-%m-%d %H:%M}")
        case date():
            return Markup("<time>{}</time>").format(value)
        case float() | Decimal():
            return f"{value:,.1f}"
        case int():
            return f"{value:,}"
        case _:
            return str(value)
