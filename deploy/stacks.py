"""The state, outputs and resources of a stack and its nested stacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from cli.errors import UserError
from deploy.aws_errors import error_message
from deploy.template import STACK

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

    from deploy.aws import Aws


@dataclass(frozen=True)
class Stack:
    """A stack.

    Attributes
    ----------
    stack_id
        Its ARN, which stays valid after the stack is deleted.
    reason
        Why it is in its state, if CloudFormation says so.
    parameters, outputs
        Values by name.
    """

    stack_id: str
    name: str
    status: str
    reason: str
    changed_at: str
    parameters: dict[str, str]
    outputs: dict[str, str]

    @property
    def is_only_planned(self) -> bool:
        """Whether it is only a change set that was never executed."""
        return self.status == "REVIEW_IN_PROGRESS"


@dataclass(frozen=True)
class Resource:
    """A resource of a stack or of one nested in it.

    Attributes
    ----------
    path
        Its logical id, after those of the nested stacks around it: ``Storage/RawBucket``.
    """

    path: str
    stack_id: str
    logical_id: str
    physical_id: str
    type: str
    status: str


def artifacts_stack_name(stack: str) -> str:
    """Return the name of the stack that holds a stack's artifacts."""
    return f"{stack}-artifacts"


def find_stack(
    cloudformation: "CloudFormationClient", name: str, *, deleted: bool = False
) -> Stack | None:
    """Return a stack by name or ARN, or None if it does not exist.

    Parameters
    ----------
    deleted
        Whether to return a deleted stack, which only its ARN finds.
    """
    try:
        found = cloudformation.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        # CloudFormation has no error code of its own for this.
        if "does not exist" in error_message(error):
            return None
        raise
    stacks = [_stack(one) for one in found if deleted or one["StackStatus"] != "DELETE_COMPLETE"]
    return stacks[0] if stacks else None


def require_stack(aws: "Aws", name: str) -> Stack:
    """Return a deployed stack.

    Raises
    ------
    UserError
        There is none of this name.
    """
    found = find_stack(aws.cloudformation, name)
    if found is None:
        raise UserError(
            f"there is no stack {name} in {aws.region}: deploy it with "
            f"`{aws.lake_deploy('deploy', name)}`"
        )
    return found


def _stack(found: "StackTypeDef") -> Stack:
    changed = found.get("LastUpdatedTime") or found["CreationTime"]
    return Stack(
        stack_id=found["StackId"],
        name=found["StackName"],
        status=found["StackStatus"],
        reason=found.get("StackStatusReason", ""),
        changed_at=f"{changed:%Y-%m-%d %H:%M} UTC",
        parameters={
            one["ParameterKey"]: one.get("ParameterValue", "")
            for one in found.get("Parameters", [])
        },
        outputs={one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", [])},
    )


def list_resources(
    cloudformation: "CloudFormationClient", stack_id: str, prefix: str = ""
) -> Iterator[Resource]:
    """Yield the resources of a stack; after each nested stack, the resources of that stack."""
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack_id)
    for page in pages:
        for found in page["StackResourceSummaries"]:
            resource = Resource(
                path=prefix + found["LogicalResourceId"],
                stack_id=stack_id,
                logical_id=found["LogicalResourceId"],
                physical_id=found.get("PhysicalResourceId", ""),
                type=found["ResourceType"],
                status=found["ResourceStatus"],
            )
            if resource.status == "DELETE_COMPLETE" or not resource.physical_id:
                continue
            yield resource
            if resource.type == STACK:
                yield from list_resources(cloudformation, resource.physical_id, f"{resource.path}/")


def of_type(resources: list[Resource], resource_type: str) -> list[Resource]:
    """Return the resources of a type."""
    return [one for one in resources if one.type == resource_type]
