"""Merging a batch into all tables, side by side where they do not lean on one another."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from glue_jobs.iceberg.catalog import current_snapshot_id, may_hold, qualified_name
from glue_jobs.iceberg.match_filter import within_days
from glue_jobs.iceberg.merge import Merged, Standing, append, merge
from glue_jobs.job.json_log import log_event
from glue_jobs.job.session import planned_for_few_rows
from glue_jobs.tables import (
    ALBUM,
    ARTIST,
    PLAYLIST,
    PLAYLIST_ENTRY,
    RAW_FILE,
    SONG,
    SONG_ARTIST,
    album,
    artist,
    playlist,
    playlist_entry,
    raw_file,
    song,
    song_artist,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from glue_jobs.batch.read_batch import Batch
    from glue_jobs.tables.table import Table

MERGES_AT_A_TIME = 3
# To name so many credits that may be there costs less than to look which are.
MOST_CREDITS = 20_000


@dataclass(frozen=True)
class BatchMerge:
    """A batch, and the tables that it comes to.

    Attributes
    ----------
    run_id, number
        Which run's, and its which batch: for the log.
    """

    spark: "SparkSession"
    database: str
    run_id: str
    number: int
    batch: "Batch"

    def merge(self) -> None:
        """Commit the batch to all tables.

        raw_file comes last: it says that a file is loaded, and playlist_entry asks it which were.
        """
        planned = planned_for_few_rows(self.spark) if self.batch.few else nullcontext()
        statuses = {row.status for row in self.batch.snapshots}
        with planned:
            if "loaded" in statuses:
                _side_by_side(self._merges())
            if statuses - {"unread"}:
                now = datetime.now(UTC).replace(tzinfo=None)
                rows = raw_file.transform(self.batch.sightings, self.run_id, now)
                only = self.batch.ids.condition("raw_file", "t.")
                self._merge(RAW_FILE, rows, Standing(only, older=True))

    def _merges(self) -> "list[Callable[[], None]]":
        """Return what is to be done to each table but raw_file.

        song_artist asks song for each song's newest file, unless that is the batch's anyway.
        """
        if self._standing(SONG).older and self._standing(SONG_ARTIST).older:
            songs: list[Callable[[], None]] = [
                partial(self._merge_seen, SONG, song.transform),
                partial(self._merge_credits, None),
            ]
        else:
            songs = [self._merge_songs_then_credits]
        return [
            *songs,
            self._entry_merge(),
            partial(self._merge_seen, ALBUM, album.transform),
            partial(self._merge_seen, ARTIST, artist.transform),
            partial(self._merge_seen, PLAYLIST, playlist.transform),
        ]

    def _merge_songs_then_credits(self) -> None:
        self._merge_seen(SONG, song.transform)
        self._merge_credits(self._table(SONG).where(self.batch.ids.condition("song_id")))

    def _merge_seen(self, table: "Table", transform: "Callable[..., DataFrame]") -> None:
        once = table.key[0] in self.batch.ids.once
        self._merge(table, transform(self.batch.sightings, once=once), self._standing(table))

    def _merge_credits(self, songs: "DataFrame | None") -> None:
        ids = self.batch.ids
        standing = self._standing_credits() if songs is None else self._credits_of_songs()
        once = "song_id" in ids.once
        credits_ = song_artist.transform(self.batch.sightings, songs, standing, once=once)
        only = ids.condition("song_id", "t.")
        self._merge(SONG_ARTIST, credits_, Standing(only, older=songs is None))

    def _standing_credits(self) -> "DataFrame | int":
        """Return the credits that stand of the batch's songs, or how many a song has at most."""
        if self.batch.few:
            most = self._most_artists()
            if most * len(self.batch.ids.by_column["song_id"]) <= MOST_CREDITS:
                return most
        return self._credits_of_songs()

    def _credits_of_songs(self) -> "DataFrame":
        return self._table(SONG_ARTIST).where(self.batch.ids.condition("song_id"))

    def _most_artists(self) -> int:
        """Return a number that the artists of no song in song_artist exceed."""
        most = 8
        name = qualified_name(self.database, SONG_ARTIST)
        while may_hold(self.spark, name, {"artist_position": (most + 1, None)}):
            most *= 2
        return most

    def _entry_merge(self) -> Callable[[], None]:
        loaded = [row for row in self.batch.snapshots if row.status == "loaded"]
        days = [row.extracted_at.date() for row in loaded]
        playlists = [row.playlist_id for row in loaded]
        ids = self.batch.ids
        name = qualified_name(self.database, PLAYLIST_ENTRY)
        since = current_snapshot_id(self.spark, name)
        may_stand = may_hold(
            self.spark,
            name,
            {
                "snapshot_date": (str(min(days)), str(max(days))),
                "playlist_id": (min(playlists), max(playlists)),
            },
        )

        def merge_entries() -> None:
            loaded_before = None
            if len(set(zip(playlists, days, strict=True))) < len(loaded) or self._may_hold_newer(
                RAW_FILE, "extracted_at"
            ):
                of_days = within_days("to_date(extracted_at)", days)
                loaded_before = self._table(RAW_FILE).where(of_days)
            standing = None
            if may_stand:
                standing = (
                    self._table(PLAYLIST_ENTRY)
                    .where(within_days("snapshot_date", days))
                    .where(ids.condition("playlist_id"))
                )
            if standing is None or standing.isEmpty():  # as on each new day
                entries = playlist_entry.transform(self.batch.sightings, loaded_before, None)
                self._log_merged(PLAYLIST_ENTRY, partial(append, source=entries, since=since))
                return
            entries = playlist_entry.transform(self.batch.sightings, loaded_before, standing)
            theirs = ids.condition("playlist_id", "t.")
            only = f"{within_days('t.snapshot_date', days)} AND {theirs}"
            self._merge(PLAYLIST_ENTRY, entries, Standing(only))

        return merge_entries

    def _table(self, table: "Table") -> "DataFrame":
        return self.spark.table(qualified_name(self.database, table))

    def _standing(self, table: "Table") -> Standing:
        """Say what is known of a table's rows with ids of the batch's."""
        return Standing(
            self.batch.ids.condition(table.key[0], "t."),
            older=not self._may_hold_newer(table, str(table.seen_at)),
        )

    def _may_hold_newer(self, table: "Table", column: str) -> bool:
        """Whether a table may hold what was seen when the batch was extracted, or later."""
        earliest = min(row.extracted_at for row in self.batch.snapshots if row.extracted_at)
        name = qualified_name(self.database, table)
        return may_hold(self.spark, name, {column: (earliest.isoformat(), None)})

    def _merge(self, table: "Table", source: "DataFrame", standing: Standing) -> None:
        self._log_merged(table, partial(merge, source=source, standing=standing))

    def _log_merged(self, table: "Table", merge_: Callable[..., Merged]) -> None:
        started = time.monotonic()
        merged = merge_(self.spark, self.database, table)
        log_event(
            "table merged",
            run_id=self.run_id,
            batch=self.number,
            table=table.name,
            **asdict(merged),
            seconds=round(time.monotonic() - started, 3),
        )


def _side_by_side(works: Sequence[Callable[[], None]]) -> None:
    """Do all of them, a few at a time; then raise the first failure, if any."""
    with ThreadPoolExecutor(MERGES_AT_A_TIME) as pool:
        for done in [pool.submit(work) for work in works]:
            done.result()
