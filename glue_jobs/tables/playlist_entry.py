"""The playlist_entry table: what stood at which place of a playlist, day by day."""

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from glue_jobs.tables.table import Column, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

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
        Column("popularity", "int", "The song's popularity that day, 0 to 100"),
        Column("extracted_at", "timestamp_ntz", "When the playlist was extracted, UTC"),
        Column("raw_file", "string", "Its source, see raw_file"),
    ),
    key=("playlist_id", "snapshot_date", "position"),
    rule="replace",
    partitioned_by="months(snapshot_date)",
)

_SNAPSHOT_KEY = ["playlist_id", "snapshot_date"]
_SNAPSHOT_COLUMNS = [*_SNAPSHOT_KEY, "extracted_at", "raw_file"]


def transform(
    sightings: "DataFrame", raw_file: "DataFrame | None", playlist_entry: "DataFrame | None"
) -> "DataFrame":
    """Return the entries that replace those that stand, whole snapshots at a time.

    Parameters
    ----------
    sightings
        Those of a batch.
    raw_file
        The table as it stood before the batch, at least the batch's days: it knows of a later
        snapshot even where that one was empty and so left no row in playlist_entry. None where each
        snapshot of the batch is the latest of its playlist and day.
    playlist_entry
        The table as it stands, at least the batch's days; none where nothing of these stands.

    Returns
    -------
    DataFrame
        The table's columns and, if something stands, ``stale``: true where a row does that the new
        snapshot lacks.
    """
    batch = (
        sightings.where("snapshot.status = 'loaded'")
        .withColumn("snapshot_date", F.to_date("snapshot.extracted_at"))
        .select(
            "snapshot.playlist_id",
            "snapshot_date",
            "snapshot.extracted_at",
            "snapshot.raw_file",
            "entries",
        )
    )
    snapshots = batch if raw_file is None else _latest(batch, raw_file)
    entries = snapshots.select(*_SNAPSHOT_COLUMNS, F.inline("entries")).select(
        *PLAYLIST_ENTRY.column_names
    )
    if playlist_entry is None:
        return entries
    stale = (
        playlist_entry.join(snapshots.select(*_SNAPSHOT_KEY), _SNAPSHOT_KEY, "left_semi")
        .join(entries, list(PLAYLIST_ENTRY.key), "left_anti")
        .select(*PLAYLIST_ENTRY.column_names, F.lit(True).alias("stale"))
    )
    return entries.withColumn("stale", F.lit(False)).unionByName(stale)


def _latest(batch: "DataFrame", raw_file: "DataFrame") -> "DataFrame":
    """Return those snapshots of a batch that are the latest of their playlist and day."""
    loaded_before = (
        raw_file.where("status = 'loaded'")
        .withColumn("snapshot_date", F.to_date("extracted_at"))
        .select(*_SNAPSHOT_COLUMNS)
    )
    standing = (
        batch.select(*_SNAPSHOT_COLUMNS)
        .unionByName(loaded_before)
        .groupBy(*_SNAPSHOT_KEY)
        .agg(F.max(F.struct("extracted_at", "raw_file")).alias("latest"))
        .select(*_SNAPSHOT_KEY, "latest.*")
    )
    return batch.join(standing, _SNAPSHOT_COLUMNS, "left_semi")
