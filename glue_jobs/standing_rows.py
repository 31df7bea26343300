"""Conditions that hold for all standing rows a batch can meet: what they exclude is not joined.

Without them each MERGE would sort the whole table beside the batch, and a day's load would grow
with the lake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# A longer list takes longer to parse than the rows it saves take to sort.
MOST_IDS = 5_000

_KINDS = ("song", "album", "artist", "playlist")


@dataclass(frozen=True)
class Ids:
    """The ids in a batch, where they are few.

    They are compared by their hashes: ids in SQL's text would have to be escaped, and a few rows
    too many do no harm.
    """

    hashes: Mapping[str, Sequence[int]]

    def condition(self, column: str, table: str = "") -> str:
        """Return SQL that holds where a column, such as ``song_id``, has one of the ids."""
        hashes = self.hashes.get(column, [])
        if not 0 < len(hashes) <= MOST_IDS:
            return "TRUE"
        return f"xxhash64({table}{column}) IN ({', '.join(map(str, hashes))})"


def ids_in(sightings: "DataFrame") -> Ids:
    """Collect the ids of a batch."""
    row = sightings.agg(
        *(F.expr(f"collect_set(xxhash64({kind}.{kind}_id)) AS {kind}_id") for kind in _KINDS)
    ).head()
    return Ids(row.asDict() if row else {})


def within_days(expression: str, days: Sequence[date]) -> str:
    """Return SQL that holds where a date lies between the first and the last of some days."""
    return f"{expression} BETWEEN DATE '{min(days)}' AND DATE '{max(days)}'"
