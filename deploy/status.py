"""The status of a deployed lake on one page."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.log_groups import lambda_log_group, read_log
from deploy.show import show_pairs
from deploy.stacks import Resource, Stack, list_resources, of_type, require_stack

if TYPE_CHECKING:
    from mypy_boto3_glue.type_defs import JobRunTypeDef

    from deploy.aws import Aws

EXTRACTION_DAYS = 7  # how far back to look for the newest extraction
JOB_RUNS = 3
_GOOD = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "SUCCEEDED", "done", "OK"}
_ALARMS_AT_ONCE = 100  # the most names that one request takes


@dataclass(frozen=True)
class Line:
    """A line of the page: subject, state, details."""

    about: str
    state: str
    details: str

    @property
    def style(self) -> str:
        """The colour of the state."""
        if self.state in _GOOD:
            return "green"
        return "red" if any(sign in self.state for sign in ("FAIL", "ROLLBACK", "ALARM")) else ""


def show_status(aws: "Aws", stack: str, console: Console) -> None:
    """Print a stack's state, newest extraction and job runs, dead letters, alarms and outputs.

    Raises
    ------
    UserError
        The stack does not exist.
    """
    found = require_stack(aws, stack)
    resources = (
        [] if found.is_only_planned else list(list_resources(aws.cloudformation, found.stack_id))
    )
    lines = [
        _stack_line(found),
        *(_extraction(aws, one) for one in of_type(resources, "AWS::Lambda::Function")),
        *chain.from_iterable(_job_runs(aws, one) for one in of_type(resources, "AWS::Glue::Job")),
        *(_queue(aws, one) for one in of_type(resources, "AWS::SQS::Queue")),
        *_alarms(aws, of_type(resources, "AWS::CloudWatch::Alarm")),
    ]
    table = Table(title=f"{stack} in {aws.region}", title_justify="left", show_header=False)
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for line in lines:
        table.add_row(
            escape(line.about), f"[{line.style or 'none'}]{line.state}[/]", escape(line.details)
        )
    console.print(table)
    show_pairs(console, "outputs", found.outputs)


def _stack_line(stack: Stack) -> Line:
    return Line("stack", stack.status, f"{stack.changed_at}  {stack.reason}".strip())


def _extraction(aws: "Aws", function: Resource) -> Line:
    about = f"newest extraction ({function.physical_id})"
    since = datetime.now(UTC) - timedelta(days=EXTRACTION_DAYS)
    lines = read_log(
        aws,
        lambda_log_group(aws, function.physical_id),
        since=since,
        filter_pattern='?"run done" ?"run failed"',
    )
    runs = [run for line in lines if (run := _run(line.message))]
    if not runs:
        return Line(about, "none", f"in the last {EXTRACTION_DAYS} days")
    result = runs[-1]["result"]
    return Line(
        about,
        "done" if runs[-1]["message"] == "run done" else "FAILED",
        f"{result['extracted_at']}  {result['extracted']} playlists extracted, "
        f"{result['already_extracted']} there already, {result['failed']} failed, "
        f"{result['not_reached']} not reached; {result['entries']:,} entries",
    )


def _run(message: str) -> dict[str, Any] | None:
    """Return the Lambda's summary of a run, if this line of its log is one."""
    try:
        line = json.loads(message)
    except ValueError:
        return None
    return line if isinstance(line, dict) and "result" in line else None


def _job_runs(aws: "Aws", job: Resource) -> list[Line]:
    runs = aws.session.client("glue").get_job_runs(JobName=job.physical_id, MaxResults=JOB_RUNS)
    lines = [
        Line(f"job {job.physical_id}", run.get("JobRunState", ""), _run_details(run))
        for run in runs["JobRuns"]
    ]
    return lines or [Line(f"job {job.physical_id}", "none", "it has not run yet")]


def _run_details(run: "JobRunTypeDef") -> str:
    started = f"{run['StartedOn']:%Y-%m-%d %H:%M} UTC" if "StartedOn" in run else ""
    seconds = f"{run['ExecutionTime']} s" if run.get("ExecutionTime") else ""
    return "  ".join(part for part in (started, seconds, run.get("ErrorMessage", "")) if part)


def _queue(aws: "Aws", queue: Resource) -> Line:
    sqs = aws.session.client("sqs")
    asked = sqs.get_queue_attributes(
        QueueUrl=queue.physical_id, AttributeNames=["ApproximateNumberOfMessages"]
    )
    waiting = int(asked["Attributes"]["ApproximateNumberOfMessages"])
    name = queue.physical_id.rpartition("/")[2]
    return Line(f"queue {name}", "OK" if waiting == 0 else "FAILED", f"{waiting} dead letters")


def _alarms(aws: "Aws", alarms: list[Resource]) -> list[Line]:
    """Return a line for each alarm in state ALARM, or one line if there is none."""
    names = [alarm.physical_id for alarm in alarms]
    cloudwatch = aws.session.client("cloudwatch")
    found = [
        alarm
        for start in range(0, len(names), _ALARMS_AT_ONCE)
        for alarm in cloudwatch.describe_alarms(
            AlarmNames=names[start : start + _ALARMS_AT_ONCE], MaxRecords=_ALARMS_AT_ONCE
        )["MetricAlarms"]
    ]
    in_alarm = [
        Line(f"alarm {one.get('AlarmName')}", "ALARM", one.get("StateReason", ""))
        for one in found
        if one.get("StateValue") == "ALARM"
    ]
    if in_alarm or not found:
        return in_alarm
    return [Line("alarms", "OK", f"none of {len(found)} is in state ALARM")]
