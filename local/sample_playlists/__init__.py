"""Invented Spotify playlists in the Web API's shape, day by day: charts and a user's library.

>>> from local.sample_playlists import TOP_100, raw_key, snapshots
>>> first = next(snapshots())
>>> first.playlist_id == TOP_100, len(first.entries)
(True, 100)
>>> raw_key(first).partition("/")[2]
'20261101T060003Z.jsonl'
"""

from local.sample_playlists.playlists import (
    FRESH_FINDS,
    KITCHEN_RADIO,
    LIKED_SONGS,
    ODDS_AND_ENDS,
    SEED,
    TOP_100,
    SampleDay,
    first_day_until,
    sample_days,
    snapshots,
)
from local.sample_playlists.ranking import FIRST_DAY
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
    "KITCHEN_RADIO",
    "LIKED_SONGS",
    "ODDS_AND_ENDS",
    "SEED",
    "TOP_100",
    "SampleDay",
    "Snapshot",
    "first_day_until",
    "page",
    "pages",
    "playlist_object",
    "raw_key",
    "raw_lines",
    "sample_days",
    "snapshots",
]
