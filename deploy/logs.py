"""The log lines of the Lambda and of the newest run of each job, in the order of time."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rich.console import Console

from cli.errors import UserError
from deploy.log_events import LogEvent, parse_log_line
from deploy.log_groups import LogLine, glue_log_groups, lambda_log_group, read_log
from deploy.stacks import list_resources, of_type, require_stack

if TYPE_CHECKING:
    from deploy.aws import Aws

_SPAN = re.compile(r"(\d{1,5})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_FOLLOW_SECONDS = 3.0
_LATE = timedelta(minutes=5)  # how late a line may arrive


@dataclass(frozen=True)
class _Source:
    """A log to read.

    Attributes
    ----------
    part
        Its name in the output.
    stream_prefix
        Read only streams whose names begin with this.
    """

    part: str
    group: str
    stream_prefix: str = ""


def parse_span(text: str) -> timedelta:
    """Return the duration of a text such as ``90s``, ``15m``, ``1h`` or ``2d``.

    Raises
    ------
    UserError
        It has another form.
    """
    found = _SPAN.fullmatch(text)
    if not found:
        raise UserError(f"--since takes a duration such as 15m, 1h or 2d, not {text!r}")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def show_logs(  # noqa: PLR0913 - each is an option
    aws: "Aws",
    stack: str,
    console: Console,
    *,
    since: timedelta,
    follow: bool = False,
    errors: bool = False,
    raw: bool = False,
) -> None:
    """Print the events of the last while; with ``follow``, also new ones until interrupted.

    Parameters
    ----------
    errors
        Print only warnings and errors.
    raw
        Print each line of the logs unchanged.

    Raises
    ------
    UserError
        The stack does not exist.
    """
    found = require_stack(aws, stack)
    start = datetime.now(UTC) - since
    seen: set[str] = set()
    shown = 0
    while True:
        new = [one for one in _read(aws, found.stack_id, start) if one[1].event_id not in seen]
        for part, line in sorted(new, key=lambda one: one[1].time):
            event = parse_log_line(line.message)
            if raw:
                _show_line(console, part, line)
                shown += 1
            elif event and (event.is_problem or not errors):
                _show_event(console, part, line, event)
                shown += 1
            seen.add(line.event_id)
            start = max(start, line.time - _LATE)
        if not follow:
            break
        time.sleep(_FOLLOW_SECONDS)
    if not seen:
        console.print(f"no log lines since {start:%Y-%m-%d %H:%M} UTC", highlight=False)
    elif shown < len(seen):
        console.print(f"{len(seen) - shown} more lines: --raw", style="dim", highlight=False)


def _read(aws: "Aws", stack_id: str, since: datetime) -> Iterator[tuple[str, LogLine]]:
    """Yield each line with its part; look up the sources each time, as jobs start new runs."""
    for source in _sources(aws, stack_id):
        for line in read_log(aws, source.group, since=since, stream_prefix=source.stream_prefix):
            yield source.part, line


def _sources(aws: "Aws", stack_id: str) -> Iterator[_Source]:
    resources = list(list_resources(aws.cloudformation, stack_id))
    for function in of_type(resources, "AWS::Lambda::Function"):
        yield _Source(function.physical_id, lambda_log_group(aws, function.physical_id))
    for job in of_type(resources, "AWS::Glue::Job"):
        runs = aws.session.client("glue").get_job_runs(JobName=job.physical_id, MaxResults=1)
        newest = [run["Id"] for run in runs["JobRuns"] if "Id" in run]
        for group in glue_log_groups(aws, job.physical_id) if newest else ():
            # The driver's stream is named after the run, those of the executors begin with it.
            yield _Source(f"{job.physical_id} {group.rpartition('/')[2]}", group, newest[0])


def _show_line(console: Console, part: str, line: LogLine) -> None:
    console.print(f"{line.time:%Y-%m-%d %H:%M:%S}  ", end="", highlight=False)
    console.print(f"{part}  ", end="", style="cyan", markup=False, highlight=False)
    console.print(line.message, markup=False, highlight=False, soft_wrap=True)


def _show_event(console: Console, part: str, line: LogLine, event: LogEvent) -> None:
    style = {"WARNING": "yellow", "ERROR": "red", "CRITICAL": "red"}.get(event.level, "green")
    console.print(f"{line.time:%Y-%m-%d %H:%M:%S}  ", end="", highlight=False)
    console.print(f"{event.level:<7}  ", end="", style=style, markup=False, highlight=False)
    console.print(f"{event.subject or part}  ", end="", style="cyan", markup=False, highlight=False)
    console.print(event.message, markup=False, highlight=False, soft_wrap=True)
