"""Predicates that limit a MERGE to target rows the batch can match.

Without them each MERGE would sort the whole target beside the batch, and a day's load would grow
with the lake.
"""

import re
from collections.abc import Sequence
from datetime import date

# A longer list takes longer to parse than the rows it excludes take to sort.
MAX_IDS = 5_000

# As Spotify's ids are, and keys made of them; other texts would have to be escaped in SQL.
_PLAIN = re.compile("[0-9A-Za-z/._-]+")


def create_match_filter(column: str, ids: Sequence[str]) -> str:
    """Return SQL that holds where a column has one of the ids; TRUE where they are too many."""
    if not 0 < len(ids) <= MAX_IDS or not all(map(_PLAIN.fullmatch, ids)):
        return "TRUE"
    return f"{column} IN ({', '.join(map(repr, ids))})"


def between_days(expression: str, days: Sequence[date]) -> str:
    """Return SQL that holds where a date is between the first and the last of some days."""
    return f"{expression} BETWEEN DATE '{min(days)}' AND DATE '{max(days)}'"
