"""Translate Athena SQL to DuckDB's: parse, resolve names and types, rewrite what differs."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.errors import ErrorLevel, UnsupportedError

from cli.errors import UserError
from local.athena_sql.calls import change_aggregate, change_call, change_null_treatment
from local.athena_sql.check import check_constructs
from local.athena_sql.names import resolve
from local.athena_sql.operators import OPERATORS
from local.athena_sql.parse import parse
from local.athena_sql.types import annotate
from local.lake import DATABASE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# The macros that the result of `to_duckdb` calls.
MACROS = Path(__file__).with_name("macros.sql").read_text(encoding="utf-8")

_CHANGES: "dict[type[exp.Expr], Callable[..., exp.Expr | None]]" = {
    **OPERATORS,
    exp.Anonymous: change_call,
    exp.Filter: change_aggregate,
    exp.IgnoreNulls: change_null_treatment,
    exp.RespectNulls: change_null_treatment,
    exp.Window: change_aggregate,
}


def to_duckdb(sql: str, columns: "Mapping[str, Mapping[str, str]]") -> str:
    """Return DuckDB's SQL for a query written for Athena.

    What is not verified to give Athena's results is refused. Not everything that Athena refuses is:
    the aim is right answers, not complete checks.

    Parameters
    ----------
    columns
        The columns of each table in order, with their types in Athena.

    Returns
    -------
    str
        A query that needs `MACROS`, the tables in a schema ``spotify``, and the time zone UTC.

    Raises
    ------
    UserError
        With what is wrong or not supported, and where, in one line.
    """
    try:
        return _transpile(sql, columns)
    except RecursionError:
        raise UserError("the query is nested too deeply to be run here") from None
    except (AssertionError, AttributeError, IndexError) as error:
        # sqlglot parses some broken SQL into trees that lack what all others have.
        raise UserError("this is not Athena SQL, or can't be understood here") from error


def without_zero_bytes(sql: str) -> str:
    """Return DuckDB's SQL with an expression for each zero byte, at which its parser stops."""
    return sql.replace("\0", "' || chr(0) || '")


def _transpile(sql: str, columns: "Mapping[str, Mapping[str, str]]") -> str:
    tree = parse(sql)
    check_constructs(tree)
    tree = resolve(tree, columns, DATABASE)
    annotate(tree, columns, DATABASE)
    # The deepest nodes first: a rewrite moves its operands, and reads their types.
    for node in reversed(list(tree.walk())):
        change = _CHANGES.get(type(node))
        new = change(node) if change else None
        if new is not None:
            new.type = node.type
            node.replace(new)
    try:
        return tree.sql(
            dialect="duckdb", identify=True, comments=False, unsupported_level=ErrorLevel.RAISE
        )
    except UnsupportedError as error:
        raise UserError(f"not supported here: {str(error).splitlines()[0]}") from None
