"""A small lake in DuckDB's own tables, to run Athena's SQL on."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import duckdb
import pytest

from local.queries.duckdb_tables import LakeTables, prepare
from local.queries.run import run

COLUMNS = {
    "song": {
        "song_id": "varchar",
        "song_name": "varchar",
        "album_id": "varchar",
        "plays": "integer",
        "total": "bigint",
        "explicit": "boolean",
        "seen_at": "timestamp(6)",
    },
    "album": {"album_id": "varchar", "album_name": "varchar", "release_date": "date"},
    # Words of SQL's own among the names, as in the lake.
    "raw_file": {"local": "integer", "position": "integer", "entries": "integer"},
}


Rows = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def tables() -> Iterator[LakeTables]:
    connection = duckdb.connect(":memory:")
    prepare(connection)
    connection.execute(
        """
        CREATE TABLE spotify.song AS FROM (VALUES
            ('s1', 'One', 'a1', 7, 10::BIGINT, true, TIMESTAMP '2026-11-01 06:00:03'),
            ('s2', 'Two', 'a1', 8, NULL, false, TIMESTAMP '2026-11-02 06:00:03'),
            ('s3', NULL, 'a2', NULL, 5, NULL, TIMESTAMP '2026-11-02 23:59:59.5')
        ) AS t(song_id, song_name, album_id, plays, total, explicit, seen_at);
        CREATE TABLE spotify.album AS FROM (VALUES
            ('a1', 'First', DATE '2024-02-29'), ('a2', 'Second', DATE '2026-11-22')
        ) AS t(album_id, album_name, release_date);
        CREATE TABLE spotify.raw_file AS SELECT 1 AS local, 2 AS position, 3 AS entries;
        """
    )
    yield LakeTables(connection, COLUMNS)
    connection.close()


@pytest.fixture(scope="session")
def rows(tables: LakeTables) -> Rows:
    """Run a query and return its rows."""
    return lambda sql: list(run(tables, sql).rows)


def lake_with(values: str) -> LakeTables:
    """A lake of one table whose columns' types are unknown before a query runs."""
    connection = duckdb.connect(":memory:")
    prepare(connection)
    connection.execute(f"CREATE TABLE spotify.song AS SELECT {values}")
    return LakeTables(connection, {"song": {"x": "unknown", "y": "unknown"}})


def at(text: str) -> datetime:
    """A timestamp without zone."""
    return datetime.fromisoformat(text)
