"""What a table is: its columns, its key, and the rule by which rows are merged into it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

FIRST_SEEN_AT = "first_seen_at"
LAST_SEEN_AT = "last_seen_at"
SHOWN_AT = "shown_at"


@dataclass(frozen=True)
class Column:
    """A column, with its Spark SQL type and the comment that the catalog shows.

    Attributes
    ----------
    source
        Where a payload object holds its value: a path such as ``external_ids.isrc``, or several.
        None for columns that depend on more than one object: times, counts, places in a list.
    convert
        Makes the column's value of what is at ``source``.
    part_of
        The column that it is shown and compared with, as one value.
    """

    name: str
    type: str
    comment: str
    source: str | tuple[str, ...] | None = None
    convert: Callable[..., Any] | None = None
    part_of: str | None = None


@dataclass(frozen=True)
class Table:
    """A table of the lake.

    Attributes
    ----------
    key
        The columns that identify a row.
    rule
        ``newest wins``: each attribute has the value of the newest file that shows it.
        ``replace``: a source row replaces the existing row of its key; a source row with ``stale``
        deletes it.
    earliest
        With ``newest wins``: columns that keep the smallest value of all files.
    partitioned_by
        An Iceberg partition transform.
    extras
        Fields of extracted rows that are not columns of this table; other tables need them.
    """

    name: str
    comment: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rule: Literal["newest wins", "replace"]
    earliest: tuple[str, ...] = ()
    partitioned_by: str | None = None
    extras: tuple[Column, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        """All columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def attributes(self) -> dict[str, tuple[str, ...]]:
        """With ``newest wins``: each attribute's columns, by its name; most have one."""
        apart = {*self.key, *self.earliest, LAST_SEEN_AT, SHOWN_AT}
        columns = [column for column in self.columns if column.name not in apart]
        return {
            column.name: tuple(c.name for c in columns if column.name in {c.name, c.part_of})
            for column in columns
            if not column.part_of
        }
