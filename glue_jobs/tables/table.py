"""What a table is: its columns, its key, and by which rule new rows meet the old ones."""

from dataclasses import dataclass
from typing import Literal

FIRST_SEEN_AT = "first_seen_at"
LAST_SEEN_AT = "last_seen_at"
SEEN_AT = "seen_at"


@dataclass(frozen=True)
class Column:
    """A column, with its Spark SQL type and the comment that the catalog shows."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True)
class Table:
    """A table of the lake.

    Attributes
    ----------
    key
        The columns that tell its rows apart.
    rule
        ``newest wins``: a row takes its attributes from the newest file that shows its key.
        ``replace``: source rows take the place of what stands at their key; a source row with
        ``stale`` deletes it.
    earliest
        With ``newest wins``: columns that keep the smallest value ever seen.
    compared_first
        With ``newest wins``: the attributes that decide first between two contents of one time.
    partitioned_by
        An Iceberg partition transform.
    """

    name: str
    comment: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rule: Literal["newest wins", "replace"]
    earliest: tuple[str, ...] = (FIRST_SEEN_AT,)
    compared_first: tuple[str, ...] = ()
    partitioned_by: str | None = None

    @property
    def column_names(self) -> tuple[str, ...]:
        """All columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def seen_at(self) -> str | None:
        """The column that says when what a row shows was seen, if one does."""
        named = (name for name in self.column_names if name in {LAST_SEEN_AT, SEEN_AT})
        return next(named, None)

    @property
    def newest_order(self) -> tuple[str, ...]:
        """The columns by which one content is newer than another, most significant first.

        A total order: two rows of a key that tie in all of it are the same in all of it.
        """
        apart = {*self.key, *self.earliest, LAST_SEEN_AT, *self.compared_first}
        attributes = (name for name in self.column_names if name not in apart)
        return (LAST_SEEN_AT, *self.compared_first, *attributes)


SEEN_COLUMNS = (
    Column(FIRST_SEEN_AT, "timestamp_ntz", "Earliest extraction that showed it, UTC"),
    Column(LAST_SEEN_AT, "timestamp_ntz", "Latest extraction that showed it, UTC"),
)
