"""The song table."""

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from glue_jobs.tables.newest_per_key import newest_per_key
from glue_jobs.tables.table import FIRST_SEEN_AT, SEEN_COLUMNS, Column, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

SONG = Table(
    name="song",
    comment="Songs (Spotify's tracks) seen, as their newest file shows them",
    columns=(
        Column("song_id", "string", "Spotify's track id"),
        Column("song_name", "string", "Name"),
        Column("duration_ms", "int", "Duration in milliseconds"),
        Column("explicit", "boolean", "Whether it has explicit lyrics"),
        Column("popularity", "int", "0 to 100 at last_seen_at; its course is in playlist_entry"),
        Column("isrc", "string", "Recording code; songs under several ids share it"),
        Column("disc_number", "int", "Disc of the album, from 1"),
        Column("track_number", "int", "Place on the disc, from 1"),
        Column("song_url", "string", "Page on open.spotify.com"),
        Column("album_id", "string", "Its album, see album"),
        Column("artist_id", "string", "First track artist, see artist; all are in song_artist"),
        Column("song_added_at", "timestamp_ntz", "Earliest known addition to a playlist, UTC"),
        *SEEN_COLUMNS,
    ),
    key=("song_id",),
    rule="newest wins",
    earliest=("song_added_at", FIRST_SEEN_AT),
    # So that of two contents of one time song and song_artist choose the same first artist.
    compared_first=("artist_id",),
)


def transform(sightings: "DataFrame", *, once: bool = False) -> "DataFrame":
    """Return the songs among a batch's sightings, one row per song.

    Parameters
    ----------
    once
        Whether each song stands once among the sightings.
    """
    songs = (
        sightings.where("song is not null")
        .select("song.*")
        .withColumn("artist_id", F.get("artist_ids", 0))
    )
    return newest_per_key(songs, SONG, once=once)
