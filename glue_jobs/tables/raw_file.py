"""The raw_file table: what became of each raw file."""

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from glue_jobs.tables.table import Column, Table

if TYPE_CHECKING:
    from datetime import datetime

    from pyspark.sql import DataFrame

RAW_FILE = Table(
    name="raw_file",
    comment="Every raw file met, with what it held or why it was rejected",
    columns=(
        Column("raw_file", "string", "Key below processed/ or rejected/"),
        Column("playlist_id", "string", "See playlist; null if rejected"),
        Column("extracted_at", "timestamp_ntz", "When the playlist was extracted, UTC"),
        Column("status", "string", "loaded or rejected"),
        Column("reason", "string", "Why it was rejected, and where"),
        Column("entries", "int", "Entries: tracks + episodes + local + unavailable"),
        Column("tracks", "int", "Entries that are songs"),
        Column("episodes", "int", "Entries that are podcast episodes"),
        Column("local", "int", "Entries that are files of the playlist's owner"),
        Column("unavailable", "int", "Entries whose track Spotify no longer shows"),
        Column("run_id", "string", "Run of the job that loaded it last"),
        Column("loaded_at", "timestamp_ntz", "When that was, UTC"),
    ),
    key=("raw_file",),
    rule="replace",
)


def transform(sightings: "DataFrame", run_id: str, loaded_at: "datetime") -> "DataFrame":
    """Return a row for each raw file of a batch that was loaded or rejected.

    Parameters
    ----------
    loaded_at
        In UTC, without a zone.
    """
    return (
        sightings.where("snapshot.status in ('loaded', 'rejected')")
        .select("snapshot.*")
        .withColumns(
            {
                "run_id": F.lit(run_id),
                "loaded_at": F.lit(loaded_at.isoformat(sep=" ")).cast("timestamp_ntz"),
            }
        )
        .select(*RAW_FILE.column_names)
    )
