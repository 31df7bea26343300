"""The artist table."""

from typing import TYPE_CHECKING

from glue_jobs.tables.newest_per_key import newest_per_key
from glue_jobs.tables.table import SEEN_COLUMNS, Column, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ARTIST = Table(
    name="artist",
    comment="Artists of the songs and albums seen, as their newest file shows them",
    columns=(
        Column("artist_id", "string", "Spotify's artist id"),
        Column("artist_name", "string", "Name"),
        Column("artist_url", "string", "Page on open.spotify.com"),
        *SEEN_COLUMNS,
    ),
    key=("artist_id",),
    rule="newest wins",
)


def transform(sightings: "DataFrame", *, once: bool = False) -> "DataFrame":
    """Return the artists among a batch's sightings, one row per artist.

    Parameters
    ----------
    once
        Whether each artist stands once among the sightings.
    """
    artists = sightings.where("artist is not null").select("artist.*")
    return newest_per_key(artists, ARTIST, once=once)
