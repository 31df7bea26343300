"""The playlist_snapshot table: what each playlist was, day by day."""

from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from glue_jobs.tables.extracted import PayloadColumns, extracted_type
from glue_jobs.tables.table import Column, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, Row

    from glue_jobs.raw_format.decode import RawFile

PLAYLIST_SNAPSHOT = Table(
    name="playlist_snapshot",
    comment="Each playlist's latest snapshot of each UTC day",
    columns=(
        Column("playlist_id", "string", "See playlist", "id"),
        Column("snapshot_date", "date", "UTC day of the extraction"),
        Column("playlist_name", "string", "Name", "name"),
        Column("description", "string", "Description", "description"),
        Column("owner_id", "string", "The owner's user id", "owner_id"),
        Column("owner_name", "string", "The owner's display name", "owner_name"),
        Column("followers", "bigint", "Number of followers", "followers"),
        Column("is_public", "boolean", "Whether the owner's profile shows it", "public"),
        Column("is_collaborative", "boolean", "Whether others may change it", "collaborative"),
        Column("image_url", "string", "Cover", "image_url"),
        Column("snapshot_id", "string", "Spotify's id of the playlist's version", "snapshot_id"),
        Column("entries", "int", "Entries of the raw file, in playlist_entry"),
        Column(
            "total",
            "int",
            "Entries of the playlist, as Spotify says; null if it does not. "
            "The snapshot is not whole where it has fewer",
        ),
        Column("extracted_at", "timestamp_ntz", "When the playlist was extracted, UTC"),
        Column("raw_file", "string", "Its source, see raw_file"),
    ),
    key=("playlist_id", "snapshot_date"),
    rule="replace",
    partitioned_by="months(snapshot_date)",
)

SNAPSHOT_KEY = PLAYLIST_SNAPSHOT.key
SNAPSHOT_COLUMNS = (*SNAPSHOT_KEY, "extracted_at", "raw_file")

# A snapshot is whole unless it is known to have fewer entries than the playlist: of a partial one
# the missing entries would count as removed. Where Spotify shows no total, nothing is known.
WHOLE = "entries >= coalesce(total, 0)"


def is_whole(file_result: "Row") -> bool:
    """Return whether the snapshot of a loaded file is ``WHOLE``."""
    return bool(file_result.entries >= (file_result.total or 0))


SNAPSHOT = extracted_type(PLAYLIST_SNAPSHOT, without=["snapshot_date"])
_HEADER = PayloadColumns(PLAYLIST_SNAPSHOT)


def snapshot_row(key: str, raw_file: "RawFile", entries: int) -> dict[str, Any]:
    """Return the snapshot that a decoded raw file holds; a field that it lacks is null."""
    header = {name: value for name, (value,) in _HEADER.read([raw_file.playlist]).items()}
    return header | {
        "entries": entries,
        "total": raw_file.total,
        "extracted_at": raw_file.extracted_at,
        "raw_file": key,
    }


def transform(extracted: "DataFrame", raw_file: "DataFrame") -> "DataFrame":
    """Return the snapshots of a batch that are the latest of their day.

    Parameters
    ----------
    extracted
        A batch's extracted rows.
    raw_file
        The existing files, at least those of the batch's days.
    """
    snapshots = extracted.where("snapshot is not null").select(
        "snapshot.*", F.to_date("snapshot.extracted_at").alias("snapshot_date")
    )
    return snapshots.join(
        latest_snapshots(snapshots, raw_file), [*SNAPSHOT_COLUMNS], "left_semi"
    ).select(*PLAYLIST_SNAPSHOT.column_names)


def latest_snapshots(snapshots: "DataFrame", raw_file: "DataFrame") -> "DataFrame":
    """Return the ``SNAPSHOT_COLUMNS`` of the latest snapshot of each playlist and day."""
    existing = raw_file.where("status = 'loaded'").withColumn(
        "snapshot_date", F.to_date("extracted_at")
    )
    return (
        snapshots.select(*SNAPSHOT_COLUMNS)
        .unionByName(existing.select(*SNAPSHOT_COLUMNS))
        .groupBy(*SNAPSHOT_KEY)
        .agg(F.max(F.struct("extracted_at", "raw_file")).alias("latest"))
        .select(*SNAPSHOT_KEY, "latest.*")
    )
