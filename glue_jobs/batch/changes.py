"""What a batch changes on its playlists, from whole snapshots only."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from glue_jobs.digest.compare import Digest, Snapshot, compare
from glue_jobs.iceberg.catalog import qualified_name
from glue_jobs.job.session import small_batch_settings
from glue_jobs.tables import (
    ARTIST,
    PLAYLIST_ENTRY,
    PLAYLIST_SNAPSHOT,
    RAW_FILE,
    SONG,
    SONG_ARTIST,
)
from glue_jobs.tables.playlist_snapshot import WHOLE, is_whole

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, Row, SparkSession

    from glue_jobs.tables.table import Table

# Raw files by key, each with the UTC day of its extraction.
_Days = Mapping[str, date]
_HEADER = ("playlist_name", "description", "owner_id", "followers")


class BatchChanges:
    """The changes that a batch brings; made before the batch is merged, asked after that.

    A snapshot is new if it is later than the playlist's latest in a file that raw_file records as
    loaded. As raw_file is committed last, the next load finds the changes of one that failed
    before, and a load that is repeated finds none.
    """

    def __init__(self, spark: "SparkSession", database: str, file_results: "Sequence[Row]") -> None:
        self._spark = spark
        self._database = database
        # By playlist, the files that hold a new snapshot, the latest last.
        self._new: dict[str, list[Row]] = {}
        with small_batch_settings(spark):
            self._before = self._read_before(file_results)

    def _read_before(self, file_results: "Sequence[Row]") -> dict[str, Snapshot]:
        """Return the latest recorded snapshots of the playlists that the batch has a new one of."""
        whole = [row for row in file_results if row.status == "loaded" and is_whole(row)]
        recorded = self._latest_recorded(whole) if whole else {}
        for row in sorted(whole, key=lambda row: (row.extracted_at, row.raw_file)):
            before = recorded.get(row.playlist_id)
            if before is None or row.extracted_at > before.extracted_at:
                self._new.setdefault(row.playlist_id, []).append(row)
        snapshots = self._read(
            {row.raw_file: row.snapshot_date for id_, row in recorded.items() if id_ in self._new}
        )
        return {snapshot.playlist_id: snapshot for snapshot in snapshots.values()}

    def _latest_recorded(self, files: "Sequence[Row]") -> "dict[str, Row]":
        """Return the latest whole snapshot of each playlist in a file that raw_file records."""
        snapshots = (
            self._table(PLAYLIST_SNAPSHOT)
            .where(WHOLE)
            .where(F.col("playlist_id").isin(*{row.playlist_id for row in files}))
        )
        latest = _latest(snapshots)
        keys = {row.raw_file for row in files}
        if any(row.raw_file in keys for row in latest.values()):
            # The batch is loaded again: were its files recorded?
            recorded = self._table(RAW_FILE).where("status = 'loaded'").select("raw_file")
            latest = _latest(snapshots.join(recorded, "raw_file", "left_semi"))
        return latest

    def digests(self) -> list[Digest]:
        """Return the digest of each playlist that has changed, with the listed songs named.

        Where the tables had no whole snapshot of a playlist, the batch's latest one is compared
        with its latest one of an earlier day.
        """
        files = {row.raw_file: row.extracted_at.date() for row in self._new_files()}
        with small_batch_settings(self._spark):
            after = self._read(files)
            digests = [
                digest
                for rows in self._new.values()
                if (digest := self._compare([row.raw_file for row in rows], after))
            ]
            names = self._names({song_id for digest in digests for song_id in digest.listed})
        return [digest.named(names) for digest in digests]

    def _new_files(self) -> "Iterable[Row]":
        for playlist_id, rows in self._new.items():
            latest = rows[-1]
            yield latest
            if playlist_id not in self._before:
                day = latest.extracted_at.date()
                yield from [row for row in rows if row.extracted_at.date() < day][-1:]

    def _compare(self, files: list[str], read: Mapping[str, Snapshot]) -> Digest | None:
        after = read.get(files[-1])
        if after is None:  # the table has a later snapshot of that day, which is not whole
            return None
        earlier = [read[file] for file in files[:-1] if file in read]
        before = self._before.get(after.playlist_id) or next(iter(earlier), None)
        digest = compare(before, after) if before else None
        return digest if digest and not digest.is_empty else None

    def _read(self, files: _Days) -> dict[str, Snapshot]:
        """Return the snapshots that the tables have of these files.

        Left out are those of which playlist_entry does not have all entries: a load that was killed
        has committed one of the two tables.
        """
        if not files:
            return {}
        of_files = F.col("raw_file").isin(*files) & F.col("snapshot_date").isin(*files.values())
        entries: dict[str, list[Row]] = {file: [] for file in files}
        for row in self._rows(PLAYLIST_ENTRY, of_files, "raw_file", "position", "song_id"):
            entries[row.raw_file].append(row)
        columns = ("playlist_id", "extracted_at", "raw_file", "entries", *_HEADER)
        return {
            row.raw_file: Snapshot(
                row.playlist_id,
                row.extracted_at,
                _best_positions(entries[row.raw_file]),
                **{name: row[name] for name in _HEADER},
            )
            for row in self._rows(PLAYLIST_SNAPSHOT, of_files, *columns)
            if row.entries == len(entries[row.raw_file])
        }

    def _names(self, song_ids: Collection[str]) -> dict[str, tuple[str | None, str | None]]:
        """Return songs' names and their artists'."""
        if not song_ids:
            return {}
        of_songs = F.col("song_id").isin(*song_ids)
        credits_ = self._rows(SONG_ARTIST, of_songs, "song_id", "artist_position", "artist_id")
        of_artists = F.col("artist_id").isin(*{row.artist_id for row in credits_})
        artist_rows = self._rows(ARTIST, of_artists, "artist_id", "artist_name")
        artist_names = {row.artist_id: row.artist_name for row in artist_rows}
        # An artist who is credited twice on a song counts once, at the first place.
        artists: dict[str, dict[str, str | None]] = {}
        for song_id, _, artist_id in sorted(credits_):
            artists.setdefault(song_id, {})[artist_id] = artist_names.get(artist_id)
        return {
            song_id: (name, ", ".join(filter(None, artists.get(song_id, {}).values())) or None)
            for song_id, name in self._rows(SONG, of_songs, "song_id", "song_name")
        }

    def _rows(self, table: "Table", condition: "Column", *columns: str) -> "list[Row]":
        """Return rows of a table. Python joins them: Spark would take longer to plan it."""
        return self._table(table).where(condition).select(*columns).collect()

    def _table(self, table: "Table") -> "DataFrame":
        return self._spark.table(qualified_name(self._database, table))


def _latest(snapshots: "DataFrame") -> "dict[str, Row]":
    latest = F.max(F.struct("extracted_at", "raw_file", "snapshot_date")).alias("latest")
    return {
        row.playlist_id: row.latest
        for row in snapshots.groupBy("playlist_id").agg(latest).collect()
    }


def _best_positions(entries: "Iterable[Row]") -> dict[str, int]:
    """Return the best position of each song."""
    songs = [(entry.position, entry.song_id) for entry in entries if entry.song_id]
    return {song_id: position for position, song_id in sorted(songs, reverse=True)}
