"""Starts Spark as ``local.spark.jobs`` does for a few files or for many."""

from typing import TYPE_CHECKING

from glue_jobs.job.session import get_session
from local.spark.session import start_spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from local.lake import Lake

# Spark's own JSON reader gains from what Java compiles twice long before the job does.
_MANY_FILES = 500


def start_job_spark(lake: "Lake", files: int) -> "SparkSession":
    """Start Spark, tuned for a short run or a long one."""
    start_spark(lake, short=files < _MANY_FILES)
    return get_session()
