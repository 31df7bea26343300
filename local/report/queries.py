"""Named queries on the lake's tables, many times with other parameters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local.athena_sql import to_duckdb
from local.lake import DATABASE
from local.queries.named import named_query
from local.report.part import Rows

if TYPE_CHECKING:
    from local.queries.duckdb_tables import LakeTables


@dataclass(frozen=True)
class Queries:
    """The named queries on the tables of a lake.

    Translating a query to DuckDB's SQL takes some 0.1 s, so each is translated once, and then
    given its parameters.
    """

    tables: "LakeTables"
    _translated: dict[str, str] = field(default_factory=dict)

    def rows(self, name: str, **parameters: object) -> Rows:
        """Return the rows of a named query, each by column."""
        query = named_query(name)
        if name not in self._translated:
            self._translated[name] = to_duckdb(query.sql, self.tables.columns)
        sql = _with_values(self._translated[name], parameters)
        cursor = self.tables.connection.execute(sql)
        return [dict(zip(query.columns, row, strict=True)) for row in cursor.fetchall()]


def in_memory(tables: "LakeTables") -> "LakeTables":
    """Replace the views of the lake's tables with copies in memory, and return the tables.

    A page needs some 30 queries, and all pages are then of one state of the lake, also while a
    load commits.
    """
    for table in tables.columns:
        name = f'{DATABASE}."{table}"'
        tables.connection.execute(f"CREATE TEMP TABLE copied AS FROM {name}")
        tables.connection.execute(f"DROP VIEW {name}")
        tables.connection.execute(f"CREATE TABLE {name} AS FROM copied")
        tables.connection.execute("DROP TABLE copied")
    return tables


def _with_values(sql: str, values: Mapping[str, object]) -> str:
    """Replace literals in the CTE ``parameters``, in DuckDB's SQL.

    Not by bound parameters, for which DuckDB imports pandas.
    """
    for name, value in values.items():
        text = str(value).replace("'", "''")
        # DuckDB's parser stops at a zero byte.
        literal = "('" + text.replace("\0", "' || chr(0) || '") + "')"
        pattern = rf"""CAST\((?:NULL|-?\d+|'(?:[^']|'')*') AS (\w+)\) AS "{name}\""""
        found = re.search(pattern, sql)
        if not found:
            raise ValueError(f"the query has no parameter {name}")
        with_value = f'CAST({literal} AS {found[1]}) AS "{name}"'
        sql = sql[: found.start()] + with_value + sql[found.end() :]
    return sql
