"""Glue job: load raw playlist files into the lake's tables.

Arguments
---------
--raw_uri               where the raw zone lies: s3://bucket[/prefix], or a folder
--database              the database of the tables
--max_files_per_batch   a backlog is loaded batch by batch, each committed and archived before the
                        next, so that memory does not grow with it
--metrics_namespace     optional: where in CloudWatch the run's numbers go, as service ``load``

The raw zone is listed once: that list is what the run loads, nothing else is read or archived.
Loading a file again changes nothing, and a file leaves ``to_process/`` only after all its rows are
committed. So a run that died is mended by the next one, wherever it died.
"""

import sys
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from glue_jobs.ahead import map_ahead
from glue_jobs.arguments import database_name, resolve_arguments, whole_number
from glue_jobs.catalog import create_tables, current_snapshot_id, qualified_name, rows_in
from glue_jobs.json_log import log_event, log_to_stdout
from glue_jobs.load_summary import LoadSummary
from glue_jobs.merge import Merged, append, merge
from glue_jobs.raw_zone import RawZone, RawZoneError, open_raw_zone
from glue_jobs.read_raw_files import read_raw_files
from glue_jobs.session import get_session, planned_for_few_rows
from glue_jobs.standing_rows import Ids, ids_in, within_days
from glue_jobs.tables import (
    ALBUM,
    ARTIST,
    PLAYLIST,
    PLAYLIST_ENTRY,
    RAW_FILE,
    SONG,
    SONG_ARTIST,
    TABLES,
    album,
    artist,
    playlist,
    playlist_entry,
    raw_file,
    song,
    song_artist,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, Row, SparkSession

    from glue_jobs.tables.table import Table

# Up to these a batch is planned as a few rows, and the tables as a few to pick from; measured.
FEW_ENTRIES = 20_000
FEW_STANDING_ROWS = 200_000


class LoadError(Exception):
    """Some raw files could not be read or moved; all others are loaded."""


@dataclass(frozen=True)
class _Load:
    """What stays the same throughout a run."""

    spark: "SparkSession"
    database: str
    raw_uri: str
    raw_zone: RawZone
    run_id: str
    most_standing_rows: "Future[int]"

    def table(self, table: "Table") -> "DataFrame":
        return self.spark.table(qualified_name(self.database, table))


def main(argv: Sequence[str]) -> LoadSummary:
    """Run the job.

    Raises
    ------
    JobArgumentError
        An argument is missing or wrong.
    RawZoneError
        The raw zone could not be listed.
    LoadError
        Files were left in ``to_process/``.
    """
    started = time.monotonic()
    arguments = resolve_arguments(
        argv, ["raw_uri", "database", "max_files_per_batch"], optional=["metrics_namespace"]
    )
    database = database_name(arguments)
    batch_size = whole_number(arguments, "max_files_per_batch")
    raw_zone = open_raw_zone(arguments["raw_uri"])
    run_id = arguments.get("JOB_RUN_ID") or uuid.uuid4().hex
    keys = raw_zone.list_keys()
    log_event("load started", run_id=run_id, raw_uri=arguments["raw_uri"], files=len(keys))
    spark = get_session()
    batches = [keys[start : start + batch_size] for start in range(0, len(keys), batch_size)]
    summary = LoadSummary()
    with ThreadPoolExecutor(1) as pool:
        most_standing_rows = pool.submit(_prepare_tables, spark, database)
        load = _Load(spark, database, arguments["raw_uri"], raw_zone, run_id, most_standing_rows)
        for number, batch in enumerate(batches, start=1):
            snapshots = _load_batch(load, batch, number, len(batches))
            summary.add(snapshots, left=_archive(raw_zone, snapshots))
        most_standing_rows.result()
    log_event(
        "load ended",
        run_id=run_id,
        files=len(keys),
        entries=summary.entries,
        left=len(summary.left),
    )
    if namespace := arguments.get("metrics_namespace"):
        from glue_jobs.metrics import publish_metrics  # noqa: PLC0415 - boto3 is slow to import

        metrics = summary.metrics(datetime.now(UTC)) | {"RunSeconds": _since(started)}
        publish_metrics(namespace, "load", metrics)
    if summary.left:
        raise LoadError(
            f"{len(summary.left)} of {len(keys)} raw files stay in to_process/, run again: "
            + "; ".join(summary.left[:5])
        )
    return summary


def _load_batch(load: _Load, keys: list[str], number: int, of: int) -> "list[Row]":
    """Commit a batch to all tables; return a ``sightings.SNAPSHOT`` row for each of its files."""
    started = time.monotonic()
    sightings = read_raw_files(load.spark, load.raw_uri, keys).persist()
    try:
        with planned_for_few_rows(load.spark):  # one row a file, however many there are
            snapshots = sightings.where("snapshot is not null").select("snapshot.*").collect()
        log_event(
            "batch read", run_id=load.run_id, batch=number, of=of, files=len(keys),
            seconds=_since(started),
        )  # fmt: skip
        with _planned(load, snapshots):
            _merge_batch(load, sightings, snapshots, number)
    finally:
        sightings.unpersist()
    log_event(
        "batch loaded",
        run_id=load.run_id,
        batch=number,
        of=of,
        files=len(keys),
        loaded=sum(row.status == "loaded" for row in snapshots),
        rejected=sum(row.status == "rejected" for row in snapshots),
        unread=sum(row.status == "unread" for row in snapshots),
        entries=sum(row.entries for row in snapshots),
        seconds=_since(started),
    )
    return snapshots


def _merge_batch(load: _Load, sightings: "DataFrame", snapshots: "list[Row]", number: int) -> None:
    """Merge a batch into all tables, side by side where they do not lean on one another.

    song_artist asks song for each song's newest file. raw_file comes last: it says that a file is
    loaded, and playlist_entry asks it which were.
    """

    def merge_logged(table: "Table", source: "DataFrame", standing_rows: str | None = None) -> None:
        log_merged(table, partial(merge, source=source, standing_rows=standing_rows))

    def log_merged(table: "Table", merge_: Callable[..., Merged]) -> None:
        started = time.monotonic()
        merged = merge_(load.spark, load.database, table)
        log_event(
            "table merged", run_id=load.run_id, batch=number, table=table.name,
            **asdict(merged), seconds=_since(started),
        )  # fmt: skip

    def merge_songs(ids: Ids) -> None:
        merge_logged(SONG, song.transform(sightings), ids.condition("song_id", "t."))
        credits_ = song_artist.transform(
            sightings,
            load.table(SONG).where(ids.condition("song_id")),
            load.table(SONG_ARTIST).where(ids.condition("song_id")),
        )
        merge_logged(SONG_ARTIST, credits_, ids.condition("song_id", "t."))

    def merge_entries(ids: Ids) -> None:
        days = [row.extracted_at.date() for row in snapshots if row.extracted_at]
        since = current_snapshot_id(load.spark, qualified_name(load.database, PLAYLIST_ENTRY))
        loaded_before = load.table(RAW_FILE).where(within_days("to_date(extracted_at)", days))
        standing = (
            load.table(PLAYLIST_ENTRY)
            .where(within_days("snapshot_date", days))
            .where(ids.condition("playlist_id"))
        )
        if standing.isEmpty():  # as on each new day
            entries = playlist_entry.transform(sightings, loaded_before, None)
            log_merged(PLAYLIST_ENTRY, partial(append, source=entries, since=since))
            return
        entries = playlist_entry.transform(sightings, loaded_before, standing)
        standing_rows = (
            f"{within_days('t.snapshot_date', days)} AND {ids.condition('playlist_id', 't.')}"
        )
        merge_logged(PLAYLIST_ENTRY, entries, standing_rows)

    def merge_others(ids: Ids) -> None:
        merge_logged(ALBUM, album.transform(sightings), ids.condition("album_id", "t."))
        merge_logged(ARTIST, artist.transform(sightings), ids.condition("artist_id", "t."))
        merge_logged(PLAYLIST, playlist.transform(sightings), ids.condition("playlist_id", "t."))

    if any(row.status == "loaded" for row in snapshots):
        ids = ids_in(sightings) if _few(snapshots) and _many_stand(load) else Ids({})
        _side_by_side(*(partial(m, ids) for m in (merge_songs, merge_entries, merge_others)))
    if any(row.status != "unread" for row in snapshots):
        now = datetime.now(UTC).replace(tzinfo=None)
        merge_logged(RAW_FILE, raw_file.transform(sightings, load.run_id, now))


def _side_by_side(*works: Callable[[], None]) -> None:
    """Do all of them, each in a thread of its own; then raise the first failure, if any."""
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(work) for work in works]:
            done.result()


def _prepare_tables(spark: "SparkSession", database: str) -> int:
    """Make the tables ready; return how many rows the largest has."""
    create_tables(spark, database, TABLES)
    return max(rows_in(spark, database, table) for table in TABLES)


def _planned(load: _Load, snapshots: "list[Row]") -> AbstractContextManager[None]:
    """Return the settings under which a batch's merges are fastest."""
    from_many = _many_stand(load)
    if not _few(snapshots):
        return nullcontext()
    return planned_for_few_rows(load.spark, from_many=from_many)


def _many_stand(load: _Load) -> bool:
    return load.most_standing_rows.result() > FEW_STANDING_ROWS


def _few(snapshots: "list[Row]") -> bool:
    entries: int = sum(row.entries for row in snapshots)
    return entries <= FEW_ENTRIES


def _archive(raw_zone: RawZone, snapshots: "list[Row]") -> list[str]:
    """Move what was loaded or rejected; return why anything stays."""

    def move(row: "Row") -> str | None:
        if row.status == "unread":
            return str(row.reason)
        try:
            raw_zone.move(
                row.raw_file, row.version, "processed" if row.status == "loaded" else "rejected"
            )
        except RawZoneError as error:
            return str(error)
        return None

    moved = map_ahead(move, snapshots, raw_zone.requests_at_a_time)
    return [reason for reason in moved if reason]


def _since(started: float) -> float:
    return round(time.monotonic() - started, 3)


if __name__ == "__main__":
    log_to_stdout()
    main(sys.argv)
