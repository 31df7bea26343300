"""The tables in the catalog: their full names, their creation, what their last commit did."""

from typing import TYPE_CHECKING, Any, cast

from py4j.java_gateway import JavaClass

from glue_jobs.tables.table import SHOWN_AT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

    from glue_jobs.tables.table import Column, Table

CATALOG = "glue_catalog"

_PROPERTIES = {
    # Athena reads Iceberg's format 2, not 3.
    "format-version": "2",
    "write.parquet.compression-codec": "zstd",
    # A daily load touches a few hundred rows all over a table: it writes those and the positions of
    # the old ones, instead of rewriting all files. maintain_tables compacts them.
    "write.merge.mode": "merge-on-read",
    "write.update.mode": "merge-on-read",
    "write.delete.mode": "merge-on-read",
    # Each commit writes a metadata file; old ones are of no use.
    "write.metadata.delete-after-commit.enabled": "true",
    "write.metadata.previous-versions-max": "20",
}


def qualified_name(database: str, table: "Table") -> str:
    """Return the name that Spark knows a table by."""
    return f"{CATALOG}.{database}.{table.name}"


def create_tables(spark: "SparkSession", database: str, tables: "Iterable[Table]") -> None:
    """Create what does not exist yet: the database, tables, columns that a new version brings."""
    spark.sql(f"CREATE NAMESPACE IF NOT EXISTS {CATALOG}.{database}")
    for table in tables:
        name = qualified_name(database, table)
        if not spark.catalog.tableExists(name):
            spark.sql(_create_statement(database, table))
            continue
        missing = _missing_columns(spark.table(name).schema, table)
        if missing:
            spark.sql(f"ALTER TABLE {name} ADD COLUMNS ({', '.join(missing)})")


def _missing_columns(existing: "StructType", table: "Table") -> list[str]:
    """Return the definitions of columns, and of fields of ``shown_at``, that a table lacks."""
    columns = [column for column in table.columns if column.name not in existing.names]
    fields: list[str] = []
    if SHOWN_AT in existing.names:
        known = cast("StructType", existing[SHOWN_AT].dataType).names
        fields = [f"{SHOWN_AT}.{name}" for name in table.attributes if name not in known]
    return [*map(_definition, columns), *(f"{field} timestamp_ntz" for field in fields)]


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
    """Return the summary of a table's current snapshot, such as ``added-records``; empty if none.

    From Iceberg's Java API: the ``snapshots`` metadata table has the same, but costs a Spark job.
    """
    snapshot = _current_snapshot(spark, name)
    return dict(snapshot.summary()) if snapshot else {}


def current_table_snapshot(spark: "SparkSession", name: str) -> int | None:
    """Return the id of a table's current table snapshot; None if nothing was committed yet."""
    snapshot = _current_snapshot(spark, name)
    return int(snapshot.snapshotId()) if snapshot else None


def read_table_snapshot(spark: "SparkSession", name: str, id_: int | None) -> "DataFrame":
    """Return a table as of what ``current_table_snapshot`` returned."""
    if id_ is None:
        return spark.table(name).limit(0)
    return spark.read.option("snapshot-id", id_).table(name)


def _current_snapshot(spark: "SparkSession", name: str) -> Any:
    spark3_util = java_class(spark, "org.apache.iceberg.spark.Spark3Util")
    table = spark3_util.loadIcebergTable(cast("Any", spark)._jsparkSession, name)
    return table.currentSnapshot()


def java_class(spark: "SparkSession", name: str) -> Any:
    """Return a Java class by its full name, to call its static methods.

    ``_jvm.org.apache...`` would look for a class named org, then org.apache, in all jars.
    """
    return JavaClass(name, cast("Any", spark.sparkContext)._gateway._gateway_client)
