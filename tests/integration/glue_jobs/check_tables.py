"""Compare a lake's tables with those that the model in `generated_files` expects."""

from typing import Any

from tests.integration.glue_jobs import generated_files
from tests.integration.glue_jobs.generated_files import File

Tables = dict[str, list[dict[str, Any]]]
_NOT_IN_MODEL = {"reason", "run_id", "loaded_at"}


def check_newest(rows: list[dict[str, Any]], key: str, expected: dict[str, dict[str, Any]]) -> None:
    """Compare a table's rows with the expected ones, which lack columns that no file shows."""
    assert sorted(row[key] for row in rows) == sorted(expected)  # no duplicates, none missing
    differing = {
        row[key]: {name: (value, expected[row[key]].get(name)) for name, value in row.items()
                   if value != expected[row[key]].get(name)}
        for row in rows
    }  # fmt: skip
    assert {id_: columns for id_, columns in differing.items() if columns} == {}


def check_against_model(tables: Tables, files: list[File]) -> None:
    check_newest(tables["album"], "album_id", generated_files.expected_albums(files))
    check_newest(tables["artist"], "artist_id", generated_files.expected_artists(files))
    check_newest(tables["song"], "song_id", generated_files.expected_songs(files))
    check_newest(tables["playlist"], "playlist_id", generated_files.expected_playlists(files))
    assert as_set(tables["song_artist"]) == generated_files.expected_credits(files)
    assert sorted(tables["playlist_snapshot"], key=_day) == sorted(
        generated_files.expected_snapshots(files), key=_day
    )
    assert as_set(tables["playlist_entry"]) == generated_files.expected_entries(files)
    assert as_set(tables["raw_file"]) == generated_files.expected_raw_files(files)


def _day(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["playlist_id"], row["snapshot_date"]


def as_set(rows: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    """Return rows as a set of tuples; fail on duplicates."""
    listed = [
        tuple(value for name, value in row.items() if name not in _NOT_IN_MODEL) for row in rows
    ]
    assert len(listed) == len(set(listed))
    return set(listed)
