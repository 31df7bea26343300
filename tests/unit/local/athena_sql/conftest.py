"""Fixtures: a small lake in DuckDB's own tables, and a way to run Athena SQL on it."""

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
    "album": {
        "album_id": "varchar",
        "album_name": "varchar",
        "release_date": "date",
        "shown_at": "row(album_name timestamp(6), release_date timestamp(6))",
    },
    # Names that are words of SQL, as in the lake.
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
            ('a1', 'First', DATE '2024-02-29', NULL),
            ('a2', 'Second', DATE '2026-11-22',
             {'album_name': TIMESTAMP '2026-11-01 06:00:03', 'release_date': NULL::TIMESTAMP})
        ) AS t(album_id, album_name, release_date, shown_at);
        CREATE TABLE spotify.raw_file AS SELECT 1 AS local, 2 AS position, 3 AS entries;
        """
    )
    yield LakeTables(connection, COLUMNS)
    connection.close()


@pytest.fixture(scope="session")
def rows(tables: LakeTables) -> Rows:
    """Return a function that runs a query and returns its rows."""
    return lambda sql: list(run(tables, sql).rows)


def at(text: str) -> datetime:
    """Return a timestamp without a zone."""
    return datetime.fromisoformat(text)
