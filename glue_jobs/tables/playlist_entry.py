"""The playlist_entry table: the entries of each playlist, day by day."""

from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from glue_jobs.tables.extracted import extracted_type, whole_number
from glue_jobs.tables.playlist_snapshot import SNAPSHOT_COLUMNS, SNAPSHOT_KEY, latest_snapshots
from glue_jobs.tables.table import Column, Table

if TYPE_CHECKING:
    from datetime import datetime

    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from glue_jobs.raw_format.payload import Track

PLAYLIST_ENTRY = Table(
    name="playlist_entry",
    comment="Every entry of each playlist's latest snapshot of each UTC day",
    columns=(
        Column("playlist_id", "string", "See playlist"),
        Column("snapshot_date", "date", "UTC day of the extraction"),
        Column("position", "int", "Place in the playlist, from 1"),
        Column("entry_type", "string", "track, episode, local or unavailable"),
        Column("song_id", "string", "See song; null unless entry_type is track"),
        Column(
            "added_at", "timestamp_ntz", "When it was added to the playlist, UTC; null if unknown"
        ),
        Column("added_by", "string", "User id of who added it; null if unknown, or not kept"),
        Column("popularity", "int", "The song's popularity that day, 0 to 100"),
        Column("extracted_at", "timestamp_ntz", "When the playlist was extracted, UTC"),
        Column("raw_file", "string", "Its source, see raw_file"),
    ),
    key=("playlist_id", "snapshot_date", "position"),
    rule="replace",
    partitioned_by="months(snapshot_date)",
)

# The other columns are the same in all entries of a file.
ENTRY = extracted_type(PLAYLIST_ENTRY, without=SNAPSHOT_COLUMNS)


def entry_row(
    position: int,
    entry_type: str,
    song: "Track | None",
    added_at: "datetime | None",
    added_by: str | None,
) -> tuple[Any, ...]:
    """Return an entry's values in the order of ``ENTRY``; a tuple, as there are millions."""
    if song is None:
        return (position, entry_type, None, added_at, added_by, None)
    return (position, entry_type, song.song_id, added_at, added_by, whole_number(song.popularity))


def transform(
    extracted: "DataFrame", raw_file: "DataFrame", playlist_entry: "DataFrame"
) -> "DataFrame":
    """Return the entries that replace existing ones, whole snapshots at a time.

    Parameters
    ----------
    extracted
        A batch's extracted rows.
    raw_file
        The existing files, at least those of the batch's days: they tell of a later snapshot even
        where that one was empty and so left no row in playlist_entry.
    playlist_entry
        The existing entries, at least those of the batch's days.

    Returns
    -------
    DataFrame
        The table's columns and ``stale``: true where the new snapshot lacks an existing place.
    """
    snapshots = extracted.where("file.status = 'loaded'").select(
        "file.playlist_id",
        F.to_date("file.extracted_at").alias("snapshot_date"),
        "file.extracted_at",
        "file.raw_file",
        "entries",
    )
    existing = playlist_entry.groupBy(*SNAPSHOT_KEY).agg(
        F.collect_list("position").alias("existing_positions")
    )
    missing = F.array_except("existing_positions", "entries.position")
    stale = F.coalesce(F.transform(missing, _entry_without_values), F.array())
    return (
        snapshots.join(latest_snapshots(snapshots, raw_file), [*SNAPSHOT_COLUMNS], "left_semi")
        .join(existing, [*SNAPSHOT_KEY], "left")
        .select(*SNAPSHOT_COLUMNS, F.inline(F.concat("entries", stale)))
        .select(*PLAYLIST_ENTRY.column_names, F.col("entry_type").isNull().alias("stale"))
    )


def _entry_without_values(position: "SparkColumn") -> "SparkColumn":
    return F.struct(
        *(
            (position if column.name == "position" else F.lit(None).cast(column.type)).alias(
                column.name
            )
            for column in PLAYLIST_ENTRY.columns
            if column.name not in SNAPSHOT_COLUMNS
        )
    )
