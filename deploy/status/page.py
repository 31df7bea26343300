"""The page: every line, then the commands to type."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.show import say, show_pairs
from deploy.stacks import Resource, Stack, list_resources, of_type, require_stack
from deploy.status.access import MAILS, describe_mail, describe_secret
from deploy.status.alarms import describe_alarms
from deploy.status.line import BAD, GOOD, Line, ask
from deploy.status.runs import (
    describe_extraction,
    describe_job,
    describe_queue,
    describe_waiting,
)
from deploy.status.schedule import describe_schedule

if TYPE_CHECKING:
    from deploy.aws import Aws


def show_status(aws: "Aws", stack: str, console: Console, *, outputs: bool = False) -> None:
    """Print a stack's state, what it lacks, its runs, what waits, and its alarms.

    Parameters
    ----------
    outputs
        Whether to print the stack's outputs as well.

    Raises
    ------
    UserError
        The stack does not exist.
    """
    found = require_stack(aws, stack)
    with console.status("asking AWS"):
        lines = list(_lines(aws, found))
    table = Table(
        title=f"{stack} in {aws.region}", title_justify="left", show_header=False, box=box.SIMPLE
    )
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for line in lines:
        state = f"[{line.style or 'none'}]{escape(line.state)}[/]"
        table.add_row(escape(line.about), state, escape(line.details))
    console.print(table)
    # Below the table, which would break a command that is longer than its column.
    commands = dict.fromkeys((line.command, line.about) for line in lines if line.command)
    for command, about in commands:
        say(console, f"{about}: {command}")
    if outputs:
        show_pairs(console, "outputs", found.outputs)


def _lines(aws: "Aws", stack: Stack) -> Iterator[Line]:
    yield _stack_line(stack)
    resources: list[Resource] = []

    def read_resources() -> Iterator[Line]:
        if not stack.is_only_planned:
            resources.extend(list_resources(aws.cloudformation, stack.stack_id))
        yield from ()

    yield from ask("resources", read_resources)
    yield from _needs(aws, stack, resources)
    yield from _schedules(aws, resources)
    yield from _runs(aws, stack)
    for queue in of_type(resources, "AWS::SQS::Queue"):
        yield from ask("dead letters", partial(describe_queue, aws, stack.name, queue.physical_id))
    if alarms := [one.physical_id for one in of_type(resources, "AWS::CloudWatch::Alarm")]:
        yield from ask("alarms", partial(describe_alarms, aws, stack.name, alarms))


def _needs(aws: "Aws", stack: Stack, resources: list[Resource]) -> Iterator[Line]:
    """Yield the lines about what a person has to provide."""
    if secret := stack.outputs.get("SecretArn"):
        yield from ask("credentials", partial(describe_secret, aws, stack.name, secret))
    for topic in of_type(resources, "AWS::SNS::Topic"):
        arn = topic.physical_id
        if mail := MAILS.get(arn.rpartition(":")[2].removeprefix(f"{stack.name}-")):
            yield from ask(f"{mail.what} mail", partial(describe_mail, aws, stack, arn, mail))


def _schedules(aws: "Aws", resources: list[Resource]) -> Iterator[Line]:
    groups = of_type(resources, "AWS::Scheduler::ScheduleGroup")
    group = groups[0].physical_id if groups else "default"
    for schedule in of_type(resources, "AWS::Scheduler::Schedule"):
        yield from ask(
            "next extraction", partial(describe_schedule, aws, group, schedule.physical_id)
        )


def _runs(aws: "Aws", stack: Stack) -> Iterator[Line]:
    if function := stack.outputs.get("ExtractFunction"):
        yield from ask("last extraction", partial(describe_extraction, aws, function))
    if bucket := stack.outputs.get("RawBucket"):
        yield from ask("files waiting", partial(describe_waiting, aws, bucket))
    for output, about in {"LoadJob": "last load", "MaintainJob": "last maintenance"}.items():
        if job := stack.outputs.get(output):
            yield from ask(about, partial(describe_job, aws, job, about))


def _stack_line(stack: Stack) -> Line:
    status = stack.status
    is_bad = "FAILED" in status or "ROLLBACK" in status
    style = BAD if is_bad else GOOD if status.endswith("_COMPLETE") else ""
    return Line("stack", status, f"{stack.changed_at}  {stack.reason}".strip(), style)
