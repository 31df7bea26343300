"""Takes a stack down: tells what goes and what stays, asks, and deletes."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.errors import UserError
from deploy.confirm import confirm, confirm_by_name
from deploy.empty_bucket import empty_bucket
from deploy.events import Operation, describe_cause
from deploy.retained_resources import Kept, delete_kept, find_kept
from deploy.show import say, show_events
from deploy.stacks import Resource, Stack, artifacts_stack_name, find_stack, list_resources
from deploy.template import STACK, Template

if TYPE_CHECKING:
    from deploy.aws import Aws

_BUCKET = "AWS::S3::Bucket"
# What has something in it that is not in the templates.
_HOLDS = {
    _BUCKET,
    "AWS::Glue::Database",
    "AWS::Logs::LogGroup",
    "AWS::SecretsManager::Secret",
    "AWS::SQS::Queue",
}


@dataclass
class _Plan:
    """What the deletion of a stack does to its resources."""

    goes: list[Resource] = field(default_factory=list)
    stays: list[Resource] = field(default_factory=list)


def destroy(
    aws: "Aws", stack: str, console: Console, *, yes: bool = False, delete_data: bool = False
) -> None:
    """Delete a stack and that of its artifacts; run again, it goes on where it was stopped.

    Parameters
    ----------
    yes
        Whether the user has agreed.
    delete_data
        Whether what the stack's deletion leaves behind goes as well, now or from earlier on.

    Raises
    ------
    UserError
        Something can't be deleted.
    """
    names = [stack, artifacts_stack_name(stack)]
    existing = [one for name in names if (one := find_stack(aws.cloudformation, name))]
    left_behind = find_kept(aws, stack)
    if not existing and not (left_behind and delete_data):
        say(console, f"there is no stack {stack}: nothing to delete")
        _show_kept(left_behind, stack, console)
        return
    plan = _Plan()
    for one in existing:
        _check_settled(one)
        _add_to_plan(aws, one, plan)
    _show(console, plan, left_behind if delete_data else [], delete_data=delete_data)
    if delete_data:
        confirm_by_name("All data will be deleted for good.", stack, yes=yes)
    else:
        confirm(f"Delete {stack}?", yes=yes)

    _empty_buckets(aws, plan, console)
    for one in existing:
        _delete(aws, one, console)
    left_behind = find_kept(aws, stack)
    if not delete_data:
        _show_kept(left_behind, stack, console)
        return
    for kept in left_behind:
        say(console, delete_kept(aws, kept))


def _show_kept(left_behind: list[Kept], stack: str, console: Console) -> None:
    for kept in left_behind:
        say(console, f"kept: {kept.type} {kept.physical_id}")
    if any(kept.type == "AWS::Glue::Database" for kept in left_behind):
        say(console, "while the database is kept, a new stack needs another: --param Database=...")
    if left_behind:
        say(console, f"`python -m deploy down --stack {stack} --delete-data` deletes these too")


def _check_settled(stack: Stack) -> None:
    if stack.status.endswith("_IN_PROGRESS") and not stack.is_only_planned:
        raise UserError(
            f"stack {stack.name} is being changed ({stack.status}): wait until that has ended"
        )


def _add_to_plan(aws: "Aws", stack: Stack, plan: _Plan) -> None:
    policies: dict[str, dict[str, str]] = {}
    for resource in list_resources(aws.cloudformation, stack.stack_id):
        if resource.stack_id not in policies:
            answer = aws.cloudformation.get_template(
                StackName=resource.stack_id, TemplateStage="Original"
            )
            template = Template(f"the template of {stack.name}", str(answer["TemplateBody"]))
            policies[resource.stack_id] = template.deletion_policies()
        policy = policies[resource.stack_id].get(resource.logical_id, "Delete")
        (plan.goes if policy == "Delete" else plan.stays).append(resource)


def _show(console: Console, plan: _Plan, left_behind: list[Kept], *, delete_data: bool) -> None:
    """Show what stays, what goes that holds something, and how much else goes."""
    stays = "goes, with its data" if delete_data else "stays"
    rows = [
        *(("goes", one.path, one.type, one.physical_id) for one in plan.goes if one.type in _HOLDS),
        *((stays, one.path, one.type, one.physical_id) for one in plan.stays),
        *((stays, "(an earlier stack's)", one.type, one.physical_id) for one in left_behind),
    ]
    table = Table(title="what is deleted, and what stays", title_justify="left")
    for column in ("", "resource", "type", "name"):
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row), style="" if row[0] == "goes" else "yellow")
    others = sum(one.type not in _HOLDS | {STACK} for one in plan.goes)
    if others:
        table.add_row("goes", f"others without data: {others}", "", "")
    console.print(table)


def _empty_buckets(aws: "Aws", plan: _Plan, console: Console) -> None:
    """Empty the buckets that go, since only an empty one can be deleted."""
    for resource in plan.goes:
        if resource.type == _BUCKET:
            emptied = empty_bucket(aws, resource.physical_id)
            say(console, f"{resource.path} emptied: {emptied:,} object versions")


def _delete(aws: "Aws", stack: Stack, console: Console) -> None:
    if stack.is_only_planned:  # there is nothing to watch
        aws.cloudformation.delete_stack(StackName=stack.stack_id)
        return
    operation = Operation(aws.cloudformation, stack.stack_id)
    aws.cloudformation.delete_stack(StackName=stack.stack_id)
    with show_events(console, f"deleting {stack.name}") as show:
        state = operation.follow(show)
    if state != "DELETE_COMPLETE":
        raise UserError(
            f"{stack.name} is not deleted (state {state}). The first failure: "
            f"{describe_cause(operation.events)}. Mend that, then run this again"
        )
