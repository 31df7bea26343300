"""Lakes of a few snapshots, for cases that the lake made by hand does not hold."""

from collections.abc import Iterable, Mapping

from local.queries.duckdb_tables import LakeTables
from tests.unit.sql.lake import Row, at, entries, lake_of


def snapshots(playlists: Mapping[str, Mapping[int, str]], **rows: Iterable[Row]) -> LakeTables:
    """A lake in which playlists held these songs, on these days of November, and nothing else.

    Parameters
    ----------
    playlists
        By playlist's id and day the line that `entries` takes; empty for an empty playlist.
    rows
        Of other tables than playlist_entry and raw_file, in place of the hand-made lake's.
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
    return lake_of(playlist_entry=playlist_entries, raw_file=raw_files, **rows)
