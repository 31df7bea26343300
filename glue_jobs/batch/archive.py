"""Move the files of a committed batch out of ``to_process/``, spread over Spark's Python workers.

Moving again is safe: a file that is no longer in ``to_process/`` was moved, one that was replaced
stays. So Spark may run a task again, and what a lost task leaves is moved by the next run.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from glue_jobs.batch.read import OpenRawZone
from glue_jobs.iceberg.spark_errors import SPARK_ERRORS, root_cause
from glue_jobs.job.json_log import log_event
from glue_jobs.raw_zone.zone import Move

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# The driver moves up to these itself: a Spark task makes a day's load of one file 3 % longer.
MOVES_PER_TASK = 250


def archive(spark: "SparkSession", open_zone: OpenRawZone, moves: Sequence[Move]) -> list[str]:
    """Move raw files; return a reason for each that stays in ``to_process/``."""
    context = spark.sparkContext
    # More tasks than cores would only start more workers, each with a client of its own.
    tasks = min(context.defaultParallelism, ceil(len(moves) / MOVES_PER_TASK))
    if tasks <= 1:
        return list(_move(open_zone, moves))
    try:
        return context.parallelize(moves, tasks).mapPartitions(partial(_move, open_zone)).collect()
    except SPARK_ERRORS as error:
        reason = root_cause(error)
        log_event("archiving failed", level=logging.ERROR, files=len(moves), reason=reason)
        # Not from the tasks, which have moved some files, or from memory: `to_process/` knows.
        keys = {move.key for move in moves}
        waiting = [file.key for file in open_zone().list_files() if file.key in keys]
        return [f"to_process/{key} could not be moved: {reason}" for key in waiting]


def _move(open_zone: OpenRawZone, moves: Iterable[Move]) -> Iterator[str]:
    yield from open_zone().move(list(moves))
