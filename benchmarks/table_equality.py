"""Check that the tables of a baseline equal the job's: only then are their times comparable."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from cli.errors import UserError
from local.lake import Lake
from local.queries.duckdb_tables import open_tables

# The columns that are compared, those that pipelines of this kind usually have, with their types.
# The key comes first.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "album": {
        "album_id": "VARCHAR",
        "album_name": "VARCHAR",
        "release_date": "DATE",
        "total_tracks": "INTEGER",
        "album_url": "VARCHAR",
    },
    "artist": {"artist_id": "VARCHAR", "artist_name": "VARCHAR", "artist_url": "VARCHAR"},
    "song": {
        "song_id": "VARCHAR",
        "song_name": "VARCHAR",
        "duration_ms": "INTEGER",
        "song_url": "VARCHAR",
        "popularity": "INTEGER",
        "song_added_at": "TIMESTAMP",
        "album_id": "VARCHAR",
        "artist_id": "VARCHAR",
    },
}
# Wider or more precise types that count as the same.
_SAME_TYPE = {"BIGINT": "INTEGER", "TIMESTAMP_NS": "TIMESTAMP", "TIMESTAMP_MS": "TIMESTAMP"}

Tables = Mapping[str, pa.Table]


class TablesDifferError(UserError):
    """The tables of a baseline differ from the job's; the text has an example."""


def read_tables(out: Path) -> Tables:
    """Read the tables of a baseline from its folder: Parquet files or Iceberg tables.

    Raises
    ------
    TablesDifferError
        A table or column is missing or has another type.
    """
    if any(out.glob("*.parquet")):
        connection = duckdb.connect()
        sources = {name: f"'{out / name}.parquet'" for name in COLUMNS}
    else:
        connection = open_tables(Lake(out)).connection
        sources = {name: f"spotify.{name}" for name in COLUMNS}
    return {name: _read(connection, name, source) for name, source in sources.items()}


def _read(connection: duckdb.DuckDBPyConnection, name: str, source: str) -> pa.Table:
    wanted = COLUMNS[name]
    try:
        rows = connection.sql(f"SELECT {', '.join(wanted)} FROM {source}")  # noqa: S608 - our names
    except duckdb.Error as error:
        raise TablesDifferError(f"{name}: {str(error).splitlines()[0]}") from error
    for column, type_ in zip(rows.columns, rows.types, strict=True):
        if _SAME_TYPE.get(str(type_), str(type_)) != wanted[column]:
            raise TablesDifferError(f"{name}.{column} is {type_}, not {wanted[column]}")
    casts = ", ".join(f"{column}::{type_} AS {column}" for column, type_ in wanted.items())
    return rows.project(casts).to_arrow_table()


def check_equal(expected: Tables, got: Tables) -> None:
    """Compare all rows of all tables in both directions, duplicates included.

    Raises
    ------
    TablesDifferError
        Names the first table that differs, the number of rows, and an example.
    """
    for name, columns in COLUMNS.items():
        connection = duckdb.connect()
        connection.register("expected", expected[name])
        connection.register("got", got[name])
        key = next(iter(columns))
        missing = _rows(connection, "FROM expected EXCEPT ALL FROM got", key)
        unexpected = _rows(connection, "FROM got EXCEPT ALL FROM expected", key)
        if missing or unexpected:
            raise TablesDifferError(
                f"{name}: {len(missing):,} of the job's {len(expected[name]):,} rows are missing, "
                f"{len(unexpected):,} rows are not the job's; "
                f"{_example(list(columns), missing, unexpected)}"
            )


def _rows(connection: duckdb.DuckDBPyConnection, query: str, key: str) -> list[tuple[object, ...]]:
    return connection.sql(f"SELECT * FROM ({query}) ORDER BY {key}").fetchall()  # noqa: S608


def _example(
    columns: list[str], missing: list[tuple[object, ...]], unexpected: list[tuple[object, ...]]
) -> str:
    by_key = {row[0]: row for row in unexpected}
    for row in missing:
        if other := by_key.get(row[0]):
            differing = next(
                (i for i, (a, b) in enumerate(zip(row, other, strict=True)) if a != b), 0
            )
            return (
                f"{columns[0]} {row[0]!r} has {columns[differing]} {other[differing]!r}, "
                f"not {row[differing]!r}"
            )
    if missing:
        return f"missing: {dict(zip(columns, missing[0], strict=True))}"
    return f"not the job's: {dict(zip(columns, unexpected[0], strict=True))}"
