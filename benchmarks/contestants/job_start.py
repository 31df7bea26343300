"""Starts Spark as ``local.jobs`` does for so many files."""

from typing import TYPE_CHECKING

from glue_jobs.session import get_session
from local.jobs import MANY_FILES
from local.spark import start_spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from local.lake import Lake


def start_job_spark(lake: "Lake", files: int) -> "SparkSession":
    """Start Spark, tuned for a short run or a long one."""
    start_spark(lake, short=files < MANY_FILES)
    return get_session()
