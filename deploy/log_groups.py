"""Where the Lambda and the Glue jobs write their logs, and what is in there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_logs.type_defs import FilterLogEventsRequestPaginateTypeDef

    from deploy.aws import Aws

GLUE_PREFIX = "/aws-glue/jobs"  # where jobs log that aren't told otherwise


@dataclass(frozen=True)
class LogLine:
    """A line of a log.

    Attributes
    ----------
    event_id
        CloudWatch's, by which a line is known again.
    """

    time: datetime
    message: str
    event_id: str


def lambda_log_group(aws: "Aws", function: str) -> str:
    """Return the log group of a function."""
    configuration = aws.session.client("lambda").get_function_configuration(FunctionName=function)
    return configuration.get("LoggingConfig", {}).get("LogGroup") or f"/aws/lambda/{function}"


def glue_log_groups(aws: "Aws", job: str) -> list[str]:
    """Return the log groups of a job: of what it prints, and of Spark's own log."""
    found = aws.session.client("glue").get_job(JobName=job)["Job"]
    prefix = found.get("DefaultArguments", {}).get("--custom-logGroup-prefix", GLUE_PREFIX)
    return [f"{prefix}/output", f"{prefix}/error"]


def read_log(
    aws: "Aws",
    group: str,
    *,
    since: datetime,
    streams: Sequence[str] = (),
    filter_pattern: str = "",
) -> Iterator[LogLine]:
    """Yield a log's lines in the order of time; none where there is no such log yet.

    Parameters
    ----------
    streams
        Only these streams of the group, if any are named.
    filter_pattern
        Only what matches this, as CloudWatch understands it.
    """
    asked: FilterLogEventsRequestPaginateTypeDef = {
        "logGroupName": group,
        "startTime": int(since.timestamp() * 1000),
    }
    if streams:
        asked["logStreamNames"] = list(streams)
    if filter_pattern:
        asked["filterPattern"] = filter_pattern
    pages = aws.session.client("logs").get_paginator("filter_log_events").paginate(**asked)
    try:
        for event in chain.from_iterable(page["events"] for page in pages):
            yield LogLine(
                time=datetime.fromtimestamp(event.get("timestamp", 0) / 1000, UTC),
                message=event.get("message", "").rstrip(),
                event_id=event.get("eventId", ""),
            )
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "ResourceNotFoundException":
            raise
