"""Lakes of a few snapshots, for cases that lake.py lacks."""

from collections.abc import Iterable, Mapping

from local.queries.duckdb_tables import LakeTables
from tests.unit.sql.lake import Row, at, entries, lake_of, snapshots_of


def snapshots(playlists: Mapping[str, Mapping[int, str]], **rows: Iterable[Row]) -> LakeTables:
    """Return a lake whose playlists had these songs on these days of November, and no others.

    Parameters
    ----------
    playlists
        The line that `entries` takes, by playlist id and day; empty for an empty playlist.
    rows
        Rows of tables other than playlist_entry, playlist_snapshot and raw_file.
    """
    lines = [
        (playlist_id, number, line)
        for playlist_id, days in playlists.items()
        for number, line in days.items()
    ]
    raw_files = [
        {
            "raw_file": f"{playlist_id}/202611{number:02}T060000Z.jsonl",
            "playlist_id": playlist_id,
            "extracted_at": at(number, 6),
            "status": "loaded",
        }
        for playlist_id, number, _ in lines
    ]
    playlist_entries = [entry for each in lines for entry in entries(*each)]
    return lake_of(
        playlist_entry=playlist_entries,
        raw_file=raw_files,
        playlist_snapshot=snapshots_of(raw_files),
        **rows,
    )
