"""How Spark's Python workers start and end."""

import os
import sys

from pyspark.sql import SparkSession


def test_workers_import_from_no_zip(spark: SparkSession) -> None:
    def zips(_: object) -> list[str]:
        return [path for path in sys.path if path.endswith(".zip") and "pyspark" in path]

    assert spark.sparkContext.parallelize([0], 1).map(zips).collect() == [[]]


def test_a_worker_ends_with_its_task(spark: SparkSession) -> None:
    def pid(_: object) -> int:
        return os.getpid()

    workers = [spark.sparkContext.parallelize([0], 1).map(pid).first() for _ in range(3)]
    assert len(set(workers)) == 3
