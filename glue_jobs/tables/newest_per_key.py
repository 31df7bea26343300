"""The one row per key that the tables with ``newest wins`` are fed from."""

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from glue_jobs.tables.table import Table


def newest_per_key(rows: "DataFrame", table: "Table", *, once: bool = False) -> "DataFrame":
    """Return one row per key: its newest content, and the earliest of what is kept as earliest.

    Parameters
    ----------
    rows
        The table's columns, any number of rows per key.
    once
        Whether there is one row per key already.

    Returns
    -------
    DataFrame
        The table's columns in their order, one row per key.
    """
    if once:
        return rows.select(*table.column_names)
    newest = F.expr(f"max(struct({', '.join(table.newest_order)}))").alias("newest")
    earliest = [F.expr(f"min({name})").alias(name) for name in table.earliest]
    return (
        rows.groupBy(*table.key)
        .agg(newest, *earliest)
        .select(*table.key, "newest.*", *table.earliest)
        .select(*table.column_names)
    )
