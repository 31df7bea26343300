"""Check that the tables of a baseline equal the job's: only then are their times comparable."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from cli.errors import UserError
from glue_jobs.tables import TABLES
from glue_jobs.tables.table import SHOWN_AT
from local.lake import Lake
from local.queries.duckdb_tables import open_tables

Columns = Mapping[str, Mapping[str, str]]

_TYPES = {
    "string": "VARCHAR",
    "int": "INTEGER",
    "bigint": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp_ntz": "TIMESTAMP",
}
# They depend on the run, or are null for files that show everything.
_NOT_COMPARED = {"run_id", "loaded_at", SHOWN_AT}
# The columns of each table, with their types.
ALL_TABLES: Columns = {
    table.name: {
        column.name: _TYPES[column.type]
        for column in table.columns
        if column.name not in _NOT_COMPARED
    }
    for table in TABLES
}
# Those that pipelines of this kind usually have.
_USUAL = {
    "album": ("album_id", "album_name", "release_date", "total_tracks", "album_url"),
    "artist": ("artist_id", "artist_name", "artist_url"),
    "song": (
        "song_id", "song_name", "duration_ms", "song_url", "popularity", "song_added_at",
        "album_id", "artist_id",
    ),
}  # fmt: skip
THREE_TABLES: Columns = {
    table: {column: ALL_TABLES[table][column] for column in columns}
    for table, columns in _USUAL.items()
}
_KEYS: Mapping[str, Sequence[str]] = {table.name: table.key for table in TABLES}
# Wider or more precise types that count as the same.
_SAME_TYPE = {"BIGINT": "INTEGER", "TIMESTAMP_NS": "TIMESTAMP", "TIMESTAMP_MS": "TIMESTAMP"}

Tables = Mapping[str, pa.Table]


class TablesDifferError(UserError):
    """The tables of a baseline differ from the job's; the text has an example."""


def read_tables(out: Path, wanted: Columns) -> Tables:
    """Read tables of a baseline from its folder: Parquet files or Iceberg tables.

    Raises
    ------
    TablesDifferError
        A table or column is missing or has another type.
    """
    if any(out.glob("*.parquet")):
        connection = duckdb.connect()
        sources = {name: f"'{out / name}.parquet'" for name in wanted}
    else:
        connection = open_tables(Lake(out)).connection
        sources = {name: f"spotify.{name}" for name in wanted}
    return {name: _read(connection, name, source, wanted[name]) for name, source in sources.items()}


def _read(
    connection: duckdb.DuckDBPyConnection, name: str, source: str, wanted: Mapping[str, str]
) -> pa.Table:
    try:
        rows = connection.sql(f"SELECT {', '.join(wanted)} FROM {source}")  # noqa: S608 - our names
    except duckdb.Error as error:
        raise TablesDifferError(f"{name}: {str(error).splitlines()[0]}") from error
    for column, type_ in zip(rows.columns, rows.types, strict=True):
        if _same_type(str(type_)) != _same_type(wanted[column]):
            raise TablesDifferError(f"{name}.{column} is {type_}, not {wanted[column]}")
    casts = ", ".join(f"{column}::{type_} AS {column}" for column, type_ in wanted.items())
    return rows.project(casts).to_arrow_table()


def _same_type(type_: str) -> str:
    return _SAME_TYPE.get(type_, type_)


def check_equal(expected: Tables, got: Tables) -> None:
    """Compare all rows of the tables and columns in ``got`` in both directions, also duplicates.

    Raises
    ------
    TablesDifferError
        Names the first table that differs, the number of rows, and an example.
    """
    for name, table in got.items():
        connection = duckdb.connect()
        connection.register("expected", expected[name].select(table.column_names))
        connection.register("got", table)
        key = _KEYS[name]
        missing = _rows(connection, "FROM expected EXCEPT ALL FROM got", key)
        unexpected = _rows(connection, "FROM got EXCEPT ALL FROM expected", key)
        if missing or unexpected:
            raise TablesDifferError(
                f"{name}: {len(missing):,} of the job's {len(expected[name]):,} rows are missing, "
                f"{len(unexpected):,} rows are not the job's; {_example(key, missing, unexpected)}"
            )


def _rows(
    connection: duckdb.DuckDBPyConnection, query: str, key: Sequence[str]
) -> list[dict[str, object]]:
    rows = connection.sql(f"SELECT * FROM ({query}) ORDER BY {', '.join(key)}")  # noqa: S608
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]


def _example(
    key: Sequence[str],
    missing: Sequence[Mapping[str, object]],
    unexpected: Sequence[Mapping[str, object]],
) -> str:
    by_key = {tuple(row[column] for column in key): row for row in unexpected}
    for row in missing:
        if other := by_key.get(tuple(row[column] for column in key)):
            name = ", ".join(f"{column} {row[column]!r}" for column in key)
            column = next((column for column in row if row[column] != other[column]), key[0])
            return f"{name} has {column} {other[column]!r}, not {row[column]!r}"
    return f"missing: {missing[0]}" if missing else f"not the job's: {unexpected[0]}"
