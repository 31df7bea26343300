"""Any difference between the tables of a baseline and the job's is found and named."""

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.table_equality import (
    ALL_TABLES,
    THREE_TABLES,
    TablesDifferError,
    check_equal,
    read_tables,
)

ADDED = datetime(2026, 11, 1, 6)  # noqa: DTZ001 - UTC, as the tables store it
ALBUMS: list[dict[str, object]] = [
    {"album_id": "a1", "album_name": "A", "release_date": date(1996, 1, 1), "total_tracks": 3,
     "album_url": "u1"},
    {"album_id": "a2", "album_name": None, "release_date": None, "total_tracks": 9,
     "album_url": "u2"},
]  # fmt: skip
ARTISTS = [{"artist_id": "x1", "artist_name": "X", "artist_url": "u"}]
SONGS = [
    {"song_id": "s1", "song_name": "S", "duration_ms": 1, "song_url": "u", "popularity": 5,
     "song_added_at": ADDED, "album_id": "a1", "artist_id": "x1"}
]  # fmt: skip
TYPES = {
    "album_name": pa.string(),
    "release_date": pa.date32(),
    "song_added_at": pa.timestamp("us"),
}


def written(
    folder: Path, albums: list[dict[str, object]], types: dict[str, pa.DataType] = TYPES
) -> Path:
    folder.mkdir()
    for name, rows in (("album", albums), ("artist", ARTISTS), ("song", SONGS)):
        table = pa.Table.from_pylist(rows)
        for number, field in enumerate(table.schema):
            if field.name in types:
                column = table.column(number).cast(types[field.name])
                table = table.set_column(number, field.name, column)
        pq.write_table(table, folder / f"{name}.parquet")
    return folder


def difference(tmp_path: Path, albums: list[dict[str, object]]) -> str:
    expected = read_tables(written(tmp_path / "expected", ALBUMS), THREE_TABLES)
    with pytest.raises(TablesDifferError) as raised:
        check_equal(expected, read_tables(written(tmp_path / "got", albums), THREE_TABLES))
    return str(raised.value)


def test_row_order_and_more_precise_times_do_not_matter(tmp_path: Path) -> None:
    finer = TYPES | {"song_added_at": pa.timestamp("ns"), "total_tracks": pa.int16()}
    wider = TYPES | {"song_added_at": pa.timestamp("ms"), "total_tracks": pa.int64()}
    check_equal(
        read_tables(written(tmp_path / "expected", ALBUMS), THREE_TABLES),
        read_tables(written(tmp_path / "wider", ALBUMS[::-1], wider), THREE_TABLES),
    )
    with pytest.raises(TablesDifferError, match=r"album\.total_tracks is SMALLINT, not INTEGER"):
        read_tables(written(tmp_path / "finer", ALBUMS, finer), THREE_TABLES)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("total_tracks", 4, "'a1' has total_tracks 4, not 3"),
        ("album_name", None, "'a1' has album_name None, not 'A'"),
        ("release_date", date(1996, 1, 2), "has release_date datetime.date(1996, 1, 2), not"),
    ],
)
def test_changed_value(tmp_path: Path, column: str, value: object, message: str) -> None:
    found = difference(tmp_path, [ALBUMS[0] | {column: value}, ALBUMS[1]])

    assert found.startswith("album: 1 of the job's 2 rows are missing")
    assert message in found


def test_value_instead_of_null(tmp_path: Path) -> None:
    found = difference(tmp_path, [ALBUMS[0], ALBUMS[1] | {"album_name": ""}])

    assert "'a2' has album_name '', not None" in found


def test_missing_row(tmp_path: Path) -> None:
    found = difference(tmp_path, ALBUMS[:1])

    assert found.startswith(
        "album: 1 of the job's 2 rows are missing, 0 rows are not the job's; "
        "missing: {'album_id': 'a2'"
    )


def test_duplicate_row(tmp_path: Path) -> None:
    found = difference(tmp_path, [*ALBUMS, ALBUMS[0]])

    assert found.startswith(
        "album: 0 of the job's 2 rows are missing, 1 rows are not the job's; "
        "not the job's: {'album_id': 'a1'"
    )


def test_example_names_the_whole_key() -> None:
    entries = pa.table({
        "playlist_id": ["p", "p"], "snapshot_date": [date(2026, 11, 1)] * 2,
        "position": [1, 2], "song_id": ["s1", "s2"],
    })  # fmt: skip
    other = entries.set_column(3, "song_id", pa.array(["s1", "s3"]))

    with pytest.raises(TablesDifferError) as raised:
        check_equal({"playlist_entry": entries}, {"playlist_entry": other})

    assert str(raised.value) == (
        "playlist_entry: 1 of the job's 2 rows are missing, 1 rows are not the job's; playlist_id "
        "'p', snapshot_date datetime.date(2026, 11, 1), position 2 has song_id 's3', not 's2'"
    )


def test_all_columns_that_the_run_does_not_determine_are_compared() -> None:
    assert len(ALL_TABLES) == 8
    assert not {"run_id", "loaded_at", "shown_at"} & set().union(*ALL_TABLES.values())
    assert list(ALL_TABLES["song_artist"].items()) == [
        ("song_id", "VARCHAR"), ("artist_position", "INTEGER"), ("artist_id", "VARCHAR"),
        ("seen_at", "TIMESTAMP"),
    ]  # fmt: skip


def test_date_of_another_type(tmp_path: Path) -> None:
    for name, type_ in {"VARCHAR": pa.string(), "TIMESTAMP": pa.timestamp("us")}.items():
        types = TYPES | {"release_date": type_}
        with pytest.raises(TablesDifferError, match=rf"album\.release_date is {name}, not DATE"):
            read_tables(written(tmp_path / name, ALBUMS, types), THREE_TABLES)


def test_missing_column_or_table(tmp_path: Path) -> None:
    without = written(tmp_path / "without", [{"album_id": "a1"}])
    with pytest.raises(TablesDifferError, match=r"album: .*album_name"):
        read_tables(without, THREE_TABLES)
    (without / "album.parquet").unlink()
    with pytest.raises(TablesDifferError, match=r"album: .*No files found"):
        read_tables(without, THREE_TABLES)
