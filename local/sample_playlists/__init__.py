"""Invented Spotify playlists in the Web API's own shape: a chart and its neighbours, day by day.

>>> from local.sample_playlists import TOP_100, raw_key, snapshots
>>> first = next(snapshots())
>>> first.playlist_id == TOP_100, len(first.entries)
(True, 100)
>>> raw_key(first).partition("/")[2]
'20261101T060003Z.jsonl'
"""

from local.sample_playlists.playlists import (
    FIRST_DAY,
    FRESH_FINDS,
    ODDS_AND_ENDS,
    SEED,
    TOP_100,
    snapshots,
)
from local.sample_playlists.snapshot import (
    Snapshot,
    page,
    pages,
    playlist_object,
    raw_key,
    raw_lines,
)

__all__ = [
    "FIRST_DAY",
    "FRESH_FINDS",
    "ODDS_AND_ENDS",
    "SEED",
    "TOP_100",
    "Snapshot",
    "page",
    "pages",
    "playlist_object",
    "raw_key",
    "raw_lines",
    "snapshots",
]
