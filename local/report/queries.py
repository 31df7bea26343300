"""Named queries on the lake's tables, many times with other parameters."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local.athena_sql import to_duckdb, without_zero_bytes
from local.lake import DATABASE
from local.queries.named import named_query
from local.queries.parameters import with_values
from local.report.part import Rows

if TYPE_CHECKING:
    from local.queries.duckdb_tables import LakeTables


@dataclass(frozen=True)
class Queries:
    """The named queries on the tables of a lake.

    Translating a query to DuckDB's SQL takes some 0.1 s, so each is translated once, and then
    given its parameters.

    Attributes
    ----------
    translated
        DuckDB's SQL by query, for tables of these columns.
    """

    tables: "LakeTables"
    translated: dict[str, str] = field(default_factory=dict)

    def rows(self, name: str, **parameters: object) -> Rows:
        """Return the rows of a named query, each by column."""
        query = named_query(name)
        if name not in self.translated:
            self.translated[name] = to_duckdb(query.sql, self.tables.columns)
        # Not by bound parameters, for which DuckDB imports pandas.
        values = {parameter: str(value) for parameter, value in parameters.items()}
        sql = with_values(self.translated[name], values, name)
        cursor = self.tables.connection.execute(without_zero_bytes(sql))
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
