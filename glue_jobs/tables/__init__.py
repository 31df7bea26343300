"""The tables of the lake, one a module: its columns, its key and the transform that fills it.

Nothing here knows of storage, sessions or arguments.
"""

from glue_jobs.tables.album import ALBUM
from glue_jobs.tables.artist import ARTIST
from glue_jobs.tables.playlist import PLAYLIST
from glue_jobs.tables.playlist_entry import PLAYLIST_ENTRY
from glue_jobs.tables.playlist_snapshot import PLAYLIST_SNAPSHOT
from glue_jobs.tables.raw_file import RAW_FILE
from glue_jobs.tables.song import SONG
from glue_jobs.tables.song_artist import SONG_ARTIST

TABLES = (ALBUM, ARTIST, SONG, SONG_ARTIST, PLAYLIST, PLAYLIST_SNAPSHOT, PLAYLIST_ENTRY, RAW_FILE)

__all__ = [
    "ALBUM",
    "ARTIST",
    "PLAYLIST",
    "PLAYLIST_ENTRY",
    "PLAYLIST_SNAPSHOT",
    "RAW_FILE",
    "SONG",
    "SONG_ARTIST",
    "TABLES",
]
