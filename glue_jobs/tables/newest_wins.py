"""The rule "newest wins, and what is not shown is not taken away", as SQL.

Each attribute is a last-writer-wins register: of two rows of a key it is taken from the one that
has the greater (time it was last shown, value). The maximum does not depend on the order in which
rows are merged. A row's attributes were last shown at ``last_seen_at``, except those in
``carried_forward``, which says when.
"""

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from glue_jobs.tables.table import CARRIED_FORWARD, LAST_SEEN_AT

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from glue_jobs.tables.table import Table


def shown_at(attribute: str, row: str = "") -> str:
    """Return SQL for when an attribute was last shown; null if never.

    Parameters
    ----------
    row
        A table alias with its dot.
    """
    return _shown_at(f"'{attribute}'", row)


def _shown_at(name: str, row: str) -> str:
    """Return `shown_at` for an attribute whose name is a SQL expression."""
    carried = f"{row}{CARRIED_FORWARD}"
    return f"if(map_contains_key({carried}, {name}), {carried}[{name}], {row}{LAST_SEEN_AT})"


def register(table: "Table", attribute: str, row: str = "") -> str:
    """Return SQL for a struct whose maximum is the attribute's newest value."""
    values = ", ".join(f"{row}{column}" for column in table.attributes[attribute])
    return f"struct({shown_at(attribute, row)}, {values})"


def newest_per_key(rows: "DataFrame", table: "Table") -> "DataFrame":
    """Deduplicate rows: return one row per key, with the newest value of each attribute.

    Parameters
    ----------
    rows
        The table's columns, any number of rows per key.

    Returns
    -------
    DataFrame
        The table's columns in their order, one row per key.
    """
    newest = [
        F.expr(f"max({register(table, attribute)})").alias(attribute)
        for attribute in table.attributes
    ]
    earliest = [F.min(name).alias(name) for name in table.earliest]
    values = {
        column: f"{attribute}.{column}"
        for attribute, columns in table.attributes.items()
        for column in columns
    }
    shown = ", ".join(f"'{attribute}', {attribute}.col1" for attribute in table.attributes)
    values[CARRIED_FORWARD] = not_empty(
        f"map_filter(map({shown}), (name, time) -> {not_shown_at('time', LAST_SEEN_AT)})"
    )
    return (
        rows.groupBy(*table.key)
        .agg(*newest, *earliest, F.max(LAST_SEEN_AT).alias(LAST_SEEN_AT))
        .select(*(F.expr(values.get(name, name)).alias(name) for name in table.column_names))
    )


def merged_carried_forward(one: str, other: str) -> str:
    """Return SQL for ``carried_forward`` of two rows merged, given by alias with its dot."""

    def of(newer: str, older: str) -> str:
        # What the newer row shows is not carried forward; the older row may show the rest later.
        return (
            f"map_filter(transform_values({newer}{CARRIED_FORWARD}, "
            f"(name, time) -> greatest(time, {_shown_at('name', older)})), "
            f"(name, time) -> {not_shown_at('time', newer + LAST_SEEN_AT)})"
        )

    is_newer = f"{one}{LAST_SEEN_AT} >= {other}{LAST_SEEN_AT}"
    return not_empty(f"if({is_newer}, {of(one, other)}, {of(other, one)})")


def not_shown_at(time: str, last_seen_at: str) -> str:
    """Return SQL that holds where an attribute's time is not that of the newest file."""
    return f"({time} IS NULL OR {time} < {last_seen_at})"


def not_empty(map_: str) -> str:
    """Return SQL for a map, null if it is empty; the map's own text is not repeated."""
    return f"get(filter(array({map_}), entries -> cardinality(entries) > 0), 0)"
