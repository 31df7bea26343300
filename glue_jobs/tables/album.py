"""The album table."""

from typing import TYPE_CHECKING

from glue_jobs.raw_format.dates import parse_release_date
from glue_jobs.raw_format.payload import first_id, first_url
from glue_jobs.tables.newest_wins import newest_per_key, newest_wins_table
from glue_jobs.tables.table import Column

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ALBUM = newest_wins_table(
    name="album",
    comment="Albums of the extracted songs, as their newest file shows them",
    columns=(
        Column("album_id", "string", "Spotify's album id", "id"),
        Column("album_name", "string", "Name", "name"),
        Column("album_type", "string", "album, single or compilation", "album_type"),
        Column(
            "release_date",
            "date",
            "First day of the release date; null if it is no date",
            ("release_date", "release_date_precision"),
            parse_release_date,
        ),
        Column(
            "release_date_precision",
            "string",
            "What Spotify knows of it: day, month or year",
            "release_date_precision",
            part_of="release_date",
        ),
        Column("total_tracks", "int", "Number of tracks", "total_tracks"),
        Column("album_url", "string", "Page on open.spotify.com", "external_urls.spotify"),
        Column("image_url", "string", "Widest cover", "images", first_url),
        Column("artist_id", "string", "First album artist, see artist", "artists", first_id),
    ),
    key=("album_id",),
)


def transform(extracted: "DataFrame") -> "DataFrame":
    """Return a batch's albums, one row per album."""
    return newest_per_key(extracted.where("album is not null").select("album.*"), ALBUM)
