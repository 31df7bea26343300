"""Run the load job on Spark's ``local-cluster``.

``python -m benchmarks.cluster_load LAKE RAW_URI EXECUTORS [EVENTS]``. ``local-cluster`` starts a
master, workers and executors as separate processes, which share only the network and the disk with
the driver. Spark writes its event log into the folder ``EVENTS``.
"""

import os
import sys
from pathlib import Path

from benchmarks.starts import start_with_spark_defaults
from cli.project import PROJECT
from glue_jobs import load_playlists
from local.lake import DATABASE, Lake
from local.spark.java import iceberg_jar

# The access key ids of the requests, by which a local S3 tells who sent them.
DRIVER = "driver"
EXECUTOR = "executor"
_MAX_FILES_PER_BATCH = 100_000


def command(lake: Lake, raw_uri: str, executors: int, events: Path | None = None) -> list[str]:
    """Return the command that loads the files in ``to_process/``."""
    arguments = [str(lake.root), raw_uri, str(executors), *([str(events)] if events else [])]
    return [sys.executable, "-m", "benchmarks.cluster_load", *arguments]


def load_on_cluster(lake: Lake, raw_uri: str, executors: int, events: Path | None) -> None:
    """Load the files in ``to_process/``."""
    settings = {
        "spark.master": f"local-cluster[{executors},1,1024]",
        "spark.executor.memory": "1g",
        "spark.executor.extraClassPath": str(iceberg_jar()),
        "spark.executorEnv.PYTHONPATH": str(PROJECT),
        "spark.executorEnv.AWS_ACCESS_KEY_ID": EXECUTOR,
        # Start no task before all executors have registered.
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",
        "spark.scheduler.maxRegisteredResourcesWaitingTime": "60s",
    }
    if events:
        events.mkdir(parents=True)
        settings["spark.eventLog.enabled"] = "true"
        settings["spark.eventLog.dir"] = events.resolve().as_uri()
    os.environ["AWS_ACCESS_KEY_ID"] = DRIVER
    spark = start_with_spark_defaults(lake, settings)
    load_playlists.main(
        ["load_playlists", "--raw_uri", raw_uri, "--database", DATABASE,
         "--max_files_per_batch", str(_MAX_FILES_PER_BATCH)]
    )  # fmt: skip
    spark.stop()


if __name__ == "__main__":
    lake_root, uri, number, *rest = sys.argv[1:]
    load_on_cluster(Lake(Path(lake_root)), uri, int(number), Path(rest[0]) if rest else None)
