"""Load from a bucket, in a process that is killed at a call to S3.

Run as a module: ``s3_load_process LAKE RAW_URI [OPERATION WHEN NUMBER]``; WHEN is ``before-call``
or ``after-call``, as botocore names its events.
"""

import os
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Any

import boto3

from glue_jobs import load_playlists
from local.lake import DATABASE, Lake
from local.spark.session import start_spark


def kill_at(operation: str, when: str, number: int) -> None:
    """Kill this process and its JVM at the given call of an operation, counted from 1."""
    calls = count(1)

    def kill(**event: Any) -> None:
        if next(calls) == number:
            os.killpg(0, signal.SIGKILL)

    boto3.setup_default_session()
    assert boto3.DEFAULT_SESSION
    boto3.DEFAULT_SESSION.events.register(f"{when}.s3.{operation}", kill)


if __name__ == "__main__":
    root, raw_uri, *point = sys.argv[1:]
    lake = Lake(Path(root))
    if point:
        kill_at(point[0], point[1], int(point[2]))
    settings = {"spark.sql.shuffle.partitions": "2", "spark.sql.codegen.wholeStage": "false"}
    start_spark(lake, short=True, settings=settings)
    load_playlists.main(
        ["load_playlists", "--database", DATABASE, "--max_files_per_batch", "100",
         "--raw_uri", raw_uri]
    )  # fmt: skip
