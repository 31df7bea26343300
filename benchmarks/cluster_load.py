"""``python -m benchmarks.cluster_load LAKE EVENTS``: run the load job on Spark's ``local-cluster``.

``local-cluster`` starts a master, workers and executors as separate processes, which share only the
network and the disk with the driver. Spark writes its event log into the folder ``EVENTS``.
"""

import sys
from pathlib import Path

from benchmarks.starts import start_with_spark_defaults
from cli.project import PROJECT
from glue_jobs import load_playlists
from local.lake import DATABASE, Lake
from local.spark.java import iceberg_jar

EXECUTORS = 2


def load_on_cluster(lake: Lake, events: Path) -> None:
    """Load the files in ``to_process/``."""
    events.mkdir(parents=True)
    settings = {
        "spark.master": f"local-cluster[{EXECUTORS},1,1024]",
        "spark.executor.memory": "1g",
        "spark.executor.extraClassPath": str(iceberg_jar()),
        "spark.executorEnv.PYTHONPATH": str(PROJECT),
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": events.resolve().as_uri(),
        # Start no task before all executors have registered.
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",
        "spark.scheduler.maxRegisteredResourcesWaitingTime": "60s",
    }
    spark = start_with_spark_defaults(lake, settings)
    load_playlists.main(
        ["load_playlists", "--raw_uri", str(lake.raw.resolve()), "--database", DATABASE,
         "--max_files_per_batch", "5000"]
    )  # fmt: skip
    spark.stop()


if __name__ == "__main__":
    load_on_cluster(Lake(Path(sys.argv[1])), Path(sys.argv[2]))
