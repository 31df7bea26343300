"""Merge a batch into all tables, several at a time."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from glue_jobs.iceberg.catalog import qualified_name
from glue_jobs.iceberg.match_filter import between_days, create_match_filter
from glue_jobs.iceberg.merge import merge
from glue_jobs.job.json_log import log_event
from glue_jobs.job.session import small_batch_settings
from glue_jobs.tables import (
    ALBUM,
    ARTIST,
    PLAYLIST,
    PLAYLIST_ENTRY,
    PLAYLIST_SNAPSHOT,
    RAW_FILE,
    SONG,
    SONG_ARTIST,
    album,
    artist,
    playlist,
    playlist_entry,
    playlist_snapshot,
    raw_file,
    song,
    song_artist,
)

if TYPE_CHECKING:
    from datetime import date

    from pyspark.sql import DataFrame, Row, SparkSession

    from glue_jobs.batch.read import Batch
    from glue_jobs.tables.table import Table

PARALLEL_MERGES = 3


@dataclass(frozen=True)
class BatchMerge:
    """A batch, and the tables that it is merged into.

    Attributes
    ----------
    run_id, number
        For the log: the run, and which of its batches this is.
    keep_added_by
        Whether playlist_entry tells who added an entry.
    """

    spark: "SparkSession"
    database: str
    run_id: str
    number: int
    batch: "Batch"
    keep_added_by: bool = True

    def merge(self) -> None:
        """Commit the batch to all tables.

        raw_file comes last: it says that a file is loaded, and the tables of snapshots ask it which
        were.
        """
        statuses = {row.status for row in self.batch.file_results}
        with small_batch_settings(self.spark) if self.batch.small else nullcontext():
            if "loaded" in statuses:
                _in_parallel(
                    [
                        partial(self._merge_newest, SONG, song),
                        self._merge_song_artist,
                        self._merge_playlist_entry,
                        self._merge_playlist_snapshot,
                        partial(self._merge_newest, ALBUM, album),
                        partial(self._merge_newest, ARTIST, artist),
                        partial(self._merge_newest, PLAYLIST, playlist),
                    ]
                )
            if statuses - {"failed"}:
                self._merge_raw_file()

    @property
    def _loaded(self) -> "list[Row]":
        return [row for row in self.batch.file_results if row.status == "loaded"]

    def _merge_newest(self, table: "Table", module: ModuleType) -> None:
        (id_column,) = table.key
        rows = module.transform(self.batch.extracted)
        self._merge(table, rows, self._match_filter(f"t.{id_column}"))

    def _merge_song_artist(self) -> None:
        matching = self._match_filter("song_id")
        rows = song_artist.transform(
            self.batch.extracted,
            self._existing(SONG).where(matching),
            self._existing(SONG_ARTIST).where(matching),
        )
        self._merge(SONG_ARTIST, rows, self._match_filter("t.song_id"))

    def _merge_playlist_entry(self) -> None:
        existing = self._existing(PLAYLIST_ENTRY).where(self._snapshot_filter())
        rows = playlist_entry.transform(self.batch.extracted, self._existing_raw_files(), existing)
        if not self.keep_added_by:
            rows = rows.withColumn("added_by", F.lit(None).cast("string"))
        self._merge(PLAYLIST_ENTRY, rows, self._snapshot_filter("t."))

    def _merge_playlist_snapshot(self) -> None:
        rows = playlist_snapshot.transform(self.batch.extracted, self._existing_raw_files())
        self._merge(PLAYLIST_SNAPSHOT, rows, self._snapshot_filter("t."))

    def _existing_raw_files(self) -> "DataFrame":
        return self._existing(RAW_FILE).where(between_days("to_date(extracted_at)", self._days))

    def _snapshot_filter(self, row: str = "") -> str:
        """Return a predicate on the tables of snapshots, given a table alias with its dot."""
        days = between_days(f"{row}snapshot_date", self._days)
        return f"{days} AND {self._match_filter(f'{row}playlist_id')}"

    @property
    def _days(self) -> "list[date]":
        return [row.extracted_at.date() for row in self._loaded]

    def _merge_raw_file(self) -> None:
        now = datetime.now(UTC).replace(tzinfo=None)
        rows = raw_file.transform(self.batch.extracted, self.run_id, now)
        self._merge(RAW_FILE, rows, self._match_filter("t.raw_file"))

    def _match_filter(self, column: str) -> str:
        """Return a predicate on a column of ids, which may be qualified."""
        name = column.rpartition(".")[2]
        match name:
            case "playlist_id":
                ids: Sequence[str] = sorted({row.playlist_id for row in self._loaded})
            case "raw_file":
                ids = [row.raw_file for row in self.batch.file_results]
            case _:
                ids = self.batch.ids.get(name, ())
        return create_match_filter(column, ids)

    def _existing(self, table: "Table") -> "DataFrame":
        return self.spark.table(qualified_name(self.database, table))

    def _merge(self, table: "Table", source: "DataFrame", match_filter: str) -> None:
        started = time.monotonic()
        merged = merge(self.spark, self.database, table, source, match_filter)
        log_event(
            "table merged",
            run_id=self.run_id,
            batch=self.number,
            table=table.name,
            **asdict(merged),
            seconds=round(time.monotonic() - started, 3),
        )


def _in_parallel(merges: Sequence[Callable[[], None]]) -> None:
    """Run all, a few at a time; then raise the first failure, if any."""
    with ThreadPoolExecutor(PARALLEL_MERGES) as pool:
        for done in [pool.submit(merge_) for merge_ in merges]:
            done.result()
