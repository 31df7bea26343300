"""Functions that are not supported here: Athena's others, and those of other dialects."""

import re
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

_DIALECTS = ("duckdb", "mysql", "spark", "snowflake", "postgres", "tsql", "bigquery")

# All functions that Athena has.
TRINO_FUNCTIONS = frozenset(
    name
    for line in Path(__file__).with_name("trino_functions.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for name in line.split()
)


def athenas_name(call: exp.Anonymous) -> str | None:
    """Return the function that Athena has instead of another dialect's, if sqlglot knows it."""
    for dialect in _DIALECTS:
        try:
            [translated] = sqlglot.transpile(
                call.sql(), read=dialect, write="trino", unsupported_level=ErrorLevel.IGNORE
            )
        except (SqlglotError, AttributeError, ValueError):
            continue  # it takes other arguments there
        name = next(iter(re.findall(r"\w+", translated.lower())), "")
        if name.startswith("current_"):
            return f"{name}, without parentheses"
        if name in TRINO_FUNCTIONS and name != call.name.lower():
            return str(name)
    return None
