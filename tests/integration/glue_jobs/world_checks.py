"""Compares a lake's tables with the model of its worlds."""

from typing import Any

from tests.integration.glue_jobs import worlds
from tests.integration.glue_jobs.worlds import File

Tables = dict[str, list[dict[str, Any]]]
_NOT_IN_MODEL = {"reason", "total", "run_id", "loaded_at"}


def check_newest(rows: list[dict[str, Any]], key: str, expected: dict[str, dict[str, Any]]) -> None:
    """Compare a table's rows with the expected ones, which lack columns that no file shows.

    DuckDB's rows lack ``shown_at``: `local.queries` leaves nested types out.
    """
    assert sorted(row[key] for row in rows) == sorted(expected)  # each once, none missing
    for row in rows:
        assert row == {name: expected[row[key]].get(name) for name in row}


def check_against_model(tables: Tables, files: list[File]) -> None:
    check_newest(tables["album"], "album_id", worlds.expected_albums(files))
    check_newest(tables["artist"], "artist_id", worlds.expected_artists(files))
    check_newest(tables["song"], "song_id", worlds.expected_songs(files))
    check_newest(tables["playlist"], "playlist_id", worlds.expected_playlists(files))
    assert as_set(tables["song_artist"]) == worlds.expected_credits(files)
    assert as_set(tables["playlist_entry"]) == worlds.expected_entries(files)
    assert as_set(tables["raw_file"]) == worlds.expected_raw_files(files)


def as_set(rows: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    """Return rows as tuples; no row is there twice."""
    listed = [
        tuple(value for name, value in row.items() if name not in _NOT_IN_MODEL) for row in rows
    ]
    assert len(listed) == len(set(listed))
    return set(listed)
