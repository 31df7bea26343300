"""Athena's SQL (Trino's dialect, engine version 3) as DuckDB's SQL."""

from local.athena_sql.transpile import MACROS, to_duckdb

__all__ = ["MACROS", "to_duckdb"]
