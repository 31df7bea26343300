"""The result of a query."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ResultColumn:
    """A column of a result, with its type in Athena."""

    name: str
    type: str


@dataclass(frozen=True)
class Result:
    """What a query returns; its rows can be iterated over once, and are not held in memory.

    Attributes
    ----------
    notes
        Remarks on the values of its parameters.
    """

    columns: tuple[ResultColumn, ...]
    rows: Iterator[tuple[Any, ...]]
    notes: tuple[str, ...] = ()
