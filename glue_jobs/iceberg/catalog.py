"""The tables in the catalog: their full names, their making, what their last commit did."""

from typing import TYPE_CHECKING, Any, cast

from glue_jobs.iceberg.java_class import java_class

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyspark.sql import SparkSession

    from glue_jobs.tables.table import Column, Table

CATALOG = "glue_catalog"

_PROPERTIES = {
    # Athena reads Iceberg's format 2, not 3.
    "format-version": "2",
    "write.parquet.compression-codec": "zstd",
    # A daily load touches a few hundred rows all over a table: it writes those and the positions of
    # the old ones, instead of all files anew. maintain_tables folds the two together.
    "write.merge.mode": "merge-on-read",
    "write.update.mode": "merge-on-read",
    "write.delete.mode": "merge-on-read",
    # Each commit writes a metadata file; old ones serve nobody.
    "write.metadata.delete-after-commit.enabled": "true",
    "write.metadata.previous-versions-max": "20",
}


def qualified_name(database: str, table: "Table") -> str:
    """Return the name that Spark knows a table by."""
    return f"{CATALOG}.{database}.{table.name}"


def create_tables(spark: "SparkSession", database: str, tables: "Iterable[Table]") -> None:
    """Make what does not exist yet: the database, the tables, columns that a new version brings."""
    spark.sql(f"CREATE NAMESPACE IF NOT EXISTS {CATALOG}.{database}")
    for table in tables:
        name = qualified_name(database, table)
        if not spark.catalog.tableExists(name):
            spark.sql(_create_statement(database, table))
            continue
        standing = spark.table(name).columns
        missing = [column for column in table.columns if column.name not in standing]
        if missing:
            spark.sql(f"ALTER TABLE {name} ADD COLUMNS ({', '.join(map(_definition, missing))})")


def _create_statement(database: str, table: "Table") -> str:
    columns = ",\n  ".join(map(_definition, table.columns))
    partitioning = f"PARTITIONED BY ({table.partitioned_by})" if table.partitioned_by else ""
    properties = ", ".join(f"{_literal(k)} = {_literal(v)}" for k, v in _PROPERTIES.items())
    return (
        f"CREATE TABLE IF NOT EXISTS {qualified_name(database, table)} (\n  {columns}\n)\n"
        f"USING iceberg {partitioning}\n"
        f"COMMENT {_literal(table.comment)}\n"
        f"TBLPROPERTIES ({properties})"
    )


def _definition(column: "Column") -> str:
    return f"{column.name} {column.type} COMMENT {_literal(column.comment)}"


def _literal(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def last_commit(spark: "SparkSession", name: str) -> "Mapping[str, str]":
    """Return the summary of a table's current snapshot, such as ``added-records``; none if empty.

    Asked of Iceberg's Java API: the ``snapshots`` metadata table says the same, but costs a Spark
    job each time.
    """
    snapshot = _current_snapshot(spark, name)
    return dict(snapshot.summary()) if snapshot else {}


def current_snapshot_id(spark: "SparkSession", name: str) -> int | None:
    """Return the id of a table's current snapshot, none if it never had rows."""
    snapshot = _current_snapshot(spark, name)
    return int(snapshot.snapshotId()) if snapshot else None


def may_hold(
    spark: "SparkSession", name: str, between: "Mapping[str, tuple[int | str, int | str | None]]"
) -> bool:
    """Whether a table may have rows with all these columns between two values each, or from one on.

    Asked of its files' statistics, as a query's planning does, without a query: no is certain.
    Dates and timestamps are in ISO 8601.
    """
    expressions = java_class(spark, "org.apache.iceberg.expressions.Expressions")
    scan = _load(spark, name).newScan()
    for column, (first, last) in between.items():
        scan = scan.filter(expressions.greaterThanOrEqual(column, first))
        if last is not None:
            scan = scan.filter(expressions.lessThanOrEqual(column, last))
    files = scan.planFiles()
    try:
        return bool(files.iterator().hasNext())
    finally:
        files.close()


def _current_snapshot(spark: "SparkSession", name: str) -> Any:
    return _load(spark, name).currentSnapshot()


def _load(spark: "SparkSession", name: str) -> Any:
    spark3_util = java_class(spark, "org.apache.iceberg.spark.Spark3Util")
    return spark3_util.loadIcebergTable(cast("Any", spark)._jsparkSession, name)
