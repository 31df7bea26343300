"""The log groups of the Lambda and the Glue jobs, and their lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from deploy.aws_errors import error_code

if TYPE_CHECKING:
    from mypy_boto3_logs.type_defs import FilterLogEventsRequestPaginateTypeDef

    from deploy.aws import Aws

GLUE_PREFIX = "/aws-glue/jobs"  # where jobs log by default


@dataclass(frozen=True)
class LogLine:
    """A line of a log.

    Attributes
    ----------
    event_id
        CloudWatch's id of the line.
    """

    time: datetime
    message: str
    event_id: str


def lambda_log_group(aws: "Aws", function: str) -> str:
    """Return the log group of a function."""
    configuration = aws.session.client("lambda").get_function_configuration(FunctionName=function)
    return configuration.get("LoggingConfig", {}).get("LogGroup") or f"/aws/lambda/{function}"


def glue_log_groups(aws: "Aws", job: str) -> list[str]:
    """Return the log groups of a job: its output, and Spark's log."""
    found = aws.session.client("glue").get_job(JobName=job)["Job"]
    prefix = found.get("DefaultArguments", {}).get("--custom-logGroup-prefix", GLUE_PREFIX)
    return [f"{prefix}/output", f"{prefix}/error"]


def read_log(
    aws: "Aws",
    group: str,
    *,
    since: datetime,
    stream_prefix: str = "",
    filter_pattern: str = "",
) -> Iterator[LogLine]:
    """Yield the lines of a log group in the order of time; none if it does not exist.

    Parameters
    ----------
    stream_prefix
        Read only streams whose names begin with this.
    filter_pattern
        Read only lines that match this pattern of CloudWatch Logs.
    """
    asked: FilterLogEventsRequestPaginateTypeDef = {
        "logGroupName": group,
        "startTime": int(since.timestamp() * 1000),
    }
    if stream_prefix:
        asked["logStreamNamePrefix"] = stream_prefix
    if filter_pattern:
        asked["filterPattern"] = filter_pattern
    pages = aws.session.client("logs").get_paginator("filter_log_events").paginate(**asked)
    try:
        for event in chain.from_iterable(page["events"] for page in pages):
            if not event.get("logStreamName", "").startswith(stream_prefix):
                continue
            yield LogLine(
                time=datetime.fromtimestamp(event.get("timestamp", 0) / 1000, UTC),
                message=event.get("message", "").rstrip(),
                event_id=event.get("eventId", ""),
            )
    except ClientError as error:
        if error_code(error) != "ResourceNotFoundException":
            raise
