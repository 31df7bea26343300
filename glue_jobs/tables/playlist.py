"""The playlist table."""

from typing import TYPE_CHECKING

from glue_jobs.tables.newest_per_key import newest_per_key
from glue_jobs.tables.table import SEEN_COLUMNS, Column, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PLAYLIST = Table(
    name="playlist",
    comment="Playlists extracted, as their newest file shows them",
    columns=(
        Column("playlist_id", "string", "Spotify's playlist id"),
        Column("playlist_name", "string", "Name"),
        Column("owner_id", "string", "The owner's user id"),
        Column("owner_name", "string", "The owner's display name"),
        Column("description", "string", "Description"),
        Column("followers", "bigint", "Number of followers"),
        Column("playlist_url", "string", "Page on open.spotify.com"),
        *SEEN_COLUMNS,
    ),
    key=("playlist_id",),
    rule="newest wins",
)


def transform(sightings: "DataFrame", *, once: bool = False) -> "DataFrame":
    """Return the playlists among a batch's sightings, one row per playlist.

    Parameters
    ----------
    once
        Whether each playlist stands once among the sightings.
    """
    playlists = sightings.where("playlist is not null").select("playlist.*")
    return newest_per_key(playlists, PLAYLIST, once=once)
