"""How Spark's Python workers start, quickly, which is to say with little, and how they end."""

import os
import subprocess
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from cli.project import PROJECT

READ = """
import sys
import pyarrow as pa
from glue_jobs.batch.read import _read_partition
list(_read_partition(sys.argv[1], iter([])))
assert "pandas" not in sys.modules
pa.array(["text"])
assert "pandas" not in sys.modules
import pandas
print(pandas.DataFrame({"a": [1]}).shape)
"""


def test_workers_import_from_no_zip(spark: SparkSession) -> None:
    def zips(_: object) -> list[str]:
        return [path for path in sys.path if path.endswith(".zip") and "pyspark" in path]

    assert spark.sparkContext.parallelize([0], 1).map(zips).collect() == [[]]


def test_a_worker_ends_with_its_task(spark: SparkSession) -> None:
    def pid(_: object) -> int:
        return os.getpid()

    workers = [spark.sparkContext.parallelize([0], 1).map(pid).first() for _ in range(3)]
    assert len(set(workers)) == 3


def test_reading_imports_no_pandas_and_leaves_it_to_others(tmp_path: Path) -> None:
    (tmp_path / "to_process").mkdir()
    ran = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path)],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.stdout, ran.returncode) == ("(1, 1)\n", 0), ran.stderr
