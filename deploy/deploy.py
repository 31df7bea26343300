"""Deploy: bring a stack in line with the templates and sources."""

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
from deploy.preflight import Preflight
from deploy.show import say, show_change_set, show_events
from deploy.stacks import Stack, artifacts_stack_name, find_stack
from deploy.template import read_template
from deploy.upload import ArtifactsBucket

if TYPE_CHECKING:
    from deploy.aws import Aws

TEMPLATES = PROJECT / "cloudformation"
ROOT = "root.yaml"
MAIL_ADDRESSES = ("AlarmEmail", "DigestEmail")  # parameters
ARTIFACTS = "artifacts.yaml"
BUCKET = "ArtifactsBucket"  # an output of the artifacts stack, a parameter of the root stack


@dataclass(frozen=True)
class Deployment:
    """What to deploy, and how.

    Attributes
    ----------
    parameters
        The user's parameters.
    builders
        Build the artifacts that the root template has parameters for.
    adopt
        Whether a new stack uses the data that an earlier one of its name left behind.
    role_arn
        The role that CloudFormation acts as; by default the caller.
    yes
        Whether to go on without asking.
    verbose
        Whether to print every resource.
    """

    stack: str
    parameters: Mapping[str, str]
    templates: Path = TEMPLATES
    builders: Builders = field(default_factory=lambda: BUILDERS)
    adopt: bool = False
    role_arn: str = ""
    yes: bool = False
    verbose: bool = False


@dataclass(frozen=True)
class Deployed:
    """The deployed stack.

    Attributes
    ----------
    created
        Whether it is new.
    mail_changed
        Whether alarms or digests go to another address than before.
    """

    stack: Stack
    created: bool
    mail_changed: bool


def deploy(aws: "Aws", deployment: Deployment, console: Console) -> Deployed:
    """Check, ask, build, upload and deploy.

    Raises
    ------
    UserError
        It can't be deployed; after a rollback, the first failure.
    """
    root = read_template(deployment.templates, ROOT)
    existing = _find_deployable(aws, deployment.stack)
    leftover = existing if existing and existing.status == "ROLLBACK_COMPLETE" else None
    deployed = None if leftover or (existing and existing.is_only_planned) else existing
    previous = frozenset(deployed.parameters) if deployed else frozenset()
    filled = frozenset({BUCKET, *deployment.builders})
    preflight = Preflight(
        aws,
        deployment.stack,
        root.parameters,
        deployed,
        dict(deployment.parameters),
        adopt=deployment.adopt,
    )
    preflight.normalise()
    check_parameters(root.parameters, preflight.values, filled=filled, previous=previous)
    preflight.run()
    preflight.show(console)
    preflight.raise_problems()
    confirm(f"Deploy {deployment.stack}?", yes=deployment.yes)

    with tempfile.TemporaryDirectory() as folder:
        # Built before anything changes: a build fails without network.
        artifacts = {
            parameter: build(Path(folder))
            for parameter, build in deployment.builders.items()
            if parameter in root.parameters
        }
        if leftover:
            say(console, f"the creation of {deployment.stack} failed earlier: deleting the rest")
            _delete_leftover(aws, leftover, console)
            existing = None
        bucket = _deploy_artifacts_stack(aws, deployment, console)
        keys = {
            parameter: bucket.put("artifacts", path.name, path.read_bytes())
            for parameter, path in artifacts.items()
        }
    values = preflight.values | keys
    if BUCKET in root.parameters:
        values[BUCKET] = bucket.name
    packaged = bucket.package(root, deployment.templates)
    request = Request(
        deployment.stack,
        resolve_parameters(root.parameters, values, previous),
        packaged.text,
        bucket.put_template(packaged),
        deployment.role_arn,
    )
    say(
        console,
        f"artifacts: {len(bucket.uploaded)} uploaded, {len(bucket.present)} unchanged",
    )
    _apply(aws, request, existing, console, deployment)
    stack = find_stack(aws.cloudformation, deployment.stack)
    if stack is None:
        raise UserError(f"stack {deployment.stack} is gone: was it deleted in the meantime?")
    before = deployed.parameters if deployed else {}
    return Deployed(
        stack,
        created=deployed is None,
        mail_changed=any(
            stack.parameters.get(name, "") != before.get(name, "") for name in MAIL_ADDRESSES
        ),
    )


def _find_deployable(aws: "Aws", name: str) -> Stack | None:
    """Return the stack if there is one; raise if it is in a state that can't be deployed to."""
    existing = find_stack(aws.cloudformation, name)
    if existing is None:
        return None
    match existing.status:
        case "UPDATE_ROLLBACK_FAILED":
            raise UserError(
                f"stack {name} could be neither updated nor rolled back: {existing.reason} "
                f"Remove the cause, choose *Continue update rollback* for {name} in "
                f"CloudFormation's console ({aws.region}), and deploy again"
            )
        case "DELETE_FAILED" | "ROLLBACK_FAILED" | "CREATE_FAILED":
            destroy = aws.lake_deploy("destroy", name.removesuffix("-artifacts"))
            raise UserError(
                f"stack {name} is in state {existing.status}: {existing.reason} "
                f"Delete it with `{destroy}`, then deploy again"
            )
        case status if status.endswith("_IN_PROGRESS") and not existing.is_only_planned:
            raise UserError(
                f"stack {name} is being changed ({status}): wait until that has ended; "
                f"`{aws.lake_deploy('status', name)}` shows it"
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
    """Deploy the artifacts stack; return its bucket."""
    name = artifacts_stack_name(deployment.stack)
    template = read_template(deployment.templates, ARTIFACTS)
    existing = _find_deployable(aws, name)
    if existing and existing.status == "ROLLBACK_COMPLETE":
        _delete_leftover(aws, existing, console)
        existing = None
    request = Request(name, [], template.text, role_arn=deployment.role_arn)
    _apply(aws, request, existing, console, deployment)
    stack = find_stack(aws.cloudformation, name)
    bucket = stack.outputs.get(BUCKET) if stack else None
    if not bucket:
        raise UserError(f"{ARTIFACTS} has no output {BUCKET}, which names the bucket")
    return ArtifactsBucket(aws, bucket)


def _apply(
    aws: "Aws",
    request: Request,
    existing: Stack | None,
    console: Console,
    deployment: Deployment,
) -> None:
    """Create, show and execute a change set."""
    change_set = create_change_set(aws.cloudformation, request, existing)
    if change_set is None:
        say(console, f"{request.stack}: nothing changes")
        return
    show_change_set(console, request.stack, change_set, verbose=deployment.verbose)
    try:
        if change_set.is_destructive:
            confirm("Something that exists may be deleted or replaced. Go on?", yes=deployment.yes)
    except UserError:
        delete_change_set(aws.cloudformation, change_set)
        raise
    operation = Operation(aws.cloudformation, change_set.stack_id)
    # A creation that rolls back then deletes what it has created, in nested stacks as well.
    aws.cloudformation.execute_change_set(
        ChangeSetName=change_set.change_set_id, RetainExceptOnCreate=True
    )
    with show_events(console, f"deploying {request.stack}", verbose=deployment.verbose) as show:
        state = operation.follow(show)
    if state not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        raise UserError(
            f"{request.stack} was not deployed (state {state}). "
            f"The first failure: {describe_cause(operation.events)}"
        )
