"""Translate Athena SQL (Trino's dialect, engine version 3) to DuckDB's."""

from local.athena_sql.transpile import MACROS, to_duckdb, without_zero_bytes

__all__ = ["MACROS", "to_duckdb", "without_zero_bytes"]
