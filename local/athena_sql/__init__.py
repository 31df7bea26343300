"""Athena's SQL (Trino's dialect, engine version 3) as DuckDB's SQL."""

from local.athena_sql.grouping import place_of_ungrouped
from local.athena_sql.transpile import MACROS, to_duckdb

__all__ = ["MACROS", "place_of_ungrouped", "to_duckdb"]
