"""Run Athena SQL on the lake with DuckDB."""
