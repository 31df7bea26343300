"""The log lines of the Lambda and of the newest run of each job, in the order of time."""

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from cli.errors import UserError
from deploy.log_events import LogEvent, parse_log_line
from deploy.log_groups import LogLine, glue_log_groups, lambda_log_group, read_log
from deploy.show import wrap
from deploy.stacks import Stack, list_resources, of_type, require_stack

if TYPE_CHECKING:
    from mypy_boto3_glue.type_defs import JobRunTypeDef

    from deploy.aws import Aws

_SPAN = re.compile(r"(\d{1,5})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_FOLLOW_SECONDS = 3.0
_FAILED = {"FAILED", "TIMEOUT", "ERROR", "EXPIRED"}
_LATE = timedelta(minutes=5)  # how late a line may arrive


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
        read = _read_lines(aws, found, start, with_failed_runs=not raw)
        lines = [one for one in read if one[1].event_id not in seen]
        lines.sort(key=lambda one: one[1].time)
        seen |= {line.event_id for _, line in lines}
        start = max([start, *(line.time - _LATE for _, line in lines)])
        if raw:
            for part, line in lines:
                _show_line(console, part, line)
        else:
            lines = show_events(console, lines, errors=errors)
        shown += len(lines)
        if not follow:
            break
        time.sleep(_FOLLOW_SECONDS)
    if not seen:
        console.print(f"no log lines since {start:%Y-%m-%d %H:%M} UTC", highlight=False)
    elif shown < len(seen):
        console.print(f"{len(seen) - shown} more lines: --raw", style="dim", highlight=False)


def show_events(
    console: Console, lines: list[tuple[str, LogLine]], *, errors: bool = False
) -> list[tuple[str, LogLine]]:
    """Print the events among the lines, each with its part; return the lines that have one.

    A problem that returns, as in each of the Lambda's attempts, is printed once with how often.

    Parameters
    ----------
    errors
        Print only warnings and errors.
    """
    shown: list[tuple[str, LogLine]] = []
    times: dict[tuple[str, LogEvent, datetime | None], list[datetime]] = {}
    for part, line in lines:
        event = parse_log_line(line.message)
        if event and (event.is_problem or not errors):
            shown.append((part, line))
            key = (part, event, None if event.is_problem else line.time)
            times.setdefault(key, []).append(line.time)
    for (part, event, _), at in times.items():
        _show_event(console, part, event, at)
    return shown


def _read_lines(
    aws: "Aws", stack: Stack, since: datetime, *, with_failed_runs: bool
) -> Iterator[tuple[str, LogLine]]:
    """Yield each line with its part; look up the logs each time, as jobs start new runs.

    Parameters
    ----------
    with_failed_runs
        Whether to yield a line for a failed job run as well: Glue knows its reason, the log has
        only a stack trace.
    """
    resources = list(list_resources(aws.cloudformation, stack.stack_id))
    for function in of_type(resources, "AWS::Lambda::Function"):
        part = function.physical_id.removeprefix(f"{stack.name}-")
        for line in read_log(aws, lambda_log_group(aws, function.physical_id), since=since):
            yield part, line
    for job in of_type(resources, "AWS::Glue::Job"):
        part = job.physical_id.removeprefix(f"{stack.name}-")
        runs = aws.session.client("glue").get_job_runs(JobName=job.physical_id, MaxResults=1)
        for run in runs["JobRuns"]:
            for group in glue_log_groups(aws, job.physical_id):
                # The driver's stream is named after the run, those of the executors begin with it.
                for line in read_log(aws, group, since=since, stream_prefix=run.get("Id", "")):
                    yield f"{part} {group.rpartition('/')[2]}", line
            failure = failed_run(run) if with_failed_runs else None
            if failure and failure.time >= since:
                yield part, failure


def failed_run(run: "JobRunTypeDef") -> LogLine | None:
    """Return a log line for a job run that failed; None for any other run."""
    state = run.get("JobRunState", "")
    if state not in _FAILED or "CompletedOn" not in run:
        return None
    event = {"level": "ERROR", "event": f"run {state}", "reason": run.get("ErrorMessage", "")}
    return LogLine(run["CompletedOn"].astimezone(UTC), json.dumps(event), run.get("Id", ""))


def _show_line(console: Console, part: str, line: LogLine) -> None:
    console.print(f"{line.time:%Y-%m-%d %H:%M:%S}  ", end="", highlight=False)
    console.print(f"{part}  ", end="", style="cyan", markup=False, highlight=False)
    console.print(line.message, markup=False, highlight=False, soft_wrap=True)


def _show_event(console: Console, part: str, event: LogEvent, times: list[datetime]) -> None:
    first, last = times[0], times[-1]
    time_, level = f"{first:%Y-%m-%d %H:%M:%S}", f"{event.level:<7}"
    subject = event.subject or part.partition(" ")[0]
    until = f"{last:%H:%M}" if last.date() == first.date() else f"{last:%Y-%m-%d %H:%M}"
    again = f" ({len(times)}x until {until})" if len(times) > 1 else ""
    line = f"{time_}  {level}  {subject}  {event.message}{again}"
    if console.is_terminal:  # piped, an event is one line
        line = wrap(line, console.width, rest="  ")
    text = Text(line)
    style = {"WARNING": "yellow", "ERROR": "red", "CRITICAL": "red"}.get(event.level, "green")
    text.stylize(style, len(time_), len(time_) + 2 + len(level))
    start = len(time_) + len(level) + 4
    text.stylize("cyan", start, start + len(subject))
    console.print(text, soft_wrap=True)
