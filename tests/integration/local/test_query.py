"""Athena SQL on the Iceberg tables that the job wrote, read by DuckDB."""

import json
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from cli.errors import UserError
from local.lake import DATABASE, Lake
from local.queries.duckdb_tables import open_tables
from local.queries.named import named_queries
from local.queries.run import run, run_query
from tests.conftest import Load, load_files, session_on


def raw_file(day: int, songs: dict[str, int]) -> bytes:
    """Return a raw file of these songs and their popularity."""
    items = [
        {
            "added_at": "2026-10-31T12:00:00Z",
            "item": {
                "type": "track",
                "id": song,
                "name": f"Song {song}",
                "popularity": popularity,
                "duration_ms": 61_500,
                "explicit": popularity > 50,
                "album": {
                    "id": "a1",
                    "name": "Album",
                    "release_date": "2024-02",
                    "release_date_precision": "month",
                    "artists": [{"id": "r1", "name": "Artist"}],
                },
                "artists": [{"id": "r1", "name": "Artist"}],
            },
        }
        for song, popularity in songs.items()
    ]
    line = {
        "format": "spotify-playlist-page/1",
        "playlist": {"id": "p", "name": "Top"},
        "extracted_at": f"2026-11-0{day}T06:00:03Z",
        "page": {"items": items},
    }
    return json.dumps(line).encode() + b"\n"


@pytest.fixture(scope="module")
def loaded(spark_process: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Two days; the second load changes rows of the first, so that there are delete files."""
    lake = Lake(tmp_path_factory.mktemp("loaded"))
    with session_on(spark_process, lake):
        load_files(lake, {"p/20261101T060003Z.jsonl": raw_file(1, {"s1": 7, "s2": 90, "s3": 60})})
        load_files(lake, {"p/20261102T060003Z.jsonl": raw_file(2, {"s1": 9, "s2": 80})})
    return lake


def rows(lake: Lake, sql: str) -> list[tuple[Any, ...]]:
    return list(run_query(lake, sql).rows)


def test_queries_read_each_row_once_in_its_newest_version(loaded: Lake) -> None:
    assert rows(
        loaded, "SELECT song_id, popularity, popularity / 2, last_seen_at FROM song ORDER BY 1"
    ) == [
        ("s1", 9, 4, datetime.fromisoformat("2026-11-02 06:00:03")),
        ("s2", 80, 40, datetime.fromisoformat("2026-11-02 06:00:03")),
        ("s3", 60, 30, datetime.fromisoformat("2026-11-01 06:00:03")),
    ]
    assert rows(
        loaded,
        """
        SELECT a.album_name, a.release_date, count(*), sum(e.popularity) / count(*),
            100.0 * count_if(s.explicit) / count(*)
        FROM playlist_entry e
        JOIN song s USING (song_id)
        JOIN spotify.album a ON a.album_id = s.album_id
        WHERE e.snapshot_date >= date '2026-11-01' AND e.added_at < timestamp '2026-11-01 00:00:00'
        GROUP BY 1, 2
        """,
    ) == [("Album", date(2024, 2, 1), 5, 49, rows(loaded, "SELECT 60.0")[0][0])]


def test_columns_have_athenas_types(loaded: Lake) -> None:
    result = run_query(loaded, 'SELECT * FROM "awsdatacatalog"."spotify"."playlist_entry"')

    assert {column.name: column.type for column in result.columns} == {
        "playlist_id": "varchar",
        "snapshot_date": "date",
        "position": "integer",
        "entry_type": "varchar",
        "song_id": "varchar",
        "added_at": "timestamp",
        "popularity": "integer",
        "extracted_at": "timestamp",
        "added_by": "varchar",
        "raw_file": "varchar",
    }
    assert open_tables(loaded).columns["playlist"]["followers"] == "bigint"
    assert open_tables(loaded).columns["song"]["first_seen_at"] == "timestamp(6)"
    artist = open_tables(loaded).columns["artist"]
    assert artist["shown_at"] == "row(artist_name timestamp(6), artist_url timestamp(6))"
    # No file shows a URL.
    assert rows(loaded, "SELECT shown_at, shown_at.artist_name FROM artist") == [
        (
            {"artist_name": datetime.fromisoformat("2026-11-02 06:00:03"), "artist_url": None},
            datetime.fromisoformat("2026-11-02 06:00:03"),
        )
    ]


def test_named_queries_run_on_tables_written_by_the_job(loaded: Lake) -> None:
    """Rows are tested on the hand-made lake; this tests the types of the real tables."""
    tables = open_tables(loaded)
    for name, query in named_queries().items():
        result = run(tables, query.sql)
        assert tuple(column.name for column in result.columns) == query.columns, name
        list(result.rows)


def test_lake_has_no_checksum_files(loaded: Lake) -> None:
    files = [path.name for path in loaded.warehouse.rglob("*") if path.is_file()]
    assert {name for name in files if name.endswith(".parquet")}
    assert not [name for name in files if name.startswith(".")]


def test_moved_lake_can_be_read(loaded: Lake, tmp_path: Path) -> None:
    before = rows(loaded, "SELECT * FROM song ORDER BY song_id")
    moved = Lake(tmp_path / "it's [moved]")
    shutil.move(loaded.root, moved.root)
    try:
        assert rows(moved, "SELECT * FROM song ORDER BY song_id") == before
    finally:
        shutil.move(moved.root, loaded.root)


def test_empty_table_can_be_queried(lake: Lake, load: Load) -> None:
    load(lake, {"p/bad.jsonl": b"{"})

    assert rows(lake, "SELECT count(*), max(song_id) FROM song") == [(0, None)]
    assert rows(lake, "SELECT status FROM raw_file") == [("rejected",)]


def test_connection_reads_only_the_tables(loaded: Lake, tmp_path: Path) -> None:
    """The transpiler refuses these too."""
    tables = open_tables(loaded)
    before = sorted((loaded.root).rglob("*"))
    secret = tmp_path / "secret.csv"
    secret.write_text("secret")
    for statement in (
        f"SELECT * FROM read_text('{secret}')",
        f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
        f"ATTACH '{tmp_path / 'out.duckdb'}'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "DELETE FROM spotify.song",
    ):
        with pytest.raises(Exception, match=r"(?i)permission|locked|disabled|base table"):
            tables.connection.execute(statement)

    assert sorted(loaded.root.rglob("*")) == before
    assert not list(tmp_path.glob("out*"))


def test_unknown_table_suggests_the_nearest(loaded: Lake) -> None:
    with pytest.raises(UserError, match=r"there is no table 'songs'; perhaps you mean song"):
        run_query(loaded, f"SELECT 1 FROM {DATABASE}.songs")
