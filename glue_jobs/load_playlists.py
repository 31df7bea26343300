"""Glue job: load raw playlist files into the lake's tables.

Arguments
---------
--raw_uri               the raw zone: s3://bucket[/prefix], or a folder
--database              the database of the tables
--max_files_per_batch   a backlog is loaded batch by batch, each committed and archived before the
                        next, so that memory does not grow with it; a batch of large files has
                        fewer, see `split.MAX_BATCH_BYTES`
--source_prefix         optional: to_process (default); or processed, whose files are loaded again
                        and stay there, so that columns of a new version are filled for the past
--added_by              optional: keep (default); or leave_out, then playlist_entry does not tell
                        who added an entry: user ids are personal data
--digest_topic_arn      optional: the SNS topic of mails about what changed on playlists
--event_source          optional: the source of PlaylistChanged events about the same
--metrics_namespace     optional: the CloudWatch namespace of the run's metrics, as service ``load``
--aws_region            optional: the region of these services, if not the environment's

The raw zone is listed once: that list is what the run loads, nothing else is read or archived.
Loading a file again changes nothing, and a file leaves ``to_process/`` only after all its rows are
committed. So a run that was killed anywhere is completed by the next one.

What changed on playlists is published after raw_file is committed and before the files move, at
most once: a run that is killed in between publishes nothing, and neither does the next one.
"""

import logging
import sys
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from glue_jobs.batch.archive import archive
from glue_jobs.batch.changes import BatchChanges
from glue_jobs.batch.merge_tables import BatchMerge
from glue_jobs.batch.read import read_batch
from glue_jobs.batch.split import split_into_batches
from glue_jobs.iceberg.catalog import create_tables
from glue_jobs.job.arguments import database_name, one_of, resolve_arguments, whole_number
from glue_jobs.job.json_log import log_event, log_to_stdout
from glue_jobs.job.load_summary import LoadSummary
from glue_jobs.job.session import job_session
from glue_jobs.raw_zone.open_zone import open_raw_zone
from glue_jobs.raw_zone.zone import TO_PROCESS, Move, RawZone, Source
from glue_jobs.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyspark.sql import Row, SparkSession

REQUIRED = ("raw_uri", "database", "max_files_per_batch")
OPTIONAL = (
    "JOB_NAME",
    "source_prefix",
    "added_by",
    "digest_topic_arn",
    "event_source",
    "metrics_namespace",
    "aws_region",
)


class LoadError(Exception):
    """Some raw files could not be read or moved; all others are loaded."""


@dataclass(frozen=True)
class _Load:
    """What all batches of a run share."""

    spark: "SparkSession"
    database: str
    open_raw_zone: "Callable[[], RawZone]"
    run_id: str
    tables_created: "Future[None]"
    keep_added_by: bool
    archives: bool


def main(argv: Sequence[str]) -> LoadSummary:
    """Run the job.

    Raises
    ------
    JobArgumentError
        An argument is missing or wrong.
    RawZoneError
        The raw zone could not be listed.
    LoadError
        Files could not be read, or were left in ``to_process/``.
    """
    started = time.monotonic()
    arguments = resolve_arguments(argv, REQUIRED, OPTIONAL)
    database = database_name(arguments)
    max_files = whole_number(arguments, "max_files_per_batch")
    prefix: Source = one_of(arguments, "source_prefix", ("to_process", "processed"))
    keep_added_by = one_of(arguments, "added_by", ("keep", "leave_out")) == "keep"
    region = arguments.get("aws_region")
    open_zone = partial(open_raw_zone, arguments["raw_uri"], prefix, region)
    run_id = arguments.get("JOB_RUN_ID") or uuid.uuid4().hex
    batches = list(split_into_batches(open_zone().list_files(), max_files))
    files = sum(map(len, batches))
    log_event("load started", run_id=run_id, raw_uri=arguments["raw_uri"], files=files)
    archives = prefix == TO_PROCESS
    summary = LoadSummary()
    with job_session(arguments) as spark:
        with ThreadPoolExecutor(1) as pool:  # workers start and read meanwhile
            tables_created = pool.submit(create_tables, spark, database, TABLES)
            load = _Load(
                spark, database, open_zone, run_id, tables_created, keep_added_by, archives
            )
            for number, batch in enumerate(batches, start=1):
                results, changes = _load_batch(load, batch, number, len(batches))
                if changes:
                    _publish_changes(changes, results, arguments, summary)
                left = [str(row.reason) for row in results if row.status == "failed"]
                if archives:
                    left += archive(spark, open_zone, _moves(results))
                summary.add(results, left=left)
            tables_created.result()
        log_event(
            "load ended",
            run_id=run_id,
            files=files,
            loaded=summary.loaded,
            rejected=len(summary.rejected),
            left=len(summary.left),
            entries=summary.entries,
        )
        if namespace := arguments.get("metrics_namespace"):
            from glue_jobs.job.metrics import publish_metrics  # noqa: PLC0415 - boto3 is slow to import

            metrics = summary.metrics(datetime.now(UTC)) | {"RunSeconds": _since(started)}
            publish_metrics(namespace, "load", metrics, region)
        if summary.left:
            raise LoadError(
                f"{len(summary.left)} of {files} raw files "
                f"{'stay in to_process/' if archives else 'were not read'}, run again: "
                + "; ".join(summary.left[:5])
            )
    return summary


def _load_batch(
    load: _Load, keys: list[str], number: int, of: int
) -> "tuple[Sequence[Row], BatchChanges | None]":
    """Commit a batch to all tables.

    Returns
    -------
    tuple
        A ``raw_file.FILE_RESULT`` row for each of its files, and the changes that they bring.
    """
    started = time.monotonic()
    with read_batch(load.spark, load.open_raw_zone, keys) as batch:
        log_event(
            "batch read", run_id=load.run_id, batch=number, of=of, files=len(keys),
            seconds=_since(started),
        )  # fmt: skip
        load.tables_created.result()
        # Files that are loaded again bring none.
        changes = BatchChanges(load.spark, load.database) if load.archives else None
        BatchMerge(
            load.spark, load.database, load.run_id, number, batch, load.keep_added_by
        ).merge()
    results = batch.file_results
    log_event(
        "batch loaded",
        run_id=load.run_id,
        batch=number,
        of=of,
        files=len(keys),
        loaded=sum(row.status == "loaded" for row in results),
        rejected=sum(row.status == "rejected" for row in results),
        failed=sum(row.status == "failed" for row in results),
        entries=sum(row.entries for row in results),
        seconds=_since(started),
    )
    return results, changes


def _publish_changes(
    changes: BatchChanges,
    results: "Sequence[Row]",
    arguments: "Mapping[str, str]",
    summary: LoadSummary,
) -> None:
    """Publish what a batch changed and add it to the summary; a failure never fails the load."""
    started = time.monotonic()
    try:
        digests = changes.digests(results)
        summary.digests += digests
        if digests and {"digest_topic_arn", "event_source"} & arguments.keys():
            from glue_jobs.job.publish_digests import publish_digests  # noqa: PLC0415 - as boto3 below

            summary.digest_failures += publish_digests(
                digests,
                arguments.get("digest_topic_arn"),
                arguments.get("event_source"),
                arguments.get("aws_region"),
            )
    except Exception as error:  # whatever it is: the batch is committed
        log_event("digest not published", level=logging.ERROR, reason=repr(error))
        summary.digest_failures += 1
        return
    log_event("changes found", playlists=len(digests), seconds=_since(started))


def _moves(results: "Sequence[Row]") -> list[Move]:
    """Return where loaded and rejected files go."""
    return [
        Move(row.raw_file, row.version, "processed" if row.status == "loaded" else "rejected")
        for row in results
        if row.status != "failed"
    ]


def _since(started: float) -> float:
    return round(time.monotonic() - started, 3)


if __name__ == "__main__":
    log_to_stdout()
    main(sys.argv)
