"""MERGE: rows into a table by its rule, in one atomic commit."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from py4j.protocol import Py4JJavaError

from glue_jobs.iceberg.catalog import last_commit, qualified_name
from glue_jobs.iceberg.spark_errors import ConflictError, is_conflict
from glue_jobs.tables.newest_wins import merged_shown_at, register
from glue_jobs.tables.table import LAST_SEEN_AT, SHOWN_AT

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from glue_jobs.tables.table import Table


@dataclass(frozen=True)
class Merged:
    """What a MERGE did, in rows; where whole groups are replaced, as deleted and inserted."""

    rows_inserted: int
    rows_updated: int
    rows_deleted: int


def merge(
    spark: "SparkSession",
    database: str,
    table: "Table",
    source: "DataFrame",
    match_filter: str = "TRUE",
) -> Merged:
    """Merge rows into a table by its rule.

    Parameters
    ----------
    source
        The table's columns, unique per key; with the rule ``replace`` optionally ``stale``.
    match_filter
        A predicate on the target ``t`` that holds for all rows that the source can match.

    Raises
    ------
    ConflictError
        Another job changed the table meanwhile.
    """
    source.createOrReplaceTempView(_source_view(table))
    stale = "stale" in source.columns
    try:
        spark.sql(merge_statement(database, table, match_filter, stale=stale))
    except Py4JJavaError as error:
        if not is_conflict(error):
            raise
        raise ConflictError(
            f"another job changed the table {table.name} meanwhile: run again, nothing is lost"
        ) from error
    commit = last_commit(spark, qualified_name(database, table))
    # Merge-on-read writes an update as a delete of the old row's position and an added row.
    added = int(commit.get("added-records", 0))
    # A delete file that is rewritten with more positions counts as removed and added.
    deleted = int(commit.get("added-position-deletes", 0)) - int(
        commit.get("removed-position-deletes", 0)
    )
    if stale:
        return Merged(rows_inserted=added, rows_updated=0, rows_deleted=deleted)
    return Merged(rows_inserted=added - deleted, rows_updated=deleted, rows_deleted=0)


def merge_statement(
    database: str, table: "Table", match_filter: str = "TRUE", *, stale: bool = False
) -> str:
    """Return the MERGE of the table's source view into it."""
    conditions = [f"t.{name} = s.{name}" for name in table.key]
    clauses = _newest_wins(table) if table.rule == "newest wins" else _replace(table, stale=stale)
    return "\n".join(
        [
            f"MERGE INTO {qualified_name(database, table)} t",
            f"USING {_source_view(table)} s",
            f"ON {' AND '.join(conditions)} AND ({match_filter})",
            *clauses,
        ]
    )


def _source_view(table: "Table") -> str:
    return f"{table.name}_source"  # a name per table, as merges run in parallel


def _newest_wins(table: "Table") -> list[str]:
    newer = {
        name: f"{register(table, name, 's.')} > {register(table, name, 't.')}"
        for name in table.attributes
    }
    least = {name: f"least(s.{name}, t.{name})" for name in table.earliest}
    values = least | {
        column: f"if({newer[name]}, s.{column}, t.{column})"
        for name, columns in table.attributes.items()
        for column in columns
    }
    values[LAST_SEEN_AT] = f"greatest(s.{LAST_SEEN_AT}, t.{LAST_SEEN_AT})"
    values[SHOWN_AT] = merged_shown_at(table, "s.", "t.")
    changes = [
        f"s.{LAST_SEEN_AT} > t.{LAST_SEEN_AT}",
        *(f"NOT ({value} <=> t.{name})" for name, value in least.items()),
        *newer.values(),
    ]
    assignments = ", ".join(f"{name} = {value}" for name, value in values.items())
    return [
        f"WHEN MATCHED AND ({' OR '.join(changes)}) THEN UPDATE SET {assignments}",
        _insert(table, condition=""),
    ]


def _replace(table: "Table", *, stale: bool) -> list[str]:
    values = [name for name in table.column_names if name not in table.key]
    differs = f"NOT ({_struct('s', values)} <=> {_struct('t', values)})"
    take_all = ", ".join(f"{name} = s.{name}" for name in values)
    return [
        *(["WHEN MATCHED AND s.stale THEN DELETE"] if stale else []),
        f"WHEN MATCHED AND {differs} THEN UPDATE SET {take_all}",
        _insert(table, condition=" AND NOT s.stale" if stale else ""),
    ]


def _struct(alias: str, names: "tuple[str, ...] | list[str]") -> str:
    return f"struct({', '.join(f'{alias}.{name}' for name in names)})"


def _insert(table: "Table", condition: str) -> str:
    names = table.column_names
    values = ", ".join(f"s.{name}" for name in names)
    columns = ", ".join(names)
    return f"WHEN NOT MATCHED{condition} THEN INSERT ({columns}) VALUES ({values})"  # noqa: S608 - our names
