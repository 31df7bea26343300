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
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from glue_jobs.batch.ahead import map_ahead
from glue_jobs.batch.merge_tables import BatchMerge
from glue_jobs.batch.read_batch import read_batch
from glue_jobs.iceberg.catalog import create_tables
from glue_jobs.job.arguments import database_name, resolve_arguments, whole_number
from glue_jobs.job.json_log import log_event, log_to_stdout
from glue_jobs.job.load_summary import LoadSummary
from glue_jobs.job.session import get_session
from glue_jobs.raw_zone.open_zone import open_raw_zone
from glue_jobs.raw_zone.zone import RawZone, RawZoneError
from glue_jobs.tables import TABLES

if TYPE_CHECKING:
    from pyspark.sql import Row, SparkSession


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
    tables_made: "Future[None]"


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
        tables_made = pool.submit(create_tables, spark, database, TABLES)
        load = _Load(spark, database, arguments["raw_uri"], raw_zone, run_id, tables_made)
        for number, batch in enumerate(batches, start=1):
            snapshots = _load_batch(load, batch, number, len(batches))
            summary.add(snapshots, left=_archive(raw_zone, snapshots))
        tables_made.result()
    log_event(
        "load ended",
        run_id=run_id,
        files=len(keys),
        entries=summary.entries,
        left=len(summary.left),
    )
    if namespace := arguments.get("metrics_namespace"):
        from glue_jobs.job.metrics import publish_metrics  # noqa: PLC0415 - boto3 is slow to import

        metrics = summary.metrics(datetime.now(UTC)) | {"RunSeconds": _since(started)}
        publish_metrics(namespace, "load", metrics)
    if summary.left:
        raise LoadError(
            f"{len(summary.left)} of {len(keys)} raw files stay in to_process/, run again: "
            + "; ".join(summary.left[:5])
        )
    return summary


def _load_batch(load: _Load, keys: list[str], number: int, of: int) -> "Sequence[Row]":
    """Commit a batch to all tables; return a ``sightings.SNAPSHOT`` row for each of its files."""
    started = time.monotonic()
    with read_batch(load.spark, load.raw_uri, keys) as batch:
        log_event(
            "batch read", run_id=load.run_id, batch=number, of=of, files=len(keys),
            seconds=_since(started),
        )  # fmt: skip
        load.tables_made.result()
        BatchMerge(load.spark, load.database, load.run_id, number, batch).merge()
    snapshots = batch.snapshots
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


def _archive(raw_zone: RawZone, snapshots: "Sequence[Row]") -> list[str]:
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
