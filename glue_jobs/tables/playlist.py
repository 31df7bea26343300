"""The playlist table."""

from typing import TYPE_CHECKING

from glue_jobs.tables.newest_wins import newest_per_key, newest_wins_table
from glue_jobs.tables.table import Column

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PLAYLIST = newest_wins_table(
    name="playlist",
    comment="Extracted playlists, as their newest file shows them",
    columns=(
        Column("playlist_id", "string", "Spotify's playlist id", "id"),
        Column("playlist_name", "string", "Name", "name"),
        Column("owner_id", "string", "The owner's user id", "owner_id"),
        Column("owner_name", "string", "The owner's display name", "owner_name"),
        Column("description", "string", "Description", "description"),
        Column("followers", "bigint", "Number of followers", "followers"),
        Column("playlist_url", "string", "Page on open.spotify.com", "url"),
    ),
    key=("playlist_id",),
)


def transform(extracted: "DataFrame") -> "DataFrame":
    """Return a batch's playlists, one row per playlist."""
    return newest_per_key(extracted.where("playlist is not null").select("playlist.*"), PLAYLIST)
