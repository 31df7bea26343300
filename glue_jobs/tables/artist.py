"""The artist table."""

from typing import TYPE_CHECKING

from glue_jobs.tables.newest_wins import newest_per_key
from glue_jobs.tables.table import SEEN_COLUMNS, Column, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ARTIST = Table(
    name="artist",
    comment="Artists of the extracted songs and albums, as their newest file shows them",
    columns=(
        Column("artist_id", "string", "Spotify's artist id", "id"),
        Column("artist_name", "string", "Name", "name"),
        Column("artist_url", "string", "Page on open.spotify.com", "external_urls.spotify"),
        *SEEN_COLUMNS,
    ),
    key=("artist_id",),
    rule="newest wins",
)


def transform(extracted: "DataFrame") -> "DataFrame":
    """Return a batch's artists, one row per artist."""
    return newest_per_key(extracted.where("artist is not null").select("artist.*"), ARTIST)
