"""Glue job: compact the lake's tables, expire old table snapshots, remove orphan files.

Arguments
---------
--database              the database of the tables
--keep_snapshots_days   table snapshots older than this expire, and time travel to them ends; with 0
                        only the current one stays
--keep_orphans_days     files of no table snapshot are removed when older than this; at least 1, as
                        a load that is still running writes such files

For each table, in this order: data files are rewritten (small ones and those with many deleted
rows, sorted by key, so that a lookup reads few), delete files are merged and dangling ones removed,
then old table snapshots and orphan files are removed. It may run beside a load: whichever commits
second to the same files fails, changes nothing, and is done by the next run. If a table fails, the
others are still maintained.
"""

import logging
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from glue_jobs.iceberg.catalog import CATALOG, last_commit, qualified_name
from glue_jobs.iceberg.spark_errors import SPARK_ERRORS, root_cause
from glue_jobs.job.arguments import database_name, resolve_arguments, whole_number
from glue_jobs.job.json_log import log_event, log_to_stdout
from glue_jobs.job.session import job_session
from glue_jobs.tables import TABLES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from glue_jobs.tables.table import Table


# Larger data files are rewritten only when this share of their rows is deleted: else a week's
# updates would rewrite all of a million songs, a file of 50 MB.
SMALL_FILE_BYTES = 16 * 1024**2
DELETED_SHARE = 0.1


class MaintenanceError(Exception):
    """Some tables could not be maintained; the others are."""


def main(argv: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Run the job.

    Returns
    -------
    dict
        What was done to each table, as Iceberg's procedures count it.

    Raises
    ------
    JobArgumentError
        An argument is missing or wrong.
    MaintenanceError
        Some tables failed.
    """
    arguments = resolve_arguments(
        argv, ["database", "keep_snapshots_days", "keep_orphans_days"], optional=["JOB_NAME"]
    )
    database = database_name(arguments)
    keep_snapshots = timedelta(days=whole_number(arguments, "keep_snapshots_days", least=0))
    keep_orphans = timedelta(days=whole_number(arguments, "keep_orphans_days"))
    done: dict[str, dict[str, Any]] = {}
    failed: dict[str, str] = {}
    with job_session(arguments) as spark:
        for table in TABLES:
            if not spark.catalog.tableExists(qualified_name(database, table)):
                log_event("table absent", table=table.name)
                continue
            started = time.monotonic()
            try:
                done[table.name] = _maintain(spark, database, table, keep_snapshots, keep_orphans)
            except SPARK_ERRORS as error:
                failed[table.name] = root_cause(error)
                log_event(
                    "table not maintained",
                    level=logging.ERROR,
                    table=table.name,
                    reason=failed[table.name],
                )
                continue
            seconds = round(time.monotonic() - started, 3)
            log_event("table maintained", table=table.name, **done[table.name], seconds=seconds)
        if failed:
            reasons = "; ".join(f"{name}: {reason}" for name, reason in failed.items())
            raise MaintenanceError(f"not maintained, run again: {reasons}")
    return done


def _maintain(
    spark: "SparkSession",
    database: str,
    table: "Table",
    keep_snapshots: timedelta,
    keep_orphans: timedelta,
) -> dict[str, Any]:
    name = f"{database}.{table.name}"
    delete_files = _delete_files(spark, database, table)
    files = _call(
        spark,
        f"rewrite_data_files(table => '{name}', strategy => 'sort', "
        f"sort_order => '{', '.join(table.key)}', options => map("
        f"'min-input-files', '2', 'min-file-size-bytes', '{SMALL_FILE_BYTES}', "
        f"'delete-ratio-threshold', '{DELETED_SHARE}'))",
    )[0]
    # Delete files of rewritten data files refer to no rows; those of each other file become one.
    _call(
        spark,
        f"rewrite_position_delete_files(table => '{name}', options => map('rewrite-all', 'true'))",
    )
    expired = _call(
        spark,
        f"expire_snapshots(table => '{name}', older_than => {_ago(keep_snapshots)}, "
        "retain_last => 1)",
    )[0]
    # List through the catalog's own FileIO, which needs no Hadoop file system for s3://.
    orphans = _call(
        spark,
        f"remove_orphan_files(table => '{name}', older_than => {_ago(keep_orphans)}, "
        "prefix_listing => true)",
    )
    return {
        "data_files_rewritten": files["rewritten_data_files_count"],
        "data_files_added": files["added_data_files_count"],
        "bytes_rewritten": files["rewritten_bytes_count"],
        "delete_files_removed": delete_files - _delete_files(spark, database, table),
        "snapshots_expired": expired["deleted_manifest_lists_count"],  # one per snapshot
        "data_files_expired": expired["deleted_data_files_count"],
        "orphan_files_removed": len(orphans),
    }


def _call(spark: "SparkSession", procedure: str) -> list[dict[str, Any]]:
    return [row.asDict() for row in spark.sql(f"CALL {CATALOG}.system.{procedure}").collect()]


def _delete_files(spark: "SparkSession", database: str, table: "Table") -> int:
    return int(last_commit(spark, qualified_name(database, table)).get("total-delete-files", 0))


def _ago(age: timedelta) -> str:
    return f"TIMESTAMP '{datetime.now(UTC) - age}'"


if __name__ == "__main__":
    log_to_stdout()
    main(sys.argv)
