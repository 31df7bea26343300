"""Start Spark as ``local.spark.jobs`` does, for a few files or for many."""

from typing import TYPE_CHECKING

from glue_jobs.job.session import get_session
from local.spark.session import start_spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from local.lake import Lake

# From this number of files on, Spark's JSON reader gains from Java's second compiler (C2). The load
# job, whose reading is Python's, gains only later.
_MANY_FILES = 500


def start_job_spark(lake: "Lake", files: int) -> "SparkSession":
    """Start Spark with the settings for a short or a long run."""
    start_spark(lake, short=files < _MANY_FILES)
    return get_session()
