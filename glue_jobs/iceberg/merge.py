"""MERGE: how new rows meet those that stand, in one atomic commit per table."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from py4j.protocol import Py4JJavaError
from pyspark.sql import functions as F

from glue_jobs.iceberg.catalog import last_commit, qualified_name
from glue_jobs.iceberg.spark_errors import NEWER_CAME, ConflictError, is_conflict

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from glue_jobs.tables.table import Table


@dataclass(frozen=True)
class Merged:
    """What a MERGE did, in rows; where whole groups are replaced, as deleted and inserted."""

    rows_inserted: int
    rows_updated: int
    rows_deleted: int


@dataclass(frozen=True)
class Standing:
    """What is known of the rows that stand: so much less of them is read.

    Attributes
    ----------
    only
        A condition on ``t`` that holds for all of them that the source can meet.
    older
        Whether all of them are older than the source: then they are not compared with it.
    """

    only: str | None = None
    older: bool = False


def merge(
    spark: "SparkSession",
    database: str,
    table: "Table",
    source: "DataFrame",
    standing: Standing = Standing(),
) -> Merged:
    """Merge rows into a table by its rule.

    Parameters
    ----------
    source
        The table's columns, unique per key; with the rule ``replace`` optionally ``stale``.

    Raises
    ------
    ConflictError
        Another job changed the table meanwhile.
    """
    source.createOrReplaceTempView(_source_view(table))
    stale = "stale" in source.columns
    with _conflicts_named(table):
        spark.sql(merge_statement(database, table, standing, stale=stale))
    commit = last_commit(spark, qualified_name(database, table))
    # Merge-on-read writes an update as the old row's position, deleted, and the new row, added.
    added = int(commit.get("added-records", 0))
    # Those in a delete file that was written anew, for more of them, count as removed, too.
    ended = int(commit.get("added-position-deletes", 0)) - int(
        commit.get("removed-position-deletes", 0)
    )
    if stale:
        return Merged(rows_inserted=added, rows_updated=0, rows_deleted=ended)
    return Merged(rows_inserted=added - ended, rows_updated=ended, rows_deleted=0)


def append(
    spark: "SparkSession", database: str, table: "Table", source: "DataFrame", since: int | None
) -> Merged:
    """Add rows at whose keys none stand: what a MERGE would do, without looking for them.

    Parameters
    ----------
    source
        The table's columns, unique per key.
    since
        The snapshot of the table, if it had one, in which none stood.

    Raises
    ------
    ConflictError
        Another job changed the table after that snapshot.
    """
    name = qualified_name(database, table)
    # Appends pass one another. An overwrite, here of nothing, is held to what was read before.
    writer = source.writeTo(name).option("isolation-level", "serializable")
    if since is not None:
        writer = writer.option("validate-from-snapshot-id", str(since))
    writer = writer.option("fanout-enabled", "true")  # else rows are sorted by partition first
    with _conflicts_named(table):
        writer.overwrite(F.lit(False))
    added = int(last_commit(spark, name).get("added-records", 0))
    return Merged(rows_inserted=added, rows_updated=0, rows_deleted=0)


@contextmanager
def _conflicts_named(table: "Table") -> Iterator[None]:
    try:
        yield
    except Py4JJavaError as error:
        if not is_conflict(error):
            raise
        raise ConflictError(
            f"another job changed the table {table.name} meanwhile: run again, nothing is lost"
        ) from error


def merge_statement(database: str, table: "Table", standing: Standing, *, stale: bool) -> str:
    """Return the MERGE of the table's source view into it."""
    conditions = [f"t.{name} = s.{name}" for name in table.key]
    if standing.only:
        conditions.append(f"({standing.only})")
    if table.rule == "newest wins":
        clauses = _newest_wins(table, older=standing.older)
    else:
        clauses = _replace(table, stale=stale, older=standing.older)
    return "\n".join(
        [
            f"MERGE INTO {qualified_name(database, table)} t",
            f"USING {_source_view(table)} s",
            f"ON {' AND '.join(conditions)}",
            *clauses,
        ]
    )


def _source_view(table: "Table") -> str:
    return f"{table.name}_source"  # one each: tables are merged side by side


def _newest_wins(table: "Table", *, older: bool) -> list[str]:
    least = {name: f"least(s.{name}, t.{name})" for name in table.earliest}
    keep_least = [f"{name} = {value}" for name, value in least.items()]
    take_all = [f"{name} = s.{name}" for name in table.newest_order]
    update = f"UPDATE SET {', '.join(take_all + keep_least)}"
    insert = _insert(table, condition="")
    if older:
        return [f"WHEN MATCHED{_and_older(table)} THEN {update}", insert]
    is_newer = f"{_struct('s', table.newest_order)} > {_struct('t', table.newest_order)}"
    earlier = " OR ".join(f"NOT ({value} <=> t.{name})" for name, value in least.items())
    return [
        f"WHEN MATCHED AND {is_newer} THEN {update}",
        f"WHEN MATCHED AND ({earlier}) THEN UPDATE SET {', '.join(keep_least)}",
        insert,
    ]


def _replace(table: "Table", *, stale: bool, older: bool) -> list[str]:
    values = [name for name in table.column_names if name not in table.key]
    differs = f" AND NOT ({_struct('s', values)} <=> {_struct('t', values)})"
    take_all = ", ".join(f"{name} = s.{name}" for name in values)
    and_older = _and_older(table) if older else ""
    return [
        *([f"WHEN MATCHED AND s.stale{and_older} THEN DELETE"] if stale else []),
        f"WHEN MATCHED{and_older if older else differs} THEN UPDATE SET {take_all}",
        _insert(table, condition=" AND NOT s.stale" if stale else ""),
    ]


def _and_older(table: "Table") -> str:
    """Return a condition that holds, or else ends the MERGE: another job has brought newer rows."""
    if not table.seen_at:
        return ""
    return f" AND (s.{table.seen_at} > t.{table.seen_at} OR raise_error('{NEWER_CAME}') IS NULL)"


def _struct(alias: str, names: "tuple[str, ...] | list[str]") -> str:
    return f"struct({', '.join(f'{alias}.{name}' for name in names)})"


def _insert(table: "Table", condition: str) -> str:
    names = table.column_names
    values = ", ".join(f"s.{name}" for name in names)
    columns = ", ".join(names)
    return f"WHEN NOT MATCHED{condition} THEN INSERT ({columns}) VALUES ({values})"  # noqa: S608 - our names
