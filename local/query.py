"""Runs Athena SQL on the lake's tables: ``python -m local query``."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from local.athena_sql import to_duckdb
from local.errors import UserError
from local.lake_tables import open_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.lake import Lake
    from local.lake_tables import LakeTables

_BATCH = 1000
_ATHENA_NAMES = {
    "HUGEINT": "bigint",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
}


@dataclass(frozen=True)
class ResultColumn:
    """A column of a result, with its type in Athena."""

    name: str
    type: str


@dataclass(frozen=True)
class Result:
    """What a query returns; its rows can be iterated over once, and are not held in memory."""

    columns: tuple[ResultColumn, ...]
    rows: "Iterator[tuple[Any, ...]]"


def run_query(lake: "Lake", sql_or_file: str) -> Result:
    """Run a query in Athena's SQL on the lake.

    Parameters
    ----------
    sql_or_file
        The query, or the path of a file that holds it.

    Raises
    ------
    UserError
        If there is no lake, or the query can't be run; also while the rows are read.
    """
    file = _file(sql_or_file)
    sql = _read(file) if file else sql_or_file
    try:
        return run(open_tables(lake), sql)
    except UserError as error:
        if file:
            raise UserError(f"{file}: {error}") from None
        raise


def run(tables: "LakeTables", sql: str) -> Result:
    """Run a query in Athena's SQL on tables that are open; see `run_query`."""
    query = to_duckdb(sql, tables.columns)
    try:
        cursor = tables.connection.execute(query)
    except duckdb.Error as error:
        raise UserError(_explain(error)) from None
    columns = tuple(
        ResultColumn(name, _athena_type(str(kind))) for name, kind, *_ in cursor.description or ()
    )
    for column in columns:
        # DuckDB's intervals are not Athena's: a month becomes 30 days on the way to Python.
        if "interval" in column.type:
            raise UserError(
                f"the column {column.name!r} is an interval: use date_diff for a number"
            )
    return Result(columns, _rows(cursor))


def _file(sql_or_file: str) -> Path | None:
    is_query = re.match(r"\s*(select|with|values|table|\()\b", sql_or_file, re.IGNORECASE)
    # Path.is_file() raises where a long query is no possible name.
    if os.path.isfile(sql_or_file) or (sql_or_file.endswith(".sql") and not is_query):  # noqa: PTH113
        return Path(sql_or_file)
    return None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{file} is not UTF-8: save it as UTF-8") from None
    except OSError as error:
        raise UserError(f"{file} cannot be read ({error.strerror}): check the path") from None


def _rows(cursor: duckdb.DuckDBPyConnection) -> "Iterator[tuple[Any, ...]]":
    try:
        while batch := cursor.fetchmany(_BATCH):
            yield from batch
    except duckdb.Error as error:
        raise UserError(_explain(error)) from None


def _athena_type(duckdb_type: str) -> str:
    if duckdb_type.endswith("[]"):
        return f"array({_athena_type(duckdb_type[:-2])})"
    return _ATHENA_NAMES.get(duckdb_type, duckdb_type.lower())


def _explain(error: duckdb.Error) -> str:
    """Return the error in a line, without what speaks of the query in DuckDB's SQL."""
    text = str(error)
    if ours := re.search(r"'Athena: (.*)' to INT32", text, re.DOTALL):
        return " ".join(ours[1].splitlines())  # it may quote a value
    line = re.split(r"\n|LINE \d+:", text, maxsplit=1)[0]
    line = re.sub(r"^[A-Z][A-Za-z ]* Error: ", "", line)
    return "the query failed: " + re.sub(r"\bathena_", "", line, flags=re.IGNORECASE).strip()
