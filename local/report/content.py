"""What is on a page, in order."""

from collections.abc import Sequence
from dataclasses import dataclass

from local.report.part import Part, Row


@dataclass(frozen=True)
class Fact:
    """A number or a name at the top of a page, with its label and a detail."""

    label: str
    value: str
    detail: str


@dataclass(frozen=True)
class Content:
    """The parts of a page.

    Attributes
    ----------
    first
        The list of songs, which is shown also if it is empty.
    places
        The rows of a chart's list, which has a layout of its own.
    parts
        All others.
    headline_queries
        The named queries behind the facts.
    """

    facts: Sequence[Fact]
    headline_queries: Sequence[str]
    first: Part
    parts: Sequence[Part]
    places: Sequence[Row] = ()
