"""The album table."""

from typing import TYPE_CHECKING

from glue_jobs.tables.newest_per_key import newest_per_key
from glue_jobs.tables.table import SEEN_COLUMNS, Column, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ALBUM = Table(
    name="album",
    comment="Albums of the songs seen, as their newest file shows them",
    columns=(
        Column("album_id", "string", "Spotify's album id"),
        Column("album_name", "string", "Name"),
        Column("album_type", "string", "album, single or compilation"),
        Column("release_date", "date", "First day that the release date names; null if it is none"),
        Column("release_date_precision", "string", "What Spotify knows of it: day, month or year"),
        Column("total_tracks", "int", "Number of tracks"),
        Column("album_url", "string", "Page on open.spotify.com"),
        Column("image_url", "string", "Widest cover"),
        Column("artist_id", "string", "First album artist, see artist"),
        *SEEN_COLUMNS,
    ),
    key=("album_id",),
    rule="newest wins",
)


def transform(sightings: "DataFrame", *, once: bool = False) -> "DataFrame":
    """Return the albums among a batch's sightings, one row per album.

    Parameters
    ----------
    once
        Whether each album stands once among the sightings.
    """
    albums = sightings.where("album is not null").select("album.*")
    return newest_per_key(albums, ALBUM, once=once)
