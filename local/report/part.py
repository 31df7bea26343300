"""What a part of the report is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """Rows of a query for reading.

    Attributes
    ----------
    columns
        The columns shown, with their headings.
    """

    columns: Mapping[str, str]
    rows: Sequence[Row]

    def is_number(self, column: str) -> bool:
        """Tell whether a column is set like numbers, to the right."""
        return any(isinstance(row[column], int | float | Decimal) for row in self.rows)


@dataclass(frozen=True)
class Chart:
    """A drawing.

    Attributes
    ----------
    spec
        In Vega-Lite, with its rows.
    description
        What it shows in its data, for those who do not see it.
    """

    spec: dict[str, Any]
    description: str


@dataclass(frozen=True)
class Part:
    """A section of the report.

    Attributes
    ----------
    key
        Its id on the page.
    text
        A sentence or two: what there is to see, or what is missing and why.
    queries
        The named queries whose rows it shows.
    wide
        Whether it takes the whole width of a large screen.
    """

    key: str
    title: str
    text: str
    queries: Sequence[str]
    chart: Chart | None = None
    table: Table | None = None
    wide: bool = False
