"""How names, days and lists are written in the report."""

from collections.abc import Sequence
from datetime import date

_UNKNOWN = "(no name)"


def named(name: str | None) -> str:
    """Return a name, or words that stand for a missing one."""
    return name or _UNKNOWN


def apart(name: str | None) -> str:
    """Return a name that cannot turn round what is written beside it (U+2068, U+2069)."""
    return f"\u2068{named(name)}\u2069"


def day(value: date) -> str:
    """Return ``14 November 2026``."""
    return f"{value.day} {value:%B %Y}"


def listed(words: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
