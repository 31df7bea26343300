"""What a batch changes on its playlists, from whole snapshots only."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from glue_jobs.digest.compare import Digest, Snapshot, compare
from glue_jobs.iceberg.catalog import current_table_snapshot, qualified_name, read_table_snapshot
from glue_jobs.iceberg.match_filter import one_of
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

_ENTRY = ("raw_file", "position", "song_id")
_CREDIT = ("song_id", "artist_position", "artist_id")
_HEADER = ("playlist_name", "description", "owner_id", "followers")


class BatchChanges:
    """The changes that a batch brings; made before the batch is merged, asked after that.

    A snapshot is new if it is later than the playlist's latest in a file that raw_file records as
    loaded. As raw_file is committed last, the next load finds the changes of one that failed
    before, and a load that is repeated finds none.
    """

    def __init__(self, spark: "SparkSession", database: str) -> None:
        self._spark = spark
        self._database = database
        self._table_snapshots = {
            table: current_table_snapshot(spark, qualified_name(database, table))
            for table in (PLAYLIST_ENTRY, PLAYLIST_SNAPSHOT, RAW_FILE)
        }

    def digests(self, file_results: "Sequence[Row]") -> list[Digest]:
        """Return the digest of each playlist that has changed, with the listed songs named.

        Where the tables had no whole snapshot of a playlist, the batch's latest one is compared
        with its latest one of an earlier day.

        Parameters
        ----------
        file_results
            A row for each file of the batch, see ``Batch``.
        """
        with small_batch_settings(self._spark):
            whole = [row for row in file_results if row.status == "loaded" and is_whole(row)]
            recorded = self._latest_recorded(whole) if whole else {}
            new = _newer(whole, recorded)
            before = self._snapshots([recorded[id_] for id_ in new if id_ in recorded], before=True)
            before_of = {snapshot.playlist_id: snapshot for snapshot in before.values()}
            after = self._snapshots([row.snapshot for row in _files_to_read(new, before_of)])
            digests = [
                digest
                for id_, rows in new.items()
                if (digest := _compare(before_of.get(id_), rows, after))
            ]
            names = self._names({song_id for digest in digests for song_id in digest.listed})
        return [digest.named(names) for digest in digests]

    def _latest_recorded(self, files: "Sequence[Row]") -> "dict[str, Row]":
        """Return the latest whole snapshot of each playlist in a file that raw_file records."""
        snapshots = (
            self._table(PLAYLIST_SNAPSHOT, before=True)
            .where(WHOLE)
            .where(one_of("playlist_id", {row.playlist_id for row in files}))
        )
        latest = _latest(snapshots)
        keys = {row.raw_file for row in files}
        if any(row.raw_file in keys for row in latest.values()):
            # The batch is loaded again: were its files recorded?
            recorded = self._table(RAW_FILE, before=True).where("status = 'loaded'")
            latest = _latest(snapshots.join(recorded.select("raw_file"), "raw_file", "left_semi"))
        return latest

    def _snapshots(self, rows: "Sequence[Row]", *, before: bool = False) -> dict[str, Snapshot]:
        """Return snapshots by file, given their headers.

        Left out are those of which playlist_entry does not have, or did not have before the batch,
        all entries: a later snapshot of that day has replaced them, or a load that was killed has
        committed one of the two tables.
        """
        if not rows:
            return {}
        files = {row.raw_file: row.extracted_at.date() for row in rows}
        days = ", ".join(f"DATE '{day}'" for day in sorted(set(files.values())))
        of_files = one_of("raw_file", files) & F.expr(f"snapshot_date IN ({days})")
        entries: dict[str, list[Row]] = {file: [] for file in files}
        for row in _rows(self._table(PLAYLIST_ENTRY, before=before), of_files, *_ENTRY):
            entries[row.raw_file].append(row)
        return {
            row.raw_file: Snapshot(
                row.playlist_id,
                row.extracted_at,
                _best_positions(entries[row.raw_file]),
                **{name: row[name] for name in _HEADER},
            )
            for row in rows
            if row.entries == len(entries[row.raw_file])
        }

    def _names(self, song_ids: Collection[str]) -> dict[str, tuple[str | None, str | None]]:
        """Return songs' names and their artists'."""
        if not song_ids:
            return {}
        of_songs = one_of("song_id", song_ids)
        with ThreadPoolExecutor(1) as pool:
            songs = pool.submit(_rows, self._table(SONG), of_songs, "song_id", "song_name")
            credits_ = _rows(self._table(SONG_ARTIST), of_songs, *_CREDIT)
            of_artists = one_of("artist_id", {row.artist_id for row in credits_})
            artist_rows = _rows(self._table(ARTIST), of_artists, "artist_id", "artist_name")
        artist_names: dict[str, str | None] = dict(artist_rows)
        # An artist who is credited twice on a song counts once, at the first place.
        artists: dict[str, dict[str, str | None]] = {}
        for song_id, _, artist_id in sorted(credits_):
            artists.setdefault(song_id, {})[artist_id] = artist_names.get(artist_id)
        return {
            song_id: (name, ", ".join(filter(None, artists.get(song_id, {}).values())) or None)
            for song_id, name in songs.result()
        }

    def _table(self, table: "Table", *, before: bool = False) -> "DataFrame":
        name = qualified_name(self._database, table)
        return (
            read_table_snapshot(self._spark, name, self._table_snapshots[table])
            if before
            else self._spark.table(name)
        )


def _rows(table: "DataFrame", condition: "Column", *columns: str) -> "list[Row]":
    """Return rows of a table. Python joins them: Spark would take longer to plan it."""
    return table.where(condition).select(*columns).collect()


def _newer(files: "Sequence[Row]", recorded: "Mapping[str, Row]") -> "dict[str, list[Row]]":
    """Return by playlist the files that are later than its recorded one, the latest last."""
    new: dict[str, list[Row]] = {}
    for row in sorted(files, key=lambda row: (row.extracted_at, row.raw_file)):
        before = recorded.get(row.playlist_id)
        if before is None or row.extracted_at > before.extracted_at:
            new.setdefault(row.playlist_id, []).append(row)
    return new


def _files_to_read(
    new: "Mapping[str, list[Row]]", before_of: Mapping[str, Snapshot]
) -> "Iterator[Row]":
    """Yield each playlist's latest file; before its first snapshot also one of an earlier day."""
    for playlist_id, rows in new.items():
        latest = rows[-1]
        yield latest
        if playlist_id not in before_of:
            day = latest.extracted_at.date()
            yield from [row for row in rows if row.extracted_at.date() < day][-1:]


def _compare(
    before: Snapshot | None, rows: "list[Row]", read: Mapping[str, Snapshot]
) -> Digest | None:
    """Return the digest of a playlist's new files, given the snapshots that were read of them."""
    after = read.get(rows[-1].raw_file)
    if after is None:  # the table has a later snapshot of that day, which is not whole
        return None
    earlier = [read[row.raw_file] for row in rows[:-1] if row.raw_file in read]
    before = before or next(iter(earlier), None)
    digest = compare(before, after) if before else None
    return digest if digest and not digest.is_empty else None


def _latest(snapshots: "DataFrame") -> "dict[str, Row]":
    columns = ("extracted_at", "raw_file", "playlist_id", "entries", *_HEADER)
    latest = F.max(F.struct(*columns)).alias("latest")
    return {
        row.playlist_id: row.latest
        for row in snapshots.groupBy("playlist_id").agg(latest).collect()
    }


def _best_positions(entries: "Iterable[Row]") -> dict[str, int]:
    """Return the best position of each song."""
    songs = [(entry.position, entry.song_id) for entry in entries if entry.song_id]
    return {song_id: position for position, song_id in sorted(songs, reverse=True)}
