"""Change sets: the changes of a deployment, before they are made."""

import re
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from cli.errors import UserError
from deploy.stacks import Stack
from deploy.template import STACK

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import (
        CreateChangeSetInputTypeDef,
        DescribeChangeSetOutputTypeDef,
        ParameterTypeDef,
        ResourceChangeTypeDef,
    )

_POLL_SECONDS = 1.0
_NO_CHANGES = ("didn't contain changes", "No updates are to be performed")
_CHANGE_SET_ARN = re.compile(r"arn:[\w-]+:cloudformation:[\w-]*:\d*:changeSet/[\w-]+/[\w-]+")


@dataclass(frozen=True)
class Change:
    """The change of a resource.

    Attributes
    ----------
    path
        Its logical id, after those of the nested stacks around it.
    action
        Add, Modify, Remove, Import or Dynamic.
    replacement
        "True", "False", "Conditional", or empty.
    retains_old
        Whether a removed or replaced resource still exists, outside the stack.
    is_unseen_stack
        Whether it is a nested stack whose changes CloudFormation doesn't show.
    """

    path: str
    action: str
    type: str
    replacement: str
    retains_old: bool
    is_unseen_stack: bool

    @property
    def is_destructive(self) -> bool:
        """Whether it may delete or replace something that exists."""
        if self.is_unseen_stack:
            return self.action != "Add"
        if self.retains_old:
            return False
        return self.action == "Remove" or self.replacement in {"True", "Conditional"}


@dataclass(frozen=True)
class ChangeSet:
    """A change set that can be executed.

    Attributes
    ----------
    unseen_because
        Why the changes of the nested stacks can't be shown, if they can't.
    """

    change_set_id: str
    stack_id: str
    changes: list[Change]
    unseen_because: str = ""

    @property
    def is_destructive(self) -> bool:
        """Whether it may delete or replace something that exists."""
        return any(change.is_destructive for change in self.changes)


@dataclass(frozen=True)
class Request:
    """The template and parameters to deploy.

    Attributes
    ----------
    template_url
        Where CloudFormation reads the template; if empty, it gets ``template_body``.
    role_arn
        The role that CloudFormation acts as; by default it acts as the caller.
    """

    stack: str
    parameters: "list[ParameterTypeDef]"
    template_body: str
    template_url: str = ""
    role_arn: str = ""


class _FailedChangeSetError(Exception):
    """CloudFormation could not create the change set; the text says why."""


def create_change_set(
    cloudformation: "CloudFormationClient", request: Request, existing: Stack | None
) -> ChangeSet | None:
    """Create a change set, with one for each nested stack; return None if nothing changes.

    Raises
    ------
    UserError
        CloudFormation can't create it.
    """
    deployed = None if existing is None or existing.is_only_planned else existing
    try:
        change_set = _create(cloudformation, request, exists=deployed is not None, nested=True)
    except _FailedChangeSetError as unseen_because:
        # Outputs of one nested stack that another one takes are unknown before the deployment: a
        # nested change set may fail because of that although the deployment would not.
        try:
            change_set = _create(cloudformation, request, exists=deployed is not None, nested=False)
        except _FailedChangeSetError as error:
            if deployed is None:
                cloudformation.delete_stack(StackName=request.stack)
            raise UserError(f"CloudFormation refuses the change set: {error}") from error
        if change_set is not None:
            change_set = replace(change_set, unseen_because=str(unseen_because))
    if change_set and deployed and _changes_nothing(cloudformation, change_set, request, deployed):
        delete_change_set(cloudformation, change_set)
        return None
    return change_set


def delete_change_set(cloudformation: "CloudFormationClient", change_set: ChangeSet) -> None:
    """Delete a change set instead of executing it."""
    cloudformation.delete_change_set(ChangeSetName=change_set.change_set_id)


def _create(
    cloudformation: "CloudFormationClient", request: Request, *, exists: bool, nested: bool
) -> ChangeSet | None:
    asked: CreateChangeSetInputTypeDef = {
        "StackName": request.stack,
        "ChangeSetName": f"deploy-{uuid.uuid4().hex}",
        "ChangeSetType": "UPDATE" if exists else "CREATE",
        "Parameters": request.parameters,
        "Capabilities": ["CAPABILITY_IAM"],
        "IncludeNestedStacks": nested,
    }
    if request.role_arn:
        asked["RoleARN"] = request.role_arn
    if request.template_url:
        asked["TemplateURL"] = request.template_url
    else:
        asked["TemplateBody"] = request.template_body
    created = cloudformation.create_change_set(**asked)
    change_set = ChangeSet(created["Id"], created["StackId"], [])
    described = _wait(cloudformation, change_set.change_set_id)
    try:
        return replace(change_set, changes=list(_changes(cloudformation, described, "")))
    except _FailedChangeSetError:
        delete_change_set(cloudformation, change_set)
        if exists and _is_empty(described):
            return None
        raise


def _changes_nothing(
    cloudformation: "CloudFormationClient", change_set: ChangeSet, request: Request, existing: Stack
) -> bool:
    """Return whether a change set that can be executed would still change nothing.

    CloudFormation always lists the nested stacks, even unchanged ones. Without a changed resource
    an output may still change, but not if template and parameters are the same: the keys of nested
    templates and artifacts contain their hashes.
    """
    if not all(one.is_unseen_stack and one.action == "Modify" for one in change_set.changes):
        return False
    for parameter in request.parameters:
        value = existing.parameters.get(parameter.get("ParameterKey", ""))
        if "UsePreviousValue" not in parameter and parameter.get("ParameterValue") != value:
            return False
    answer = cloudformation.get_template(StackName=existing.stack_id, TemplateStage="Original")
    return str(answer["TemplateBody"]) == request.template_body


def _wait(
    cloudformation: "CloudFormationClient", change_set_id: str
) -> "DescribeChangeSetOutputTypeDef":
    while True:
        described = cloudformation.describe_change_set(ChangeSetName=change_set_id)
        if described["Status"] in {"CREATE_COMPLETE", "FAILED"}:
            return described
        time.sleep(_POLL_SECONDS)


def _is_empty(described: "DescribeChangeSetOutputTypeDef") -> bool:
    return any(sign in described.get("StatusReason", "") for sign in _NO_CHANGES)


def _reason(
    cloudformation: "CloudFormationClient", described: "DescribeChangeSetOutputTypeDef"
) -> str:
    """Return why a change set failed; if a nested one failed, the reason of that one."""
    reason = described.get("StatusReason", "")
    nested = _CHANGE_SET_ARN.search(reason)
    if nested and nested[0] != described["ChangeSetId"]:
        return _reason(cloudformation, _wait(cloudformation, nested[0]))
    if "EarlyValidation" in reason:  # it names no resource
        reason = _failed_validations(cloudformation, described["ChangeSetId"]) or reason
    return " ".join(reason.split()) or "no reason given"


def _failed_validations(cloudformation: "CloudFormationClient", change_set_id: str) -> str:
    """Return what CloudFormation's validation found; empty if the caller may not ask."""
    try:
        answer = cloudformation.describe_events(
            ChangeSetName=change_set_id, Filters={"FailedEvents": True}
        )
    except ClientError:
        return ""
    return "; ".join(
        f"{event.get('LogicalResourceId')} ({event.get('ResourceType')}): "
        f"{event['ValidationStatusReason']}"
        for event in answer["OperationEvents"]
        if event.get("ValidationStatusReason")
    )


def _changes(
    cloudformation: "CloudFormationClient",
    described: "DescribeChangeSetOutputTypeDef",
    prefix: str,
) -> Iterator[Change]:
    """Yield the changes of a change set; a nested stack is replaced by its own changes."""
    if described["Status"] == "FAILED":
        raise _FailedChangeSetError(_reason(cloudformation, described))
    pages = cloudformation.get_paginator("describe_change_set").paginate(
        ChangeSetName=described["ChangeSetId"]
    )
    for page in pages:
        for listed in page["Changes"]:
            change = listed.get("ResourceChange")
            if change is None:
                continue
            nested = change.get("ChangeSetId")
            if change.get("ResourceType") != STACK or not nested:
                yield _change(change, prefix)
                continue
            inner = _wait(cloudformation, nested)
            if not _is_empty(inner):
                yield from _changes(cloudformation, inner, f"{prefix}{_logical_id(change)}/")


def _change(change: "ResourceChangeTypeDef", prefix: str) -> Change:
    return Change(
        path=prefix + _logical_id(change),
        action=change.get("Action", ""),
        type=change.get("ResourceType", ""),
        replacement=change.get("Replacement", ""),
        retains_old=change.get("PolicyAction") in {"Retain", "ReplaceAndRetain"},
        is_unseen_stack=change.get("ResourceType") == STACK,
    )


def _logical_id(change: "ResourceChangeTypeDef") -> str:
    return change.get("LogicalResourceId", "")
