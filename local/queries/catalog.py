"""The lake's tables and columns: SHOW, DESCRIBE, ``information_schema`` and ``lake tables``."""

import re
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from cli.errors import UserError
from glue_jobs.tables import TABLES
from local.lake import DATABASE
from local.queries.result import Result, ResultColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from local.queries.duckdb_tables import LakeTables

    # Column types by table and column.
    Columns = Mapping[str, Mapping[str, str]]

_COMMENTS = {
    table.name: (table.comment, {column.name: column.comment for column in table.columns})
    for table in TABLES
}
_NAME = r"[`\"]?(\w+)[`\"]?"
_TABLE = r"(?:[`\"]?(?P<database>\w+)[`\"]?\s*\.\s*)?[`\"]?(?P<table>\w+)[`\"]?"
_STATEMENTS = {
    "databases": re.compile(r"SHOW\s+(?:DATABASES|SCHEMAS)", re.IGNORECASE),
    "tables": re.compile(
        rf"SHOW\s+TABLES(?:\s+(?:IN|FROM)\s+(?P<database>{_NAME}))?(?:\s+'(?P<pattern>[^']*)')?",
        re.IGNORECASE,
    ),
    "columns": re.compile(
        rf"SHOW\s+COLUMNS\s+(?:IN|FROM)\s+{_TABLE}(?:\s+(?:IN|FROM)\s+(?P<in>\w+))?",
        re.IGNORECASE,
    ),
    "describe": re.compile(rf"DESC(?:RIBE)?\s+{_TABLE}(?:\s+{_NAME})?", re.IGNORECASE),
}
_COMMENTS_AND_SPACE = re.compile(r"^(?:\s|--[^\n]*(?:\n|$)|/\*[\s\S]*?\*/)+")


def run_statement(tables: "LakeTables", sql: str) -> Result | None:
    """Return the answer to SHOW or DESCRIBE; None if the SQL begins with neither.

    Raises
    ------
    UserError
        If there is no such table, or the statement is not supported here.
    """
    text = _COMMENTS_AND_SPACE.sub("", sql).rstrip("; \t\r\n")
    if not re.match(r"(show|desc|describe)\b", text, re.IGNORECASE):
        return None
    for kind, pattern in _STATEMENTS.items():
        if found := pattern.fullmatch(text):
            return _answer(tables.columns, kind, found)
    words = " ".join(text.upper().split()[:2])
    raise UserError(
        f"{words} in this form is for Athena only: here are SHOW DATABASES, "
        "SHOW TABLES ['*name*'], SHOW COLUMNS IN table and DESCRIBE table"
    )


def _answer(columns: "Columns", kind: str, found: re.Match[str]) -> Result:
    if kind == "databases":
        return _result([(DATABASE,)], "database_name")
    for database in (found["database"], kind == "columns" and found["in"]):
        if database and database.strip('`"').lower() != DATABASE:
            raise UserError(f"there is only the database {DATABASE!r} here, not {database!r}")
    if kind == "tables":
        # Athena's only wildcard is *, and | separates alternatives.
        pattern = re.escape(found["pattern"] or "*").replace(r"\*", ".*").replace(r"\|", "|")
        names = (name for name in sorted(columns) if re.fullmatch(pattern, name, re.IGNORECASE))
        return _result([(name,) for name in names], "tab_name")
    table = table_named(found["table"], columns)
    if kind == "columns":
        return _result([(name,) for name in columns[table]], "field")
    wanted = found[3] and found[3].lower()
    if wanted and wanted not in columns[table]:
        raise UserError(f"there is no column {wanted!r} in {table}: it has {_list(columns[table])}")
    rows = [
        (name, _ddl_type(type_), comment)
        for name, type_, comment in _described(table, columns)
        if wanted in (None, name)
    ]
    return _result(rows, "col_name", "data_type", "comment")


def _ddl_type(athena_type: str) -> str:
    """Return the type as Athena's DDL names it, which is as Hive does."""
    in_hive = exp.DataType.build(athena_type, dialect="trino").sql(dialect="hive")
    return in_hive.lower().replace(": ", ":").replace(", ", ",")


def table_named(name: str, columns: "Columns") -> str:
    """Return the name as the lake spells it.

    Raises
    ------
    UserError
        If there is no such table.
    """
    table = name.lower()
    if table not in columns:
        raise UserError(f"there is no table {name!r}: there are {_list(columns)}")
    return table


def show_tables(tables: "LakeTables") -> Result:
    """Return each table's name, number of rows and of columns, and comment."""
    rows = [
        (table, _count(tables, table), len(columns), _COMMENTS.get(table, ("", {}))[0])
        for table, columns in tables.columns.items()
    ]
    columns = {"table": "varchar", "rows": "bigint", "columns": "bigint", "comment": "varchar"}
    return Result(tuple(ResultColumn(*column) for column in columns.items()), iter(rows))


def show_table(tables: "LakeTables", name: str) -> Result:
    """Return the name, type and comment of each column of a table.

    Raises
    ------
    UserError
        If there is no such table.
    """
    table = table_named(name, tables.columns)
    return _result(_described(table, tables.columns), "column", "type", "comment")


def summary(tables: "LakeTables", name: str) -> str:
    """Return a line on a table: its name, comment and number of rows."""
    table = table_named(name, tables.columns)
    comment = _COMMENTS.get(table, ("", {}))[0]
    return f"{table}: {comment} ({_count(tables, table):,} rows)"


def _count(tables: "LakeTables", table: str) -> int:
    sql = f'SELECT count(*) FROM {DATABASE}."{table}"'  # noqa: S608 - our names
    [(count,)] = tables.connection.execute(sql).fetchall()
    return int(count)


def _described(table: str, columns: "Columns") -> list[tuple[str, str, str]]:
    comments = _COMMENTS.get(table, ("", {}))[1]
    return [(name, type_, comments.get(name, "")) for name, type_ in columns[table].items()]


def _result(rows: "Iterable[tuple[Any, ...]]", *names: str) -> Result:
    return Result(tuple(ResultColumn(name, "varchar") for name in names), iter(rows))


def _list(names: "Iterable[str]") -> str:
    return ", ".join(names)
