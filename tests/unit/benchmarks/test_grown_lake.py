"""The rows of the grown lake fit the tables, each other, and the raw file that is loaded on top."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.grown_lake import make_rows
from benchmarks.raw_files import write_raw_files
from glue_jobs.tables import TABLES

SONGS, DAYS = 20_000, 2
Rows = dict[str, dict[str, list[object]]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    made = make_rows(SONGS, DAYS)
    return {
        table: {name: column.to_pylist() for name, column in columns.items()}
        for table, columns in made.items()
    }


def test_columns_exist_and_keys_are_unique(rows: Rows) -> None:
    tables = {table.name: table for table in TABLES}
    for name, columns in rows.items():
        table = tables[name]
        assert set(table.key) <= columns.keys() <= set(table.column_names)
        assert len({len(column) for column in columns.values()}) == 1
        keys = list(zip(*(columns[name] for name in table.key), strict=True))
        assert len(set(keys)) == len(keys)


def test_row_counts(rows: Rows) -> None:
    assert {name: len(next(iter(columns.values()))) for name, columns in rows.items()} == {
        "song": 20_000,
        "album": 8_000,
        "artist": 6_000,
        "song_artist": 30_000,
        "playlist": 70,
        "playlist_entry": 70 * 2 * 100,
        "playlist_snapshot": 70 * 2,
        "raw_file": 70 * 2,
    }


@pytest.mark.parametrize(
    ("table", "column", "to"),
    [
        ("song", "album_id", "album"),
        ("song", "artist_id", "artist"),
        ("album", "artist_id", "artist"),
        ("song_artist", "song_id", "song"),
        ("song_artist", "artist_id", "artist"),
        ("playlist_entry", "song_id", "song"),
        ("playlist_entry", "playlist_id", "playlist"),
        ("playlist_entry", "raw_file", "raw_file"),
        ("playlist_snapshot", "raw_file", "raw_file"),
    ],
)
def test_foreign_keys_exist(rows: Rows, table: str, column: str, to: str) -> None:
    key = column if to != "raw_file" else "raw_file"
    assert set(rows[table][column]) <= set(rows[to][key])


def test_last_snapshot_is_one_day_before_the_first_generated_raw_file(
    rows: Rows, tmp_path: Path
) -> None:
    write_raw_files(tmp_path, 1, markets=False)
    (path,) = tmp_path.rglob("*.jsonl")
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    day = datetime.fromisoformat(lines[0]["extracted_at"]).date()
    shown = {entry["item"]["id"] for line in lines for entry in line["page"]["items"]}

    dates = {each for each in rows["playlist_entry"]["snapshot_date"] if isinstance(each, date)}
    assert dates == {day - timedelta(days=2), day - timedelta(days=1)}
    assert lines[0]["playlist"]["id"] in rows["playlist"]["playlist_id"]
    assert shown <= set(rows["song"]["song_id"])
