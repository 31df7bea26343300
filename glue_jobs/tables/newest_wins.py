"""The rule "newest wins, and what is not shown is not taken away".

Each attribute is a last-writer-wins register: of two rows of a key it is taken from the one that
has the greater (time it was last shown, value). The maximum does not depend on the order in which
rows are merged. The times are in the column ``shown_at``, which is null in most rows: then all
attributes were last shown at ``last_seen_at``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from glue_jobs.tables.table import FIRST_SEEN_AT, LAST_SEEN_AT, SHOWN_AT, Column, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

NOT_SHOWN = "not_shown"


def newest_wins_table(  # noqa: PLR0913 - a table has these parts
    *,
    name: str,
    comment: str,
    columns: tuple[Column, ...],
    key: tuple[str, ...],
    earliest: tuple[str, ...] = (),
    extras: tuple[Column, ...] = (),
) -> Table:
    """Return a table with this rule: the given columns, and those with the times."""
    seen = (
        Column(FIRST_SEEN_AT, "timestamp_ntz", "Earliest extraction that showed it, UTC"),
        Column(LAST_SEEN_AT, "timestamp_ntz", "Latest extraction that showed it, UTC"),
    )
    table = Table(
        name=name,
        comment=comment,
        columns=(*columns, *seen),
        key=key,
        rule="newest wins",
        earliest=(*earliest, FIRST_SEEN_AT),
        extras=(
            *extras,
            Column(NOT_SHOWN, "array<string>", "Attributes that the file lacks; null if none"),
        ),
    )
    # A struct, as Iceberg 1.10 cannot rewrite the delete files of a table with a map or an array
    # (https://github.com/apache/iceberg/issues/15080).
    times = ", ".join(f"{attribute}: timestamp_ntz" for attribute in table.attributes)
    shown_at_column = Column(
        SHOWN_AT,
        f"struct<{times}>",
        "Latest extraction that showed each column, UTC (null: none did); null if the newest file "
        "shows all",
    )
    return replace(table, columns=(*table.columns, shown_at_column))


def shown_at(attribute: str, row: str = "") -> str:
    """Return SQL for when an attribute of a table's row was last shown; null if never.

    Parameters
    ----------
    row
        A table alias with its dot.
    """
    return f"if({row}{SHOWN_AT} IS NULL, {row}{LAST_SEEN_AT}, {row}{SHOWN_AT}.{attribute})"


def register(table: Table, attribute: str, row: str) -> str:
    """Return SQL for a struct whose maximum is the attribute's newest value."""
    return _register(shown_at(attribute, row), (row + name for name in table.attributes[attribute]))


def newest_per_key(extracted: "DataFrame", table: Table) -> "DataFrame":
    """Deduplicate extracted rows: return one row per key, with the newest value of each attribute.

    Parameters
    ----------
    extracted
        The table's columns but ``shown_at``, and ``not_shown``; any number of rows per key.

    Returns
    -------
    DataFrame
        The table's columns in their order, one row per key.
    """
    newest = []
    for attribute, columns in table.attributes.items():
        time = f"if(array_contains({NOT_SHOWN}, '{attribute}'), NULL, {LAST_SEEN_AT})"
        newest.append(F.expr(f"max({_register(time, columns)})").alias(attribute))
    values = {
        column: f"{attribute}.{column}"
        for attribute, columns in table.attributes.items()
        for column in columns
    }
    values[SHOWN_AT] = _shown_at_column(
        {attribute: f"{attribute}.col1" for attribute in table.attributes}, LAST_SEEN_AT
    )
    return (
        extracted.groupBy(*table.key)
        .agg(
            *newest,
            *(F.min(name).alias(name) for name in table.earliest),
            F.max(LAST_SEEN_AT).alias(LAST_SEEN_AT),
        )
        .select(*(F.expr(values.get(name, name)).alias(name) for name in table.column_names))
    )


def merged_shown_at(table: Table, one: str, other: str) -> str:
    """Return SQL for ``shown_at`` of two rows merged, given by alias with its dot."""
    times = {
        attribute: f"greatest({shown_at(attribute, one)}, {shown_at(attribute, other)})"
        for attribute in table.attributes
    }
    return _shown_at_column(times, f"greatest({one}{LAST_SEEN_AT}, {other}{LAST_SEEN_AT})")


def _register(time: str, columns: Iterable[str]) -> str:
    return f"struct({time}, {', '.join(columns)})"


def _shown_at_column(times: Mapping[str, str], last_seen_at: str) -> str:
    def struct(times: Mapping[str, str]) -> str:
        return f"named_struct({', '.join(f'{name!r}, {time}' for name, time in times.items())})"

    return f"nullif({struct(times)}, {struct(dict.fromkeys(times, last_seen_at))})"
