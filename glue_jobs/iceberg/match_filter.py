"""Conditions that hold for all standing rows a batch can meet: what they exclude is not joined.

Without them each MERGE would sort the whole table beside the batch, and a day's load would grow
with the lake.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

# A longer list takes longer to parse than the rows it saves take to sort.
MOST_IDS = 5_000

_PLAIN = re.compile("[0-9A-Za-z/._-]+")
_KINDS = {
    "song_id": "song",
    "album_id": "album",
    "artist_id": "artist",
    "playlist_id": "playlist",
    "raw_file": "snapshot",
}


@dataclass(frozen=True)
class Ids:
    """The ids in a batch, where they are few.

    Attributes
    ----------
    by_column
        Each id once, by its column, such as ``song_id``.
    once
        The columns whose ids each have one sighting: there are no two contents to choose from.
    """

    by_column: Mapping[str, Sequence[str]]
    once: frozenset[str] = frozenset()

    def condition(self, column: str, table: str = "") -> str:
        """Return SQL that holds where a column has one of the ids."""
        ids = self.by_column.get(column, [])
        # As Spotify's are, and keys made of them; others would have to be escaped in SQL's text.
        if not 0 < len(ids) <= MOST_IDS or not all(map(_PLAIN.fullmatch, ids)):
            return "TRUE"
        return f"{table}{column} IN ({', '.join(map(repr, ids))})"


def ids_in(sightings: pa.Table) -> Ids:
    """Return the ids of a batch."""
    ids = {
        name: pc.struct_field(sightings[kind], name).drop_null() for name, kind in _KINDS.items()
    }
    each = {name: pc.unique(of_column) for name, of_column in ids.items()}
    return Ids(
        {name: of_column.to_pylist() for name, of_column in each.items()},
        frozenset(name for name in ids if len(each[name]) == len(ids[name])),
    )


def within_days(expression: str, days: Sequence[date]) -> str:
    """Return SQL that holds where a date lies between the first and the last of some days."""
    return f"{expression} BETWEEN DATE '{min(days)}' AND DATE '{max(days)}'"
