"""Run Athena SQL on the lake's tables: ``lake query``."""

import os
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from cli.errors import UserError
from local.athena_sql import to_duckdb, without_zero_bytes
from local.queries.catalog import run_statement
from local.queries.days import notes_on_days
from local.queries.duckdb_tables import INFORMATION_SCHEMA, open_tables
from local.queries.named import named_queries, named_query
from local.queries.names import ID_KINDS, ids_for_names
from local.queries.parameters import parameters_of, with_values
from local.queries.result import Result, ResultColumn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.lake import Lake
    from local.queries.duckdb_tables import LakeTables

_BATCH = 1000
_ATHENA_NAMES = {
    "HUGEINT": "bigint",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
}


def run_query(lake: "Lake", query: str, parameters: "Mapping[str, str] | None" = None) -> Result:
    """Run a query in Athena's SQL on the lake.

    Parameters
    ----------
    query
        The SQL, the path of a file that holds it, or the name of a named query.
    parameters
        Values for its CTE ``parameters``; see `local.queries.parameters`. Names are taken for the
        ids of playlists, artists and songs.

    Raises
    ------
    UserError
        If there is no lake or the query cannot be run; also while the rows are read.
    """
    source = _find(query)
    sql = source.with_values(parameters)  # refuses unknown parameters before a lake is needed
    tables = open_tables(lake)
    try:
        if not parameters:
            return run(tables, sql)
        # First with its defaults: an error then names the place in the text as given.
        _to_duckdb(source.sql, tables)
        sql, notes = source.with_ids(tables, parameters)
        return replace(run(tables, sql), notes=notes)
    except UserError as error:
        if source.name:
            raise UserError(f"{source.name}: {error}") from None
        raise


def sql_of(query: str, parameters: "Mapping[str, str] | None" = None) -> str:
    """Return the SQL of a query with values for its parameters, in which a name is not looked up.

    Raises
    ------
    UserError
        If there is no such file or query, or it has no such parameters.
    """
    return _find(query).with_values(parameters)


def sql_with_ids(
    lake: "Lake", query: str, parameters: "Mapping[str, str]"
) -> tuple[str, tuple[str, ...]]:
    """Return the SQL that `run_query` would run, and its notes on the values.

    Without a lake names are not looked up, and a note says so.

    Raises
    ------
    UserError
        As `run_query`, but for the lake.
    """
    source = _find(query)
    sql = source.with_values(parameters)
    if not parameters:
        return sql, ()
    try:
        tables = open_tables(lake)
    except UserError as error:
        notes = [f"{name} is printed as given: {error}" for name in parameters if name in ID_KINDS]
        return sql, tuple(notes[:1])
    return source.with_ids(tables, parameters)


def run(tables: "LakeTables", sql: str) -> Result:
    """Run a query in Athena's SQL on tables that are open; see `run_query`."""
    if answer := run_statement(tables, sql):
        return answer
    query = without_zero_bytes(_to_duckdb(sql, tables))
    try:
        cursor = tables.connection.execute(query)
    except duckdb.Error as error:
        raise UserError(_explain(error)) from None
    columns = tuple(
        ResultColumn(name, _athena_type(kind)) for name, kind, *_ in cursor.description or ()
    )
    for column in columns:
        # DuckDB's intervals are not Athena's: a month becomes 30 days on the way to Python.
        if "interval" in column.type:
            raise UserError(
                f"the column {column.name!r} is an interval: use date_diff for a number"
            )
    return Result(columns, _rows(cursor))


def _to_duckdb(sql: str, tables: "LakeTables") -> str:
    return to_duckdb(sql, {**tables.columns, **INFORMATION_SCHEMA})


@dataclass(frozen=True)
class _Source:
    """The text of a query, and its file or name for messages."""

    sql: str
    name: str | None = None

    def with_values(self, parameters: "Mapping[str, str] | None") -> str:
        return with_values(self.sql, parameters or {}, self.name or "this SQL")

    def with_ids(
        self, tables: "LakeTables", parameters: "Mapping[str, str]"
    ) -> tuple[str, tuple[str, ...]]:
        """Return the SQL with these values, ids for names, and notes on values without a match."""
        ids, notes = ids_for_names(tables, parameters)
        days = {
            parameter.name: date.fromisoformat(parameters[parameter.name])
            for parameter in parameters_of(self.sql)
            if parameter.type == "date" and parameter.name in parameters
        }
        if days:
            notes += notes_on_days(tables, days, ids.get("playlist_id"))
        return self.with_values(ids), notes


def _find(query: str) -> _Source:
    if re.fullmatch(r"\w+", query) and query in named_queries():
        return _Source(named_query(query).sql, query)
    # Path.is_file() raises where a long query is no possible name.
    if os.path.isfile(query):  # noqa: PTH113
        return _Source(_read(Path(query)), query)
    if not query.strip() or re.match(r"\s*(select|with|values|table|\()\b", query, re.IGNORECASE):
        return _Source(query)
    if query.endswith(".sql"):
        return _Source(_read(Path(query)), query)
    if re.fullmatch(r"\S+", query):
        try:
            named_query(query)
        except UserError as error:
            raise UserError(f"{query!r} is no SQL and no file, and {error}") from None
    return _Source(query)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{file} is not UTF-8: save it as UTF-8") from None
    except OSError as error:
        hint = f"; {file.stem} is a named query, give its name" * (file.stem in named_queries())
        raise UserError(f"{file} cannot be read ({error.strerror}): check the path{hint}") from None


def _rows(cursor: duckdb.DuckDBPyConnection) -> "Iterator[tuple[Any, ...]]":
    try:
        while batch := cursor.fetchmany(_BATCH):
            yield from batch
    except duckdb.Error as error:
        raise UserError(_explain(error)) from None


def _athena_type(kind: Any) -> str:
    """Return Athena's name of a `duckdb.sqltypes.DuckDBPyType`."""
    if kind.id == "list":
        return f"array({_athena_type(kind.children[0][1])})"
    if kind.id == "struct":
        return f"row({', '.join(f'{name} {_athena_type(each)}' for name, each in kind.children)})"
    return _ATHENA_NAMES.get(str(kind), str(kind).lower())


def _explain(error: duckdb.Error) -> str:
    """Return the error in one line, without the parts that quote DuckDB's SQL."""
    text = str(error)
    if ours := re.search(r"'Athena: (.*)' to INT32", text, re.DOTALL):
        return " ".join(ours[1].splitlines())  # it may quote a value
    if ungrouped := re.search(r'column "?(\w+)"? must appear in the GROUP BY clause', text):
        name = ungrouped[1]
        return (
            f"the column {name!r} is neither in GROUP BY nor in an aggregate, such as max({name})"
        )
    line = re.split(r"\n|LINE \d+:", text, maxsplit=1)[0]
    line = re.sub(r"^[A-Z][A-Za-z ]* Error: ", "", line)
    return "the query failed: " + re.sub(r"\bathena_", "", line, flags=re.IGNORECASE).strip()
