"""Deliver logs, Spark's events and metrics under the job's role, as Glue does.

A refused delivery does not fail a run on Glue; it is returned.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_logs.type_defs import InputLogEventTypeDef
    from mypy_boto3_s3 import S3Client

# The most that one call takes is 10,000 lines or 1 MB.
_LINES = 1_000


def refusals(**deliveries: Callable[[], None]) -> dict[str, str]:
    """Make all deliveries; return the reasons of refused ones by name."""
    refused = {}
    for name, deliver in deliveries.items():
        try:
            deliver()
        except ClientError as error:
            refused[name] = str(error)
    return refused


def write_log(logs: "CloudWatchLogsClient", group: str, run_id: str, file: Path) -> None:
    """Write a file's lines into a stream that is called like the run."""
    logs.create_log_stream(logGroupName=group, logStreamName=run_id)
    now = round(time.time() * 1000)
    for some in _some(file.read_text(encoding="utf-8", errors="replace").splitlines()):
        events: list[InputLogEventTypeDef] = [
            {"timestamp": now, "message": line[:200_000]} for line in some
        ]
        logs.put_log_events(logGroupName=group, logStreamName=run_id, logEvents=events)


def _some(lines: list[str]) -> Iterator[list[str]]:
    filled = [line for line in lines if line]
    for start in range(0, len(filled), _LINES):
        yield filled[start : start + _LINES]


def upload_events(s3: "S3Client", uri: str, folder: Path) -> None:
    """Put Spark's event logs where ``--spark-event-logs-path`` says."""
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    for file in sorted(folder.iterdir()):
        s3.put_object(Bucket=bucket, Key=f"{prefix}{file.name}", Body=file.read_bytes())


def publish_elapsed_time(
    cloudwatch: "CloudWatchClient", job_name: str, run_id: str, seconds: float
) -> None:
    """Publish one of the metrics that ``--enable-metrics`` turns on."""
    cloudwatch.put_metric_data(
        Namespace="Glue",
        MetricData=[
            {
                "MetricName": "glue.driver.aggregate.elapsedTime",
                "Dimensions": [
                    {"Name": "JobName", "Value": job_name},
                    {"Name": "JobRunId", "Value": run_id},
                    {"Name": "Type", "Value": "count"},
                ],
                "Value": seconds * 1000,
                "Unit": "Milliseconds",
            }
        ],
    )
