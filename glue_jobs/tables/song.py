"""The song table."""

from typing import TYPE_CHECKING

from glue_jobs.raw_format.payload import first_id, ids
from glue_jobs.tables.newest_wins import newest_per_key, newest_wins_table
from glue_jobs.tables.table import Column

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def _not_empty(id_: str | None) -> str | None:
    return id_ or None


SONG = newest_wins_table(
    name="song",
    comment="Songs (Spotify's tracks), as their newest file shows them",
    columns=(
        Column("song_id", "string", "Spotify's track id", "song_id"),
        Column("song_name", "string", "Name", "name"),
        Column("duration_ms", "int", "Duration in milliseconds", "duration_ms"),
        Column("explicit", "boolean", "Whether it has explicit lyrics", "explicit"),
        Column(
            "popularity",
            "int",
            "0 to 100 at last_seen_at; each day's is in playlist_entry",
            "popularity",
        ),
        Column(
            "isrc",
            "string",
            "Recording code; songs under several ids share it",
            "external_ids.isrc",
        ),
        Column("disc_number", "int", "Disc of the album, from 1", "disc_number"),
        Column("track_number", "int", "Place on the disc, from 1", "track_number"),
        Column("song_url", "string", "Page on open.spotify.com", "external_urls.spotify"),
        Column(
            "album_id",
            "string",
            "Its album, see album",
            "album.id",
            _not_empty,
        ),
        Column(
            "artist_id",
            "string",
            "First track artist, see artist; all are in song_artist",
            "artists",
            first_id,
        ),
        Column("song_added_at", "timestamp_ntz", "Earliest known addition to a playlist, UTC"),
    ),
    key=("song_id",),
    earliest=("song_added_at",),
    extras=(
        Column(
            "artist_ids",
            "array<string>",
            "In the order of the credits; null without an id",
            "artists",
            ids,
        ),
    ),
)


def transform(extracted: "DataFrame") -> "DataFrame":
    """Return a batch's songs, one row per song."""
    return newest_per_key(extracted.where("song is not null").select("song.*"), SONG)
