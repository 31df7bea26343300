"""``python -m benchmarks.cluster_load LAKE EVENTS``: the load job on a cluster of processes.

Spark's ``local-cluster`` starts a master, workers and executors as processes of their own, which
share nothing with the driver but the network and the disk; what they did goes into Spark's event
log, in the folder ``EVENTS``.
"""

import sys
from pathlib import Path

from cli.project import PROJECT
from glue_jobs import load_playlists
from local.lake import DATABASE, Lake
from local.spark.session import iceberg_jar, start_spark

EXECUTORS = 2


def load_on_cluster(lake: Lake, events: Path) -> None:
    """Load what lies in ``to_process/``."""
    events.mkdir(parents=True)
    settings = {
        "spark.master": f"local-cluster[{EXECUTORS},1,1024]",
        "spark.executor.memory": "1g",
        "spark.executor.extraClassPath": str(iceberg_jar()),
        "spark.executorEnv.PYTHONPATH": str(PROJECT),
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": events.resolve().as_uri(),
        # No task before every executor is there to take one.
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",
        "spark.scheduler.maxRegisteredResourcesWaitingTime": "60s",
    }
    spark = start_spark(lake, short=True, settings=settings)
    load_playlists.main(
        ["load_playlists", "--raw_uri", str(lake.raw.resolve()), "--database", DATABASE,
         "--max_files_per_batch", "5000"]
    )  # fmt: skip
    spark.stop()


if __name__ == "__main__":
    load_on_cluster(Lake(Path(sys.argv[1])), Path(sys.argv[2]))
