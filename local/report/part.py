"""Parts of a report page: text, chart, tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

Row = Mapping[str, Any]
Rows = Sequence[Row]


@dataclass(frozen=True)
class Table:
    """Rows to read, sort, search and copy.

    Attributes
    ----------
    columns
        The columns shown, with their headings.
    title
        What the rows are; by default the part's title.
    open
        Whether a table with a title, or below a chart, is shown at once.
    """

    columns: Mapping[str, str]
    rows: Rows
    title: str | None = None
    open: bool = False

    @cached_property
    def numeric(self) -> frozenset[str]:
        """The columns that are aligned to the right."""
        return frozenset(
            column for column in self.columns if any(_is_number(row[column]) for row in self.rows)
        )

    @property
    def has_artists(self) -> bool:
        """Whether the page's artist filter applies to the rows."""
        return any("artist_name" in column for column in self.columns)


@dataclass(frozen=True)
class Chart:
    """A Vega-Lite chart.

    Attributes
    ----------
    spec
        The specification, with its data.
    description
        What the chart shows, with its numbers, for screen readers.
    """

    spec: dict[str, Any]
    description: str


@dataclass(frozen=True)
class Part:
    """A section of a page.

    Attributes
    ----------
    key
        Its id on the page.
    text
        A sentence or two about what is shown; if nothing is, the reason.
    queries
        The named queries that it shows.
    wide
        Whether it takes the whole width of a large screen.
    """

    key: str
    title: str
    text: str
    queries: Sequence[str]
    chart: Chart | None = None
    tables: Sequence[Table] = field(default_factory=list)
    wide: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show but the reason."""
        return self.chart is None and not any(table.rows for table in self.tables)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def pivot(rows: Rows, column: str, heading: Callable[[Row], str], value: str) -> Table:
    """Return a table of one row a snapshot, newest first, and one column for each ``column``."""
    headings: dict[str, str] = {}
    by_date: dict[Any, dict[str, Any]] = {}
    for row in rows:
        headings.setdefault(row[column], heading(row))
        day = by_date.setdefault(row["snapshot_date"], {"snapshot_date": row["snapshot_date"]})
        day[row[column]] = row[value]
    columns = {"snapshot_date": "Day", **headings}
    empty = dict.fromkeys(columns)
    return Table(columns, [empty | by_date[day] for day in sorted(by_date, reverse=True)])
