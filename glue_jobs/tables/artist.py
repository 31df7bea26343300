"""The artist table."""

from typing import TYPE_CHECKING

from glue_jobs.tables.newest_wins import newest_per_key, newest_wins_table
from glue_jobs.tables.table import Column

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ARTIST = newest_wins_table(
    name="artist",
    comment="Artists of the extracted songs and albums, as their newest file shows them",
    columns=(
        Column("artist_id", "string", "Spotify's artist id", "id"),
        Column("artist_name", "string", "Name", "name"),
        Column("artist_url", "string", "Page on open.spotify.com", "external_urls.spotify"),
    ),
    key=("artist_id",),
)


def transform(extracted: "DataFrame") -> "DataFrame":
    """Return a batch's artists, one row per artist."""
    return newest_per_key(extracted.where("artist is not null").select("artist.*"), ARTIST)
