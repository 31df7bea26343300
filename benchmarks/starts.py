"""Start Spark on a lake in three ways: as the project does, and with less of its tuning.

``python -m benchmarks.starts WAY trivial|load LAKE`` starts Spark and runs a trivial job or the
load job.
"""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cli.project import PROJECT
from local.lake import DATABASE, Lake
from local.spark.java import iceberg_jar, java_home
from local.spark.jobs import MAX_FILES_PER_BATCH
from local.spark.session import catalog_settings, start_spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def start_tuned(lake: Lake) -> "SparkSession":
    """Start Spark as ``python -m local load`` does for a few files."""
    return start_spark(lake, short=True)


def start_with_java_defaults(lake: Lake) -> "SparkSession":
    """Start Spark with the project's settings, but Java's defaults (C2, no class archive)."""
    return start_spark(lake, archive="none")


def start_with_spark_defaults(lake: Lake, settings: dict[str, str] | None = None) -> "SparkSession":
    """Start Spark with its own defaults, except for the lake's catalog and the given settings."""
    os.environ["JAVA_HOME"] = str(java_home())
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")])
    )
    from pyspark.sql import SparkSession  # noqa: PLC0415 - as late as the project does

    builder = SparkSession.builder.master("local[*]")
    builder = builder.config("spark.driver.extraClassPath", str(iceberg_jar()))
    for name, value in (catalog_settings(lake) | (settings or {})).items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


STARTS: Mapping[str, "Callable[[Lake], SparkSession]"] = {
    "tuned": start_tuned,
    "java-defaults": start_with_java_defaults,
    "spark-defaults": start_with_spark_defaults,
}


def trivial_command(way: str, lake: Lake) -> list[str]:
    """Return the command that starts Spark and runs a trivial job."""
    return [sys.executable, "-m", "benchmarks.starts", way, "trivial", str(lake.root)]


def load_command(way: str, lake: Lake) -> list[str]:
    """Return the command that loads a lake; ``tuned`` is the one that users run."""
    if way == "tuned":
        return [sys.executable, "-m", "local", "load", "--lake", str(lake.root)]
    return [sys.executable, "-m", "benchmarks.starts", way, "load", str(lake.root)]


def _load(lake: Lake) -> None:
    from glue_jobs import load_playlists  # noqa: PLC0415 - as late as the project does

    load_playlists.main(
        ["load_playlists", "--raw_uri", str(lake.raw), "--database", DATABASE,
         "--max_files_per_batch", str(MAX_FILES_PER_BATCH)]
    )  # fmt: skip


def _main(way: str, what: str, lake: Lake) -> None:
    spark = STARTS[way](lake)
    if what == "trivial":
        spark.range(1).count()
    else:
        _load(lake)


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2], Lake(Path(sys.argv[3])))
