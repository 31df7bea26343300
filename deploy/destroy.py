"""Destroy: list what is deleted and what is retained, ask, delete."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.errors import UserError
from deploy.confirm import confirm, confirm_by_name
from deploy.empty_bucket import empty_bucket
from deploy.events import Operation, describe_cause
from deploy.retained_resources import DATABASE, Retained, delete_retained, find_retained
from deploy.show import say, show_events
from deploy.stacks import Resource, Stack, artifacts_stack_name, find_stack, list_resources
from deploy.template import STACK, Template

if TYPE_CHECKING:
    from deploy.aws import Aws

_BUCKET = "AWS::S3::Bucket"
# Types of resources with contents that the templates can't bring back.
_WITH_CONTENTS = {
    _BUCKET,
    DATABASE,
    "AWS::Logs::LogGroup",
    "AWS::SecretsManager::Secret",
    "AWS::SQS::Queue",
}


@dataclass
class _Plan:
    """What the deletion of a stack does to its resources."""

    deleted: list[Resource] = field(default_factory=list)
    retained: list[Resource] = field(default_factory=list)


def destroy(
    aws: "Aws", stack: str, console: Console, *, yes: bool = False, delete_data: bool = False
) -> None:
    """Delete a stack and its artifacts stack; a second run continues an interrupted one.

    Parameters
    ----------
    yes
        Whether to delete without asking.
    delete_data
        Whether to delete also what the deletion of stacks of this name leaves behind.

    Raises
    ------
    UserError
        Something can't be deleted.
    """
    names = [stack, artifacts_stack_name(stack)]
    existing = [one for name in names if (one := find_stack(aws.cloudformation, name))]
    left_behind = find_retained(aws, stack)
    if not existing and not (left_behind and delete_data):
        say(console, f"there is no stack {stack}: nothing to delete")
        _show_retained(aws, left_behind, stack, console)
        return
    plan = _Plan()
    for one in existing:
        _check_settled(one)
        _add_to_plan(aws, one, plan)
    _show(console, plan, left_behind if delete_data else [], delete_data=delete_data)
    if delete_data:
        confirm_by_name("All data are deleted for good.", stack, yes=yes)
    else:
        confirm(f"Delete {stack}?", yes=yes)

    _empty_buckets(aws, plan, console)
    for one in existing:
        _delete(aws, one, console)
    left_behind = find_retained(aws, stack)
    if not delete_data:
        _show_retained(aws, left_behind, stack, console)
        return
    for retained in left_behind:
        say(console, delete_retained(aws, retained))


def _show_retained(aws: "Aws", left_behind: list[Retained], stack: str, console: Console) -> None:
    if not left_behind:
        return
    say(console, "\nretained:")
    for retained in left_behind:
        say(console, f"  {retained.type} {retained.physical_id}")
    say(console, "to deploy again with these data:")
    say(console, f"  {aws.lake_deploy('deploy', stack, '--adopt')}")
    say(console, "to delete them for good:")
    say(console, f"  {aws.lake_deploy('destroy', stack, '--delete-data')}")


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
        (plan.deleted if policy == "Delete" else plan.retained).append(resource)


def _show(console: Console, plan: _Plan, left_behind: list[Retained], *, delete_data: bool) -> None:
    """Print what is retained, what is deleted with its contents, and the number of the rest."""
    retained = "deleted, with its data" if delete_data else "retained"
    rows = [
        *(
            ("deleted", one.path, one.physical_id)
            for one in plan.deleted
            if one.type in _WITH_CONTENTS
        ),
        *((retained, one.path, one.physical_id) for one in plan.retained),
        *((retained, f"{one.logical_id} (earlier)", one.physical_id) for one in left_behind),
    ]
    table = Table(title="what is deleted and what is retained", title_justify="left")
    for column in ("", "resource", "name"):
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row), style="" if row[0] == "deleted" else "yellow")
    others = sum(one.type not in _WITH_CONTENTS | {STACK} for one in plan.deleted)
    if others:
        table.add_row("deleted", f"{others} others, without data", "")
    console.print(table)


def _empty_buckets(aws: "Aws", plan: _Plan, console: Console) -> None:
    """Empty the buckets that are deleted: CloudFormation deletes only empty ones."""
    for resource in plan.deleted:
        if resource.type == _BUCKET:
            emptied = empty_bucket(aws, resource.physical_id)
            say(console, f"{resource.path} emptied: {emptied:,} object versions")


def _delete(aws: "Aws", stack: Stack, console: Console) -> None:
    if stack.is_only_planned:  # it has no events
        aws.cloudformation.delete_stack(StackName=stack.stack_id)
        return
    operation = Operation(aws.cloudformation, stack.stack_id)
    aws.cloudformation.delete_stack(StackName=stack.stack_id)
    with show_events(console, f"deleting {stack.name}") as show:
        state = operation.follow(show)
    if state != "DELETE_COMPLETE":
        raise UserError(
            f"{stack.name} is not deleted (state {state}). The first failure: "
            f"{describe_cause(operation.events)}. Remove the cause, then run this again"
        )
