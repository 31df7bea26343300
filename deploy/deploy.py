"""Brings a stack to what the templates and sources say."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from cli.errors import UserError
from cli.project import PROJECT
from deploy.artifacts.builders import BUILDERS, Builders
from deploy.change_set import Request, create_change_set, delete_change_set
from deploy.confirm import confirm
from deploy.events import Operation, describe_cause
from deploy.parameters import check_parameters, resolve_parameters
from deploy.show import say, show_change_set, show_events
from deploy.stacks import Stack, artifacts_stack_name, find_stack
from deploy.template import Template, read_template
from deploy.upload import ArtifactsBucket

if TYPE_CHECKING:
    from deploy.aws import Aws

TEMPLATES = PROJECT / "cloudformation"
ROOT = "root.yaml"
ARTIFACTS = "artifacts.yaml"
BUCKET = "ArtifactsBucket"  # an output of the artifacts stack, a parameter of the root stack


@dataclass(frozen=True)
class Deployment:
    """What to deploy.

    Attributes
    ----------
    parameters
        The user's.
    builders
        Who builds the artifacts that the root template asks for.
    yes
        Whether the user has agreed to whatever is lost.
    """

    stack: str
    parameters: Mapping[str, str]
    templates: Path = TEMPLATES
    builders: Builders = field(default_factory=lambda: BUILDERS)
    yes: bool = False


def deploy(aws: "Aws", deployment: Deployment, console: Console) -> Stack:
    """Build, upload and deploy; return the stack as it is then.

    Raises
    ------
    UserError
        It can't be deployed; of a deployment that was rolled back, the first failure.
    """
    root = read_template(deployment.templates, ROOT)
    existing = _deployable(aws, deployment.stack, console)
    previous = frozenset(existing.parameters) if existing else frozenset()
    filled = frozenset({BUCKET, *deployment.builders})
    check_parameters(root.parameters, deployment.parameters, filled=filled, previous=previous)

    bucket = _deploy_artifacts_stack(aws, deployment, console)
    values = dict(deployment.parameters)
    if BUCKET in root.parameters:
        values[BUCKET] = bucket.name
    values |= _upload_artifacts(bucket, root, deployment.builders)
    packaged = bucket.package(deployment.templates, ROOT)
    request = Request(
        deployment.stack,
        resolve_parameters(root.parameters, values, previous),
        packaged.text,
        bucket.put_template(packaged),
    )
    say(
        console,
        f"artifacts: {len(bucket.uploaded)} uploaded, {len(bucket.present)} there already "
        f"(bucket {bucket.name})",
    )
    _apply(aws, request, existing, console, yes=deployment.yes)
    deployed = find_stack(aws.cloudformation, deployment.stack)
    if deployed is None:
        raise UserError(f"stack {deployment.stack} is gone: was it deleted meanwhile?")
    return deployed


def _deployable(aws: "Aws", stack: str, console: Console) -> Stack | None:
    """Return the stack as it is; delete what is left of one that never came to be."""
    existing = find_stack(aws.cloudformation, stack)
    if existing is None:
        return None
    match existing.status:
        case "ROLLBACK_COMPLETE":
            say(console, f"stack {stack} never came to be: deleting what is left of it")
            _delete_leftover(aws, existing, console)
            return None
        case "UPDATE_ROLLBACK_FAILED":
            raise UserError(
                f"stack {stack} could neither be updated nor brought back: {existing.reason} "
                "Mend that, then run `aws cloudformation continue-update-rollback --stack-name "
                f"{stack} {aws.command_options}`, and this again"
            )
        case "DELETE_FAILED" | "ROLLBACK_FAILED" | "CREATE_FAILED":
            raise UserError(
                f"stack {stack} is in state {existing.status}: {existing.reason} "
                f"Remove it with `python -m deploy down --stack {stack}`, then deploy again"
            )
        case status if status.endswith("_IN_PROGRESS") and not existing.is_only_planned:
            raise UserError(
                f"stack {stack} is being changed ({status}): wait until that has ended "
                "(`python -m deploy status` shows it)"
            )
    return existing


def _delete_leftover(aws: "Aws", stack: Stack, console: Console) -> None:
    operation = Operation(aws.cloudformation, stack.stack_id)
    aws.cloudformation.delete_stack(StackName=stack.stack_id)
    with show_events(console, f"deleting {stack.name}") as show:
        if operation.follow(show) != "DELETE_COMPLETE":
            raise UserError(
                f"the rest of {stack.name} can't be deleted: {describe_cause(operation.events)}"
            )


def _deploy_artifacts_stack(
    aws: "Aws", deployment: Deployment, console: Console
) -> ArtifactsBucket:
    name = artifacts_stack_name(deployment.stack)
    template = read_template(deployment.templates, ARTIFACTS)
    existing = _deployable(aws, name, console)
    request = Request(name, [], template.text)
    _apply(aws, request, existing, console, yes=deployment.yes)
    stack = find_stack(aws.cloudformation, name)
    bucket = stack.outputs.get(BUCKET) if stack else None
    if not bucket:
        raise UserError(f"{ARTIFACTS} has no output {BUCKET}: stack {name} must give the bucket")
    return ArtifactsBucket(aws, bucket)


def _upload_artifacts(
    bucket: ArtifactsBucket, root: Template, builders: Builders
) -> dict[str, str]:
    """Build and upload what the template asks for; return the keys by parameter."""
    keys: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for parameter, build in builders.items():
            if parameter in root.parameters:
                path = build(Path(folder))
                keys[parameter] = bucket.put("artifacts", path.name, path.read_bytes())
    return keys


def _apply(
    aws: "Aws", request: Request, existing: Stack | None, console: Console, *, yes: bool
) -> None:
    """Show what a stack's change set does, and execute it."""
    change_set = create_change_set(aws.cloudformation, request, existing)
    if change_set is None:
        say(console, f"{request.stack}: nothing changes")
        return
    show_change_set(console, request.stack, change_set)
    try:
        if change_set.is_destructive:
            confirm("Some of that may be deleted or replaced. Go on?", yes=yes)
    except UserError:
        delete_change_set(aws.cloudformation, change_set)
        raise
    operation = Operation(aws.cloudformation, change_set.stack_id)
    aws.cloudformation.execute_change_set(ChangeSetName=change_set.change_set_id)
    with show_events(console, f"deploying {request.stack}") as show:
        state = operation.follow(show)
    if state not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        raise UserError(
            f"{request.stack} was not deployed (state {state}). "
            f"The first failure: {describe_cause(operation.events)}"
        )
