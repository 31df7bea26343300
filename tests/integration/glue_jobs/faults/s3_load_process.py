"""Load from a bucket, in a process of its own; workers move the raw files, two in a task.

Run as a module: ``s3_load_process LAKE RAW_URI``.
"""

import sys
from pathlib import Path

from glue_jobs import load_playlists
from glue_jobs.batch import archive
from local.lake import DATABASE, Lake
from local.spark.session import start_spark

if __name__ == "__main__":
    root, raw_uri = sys.argv[1:]
    settings = {"spark.sql.shuffle.partitions": "2", "spark.sql.codegen.wholeStage": "false"}
    start_spark(Lake(Path(root)), short=True, settings=settings)
    archive.MOVES_PER_TASK = 2
    load_playlists.main(
        ["load_playlists", "--database", DATABASE, "--max_files_per_batch", "100",
         "--raw_uri", raw_uri]
    )  # fmt: skip
