"""The raw_file table: what became of each raw file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from pyspark.sql import functions as F

from glue_jobs.tables.extracted import extracted_type
from glue_jobs.tables.table import Column, Table

if TYPE_CHECKING:
    from datetime import datetime

    from pyspark.sql import DataFrame

    from glue_jobs.raw_format.decode import RawFile

RAW_FILE = Table(
    name="raw_file",
    comment="Every raw file, with its counts or the reason why it was rejected",
    columns=(
        Column("raw_file", "string", "Key below processed/ or rejected/"),
        Column("playlist_id", "string", "See playlist; null if rejected"),
        Column("extracted_at", "timestamp_ntz", "When the playlist was extracted, UTC"),
        Column("status", "string", "loaded or rejected"),
        Column("reason", "string", "Why it was rejected, and where"),
        Column("entries", "int", "Entries: tracks + episodes + local + unavailable"),
        Column(
            "total", "int", "Entries that the playlist has, as Spotify says; null if it does not"
        ),
        Column("tracks", "int", "Entries that are songs"),
        Column("episodes", "int", "Entries that are podcast episodes"),
        Column("local", "int", "Entries that are files of the playlist's owner"),
        Column("unavailable", "int", "Entries whose track Spotify no longer shows"),
        Column("run_id", "string", "Run of the job that loaded it last"),
        Column("loaded_at", "timestamp_ntz", "When that was, UTC"),
    ),
    key=("raw_file",),
    rule="replace",
    extras=(Column("version", "string", "Tells a file from one that replaced it"),),
)

# What became of a file: its status is loaded, rejected (it does not hold the raw format) or failed
# (it could not be read now).
FILE_RESULT = extracted_type(RAW_FILE, without=["run_id", "loaded_at"])


def loaded_file(key: str, version: str, raw_file: "RawFile", counts: Mapping[str, int]) -> Any:
    """Return the result of a file that was decoded, given how many entries of each type it has."""
    return {
        "raw_file": key,
        "version": version,
        "playlist_id": raw_file.playlist.id,
        "extracted_at": raw_file.extracted_at,
        "status": "loaded",
        "entries": sum(counts.values()),
        "total": raw_file.total,
        "tracks": counts.get("track", 0),
        "episodes": counts.get("episode", 0),
        "local": counts.get("local", 0),
        "unavailable": counts.get("unavailable", 0),
    }


def unloaded_file(
    key: str, version: str | None, status: Literal["rejected", "failed"], reason: str
) -> Any:
    """Return the result of a file that was not decoded."""
    counts = dict.fromkeys(("entries", "tracks", "episodes", "local", "unavailable"), 0)
    return {"raw_file": key, "version": version, "status": status, "reason": reason, **counts}


def transform(extracted: "DataFrame", run_id: str, loaded_at: "datetime") -> "DataFrame":
    """Return a row for each raw file of a batch that was loaded or rejected.

    Parameters
    ----------
    loaded_at
        In UTC, without a zone.
    """
    return (
        extracted.where("file.status in ('loaded', 'rejected')")
        .select("file.*")
        .withColumns(
            {
                "run_id": F.lit(run_id),
                "loaded_at": F.lit(loaded_at.isoformat(sep=" ")).cast("timestamp_ntz"),
            }
        )
        .select(*RAW_FILE.column_names)
    )
