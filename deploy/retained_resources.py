"""Resources that a deleted stack has left behind: buckets with data, tables, logs."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from deploy.aws_errors import error_code, error_message
from deploy.empty_bucket import empty_bucket
from deploy.parameters import ADOPTED
from deploy.stacks import find_stack
from deploy.template import STACK

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

    from deploy.aws import Aws

BUCKET, DATABASE, LOG_GROUP = "AWS::S3::Bucket", "AWS::Glue::Database", "AWS::Logs::LogGroup"


@dataclass(frozen=True, order=True)
class Retained:
    """A resource that was in a stack and still exists outside of it.

    Attributes
    ----------
    logical_id
        Its name in the template: ``RawBucket``.
    """

    type: str
    physical_id: str
    logical_id: str = ""


def find_retained(aws: "Aws", stack: str) -> list[Retained]:
    """Return what stacks of this name, deleted or not, have left behind and still exists.

    CloudFormation remembers a deleted stack and its events for 90 days.
    """
    cloudformation = aws.cloudformation
    pages = cloudformation.get_paginator("list_stacks").paginate()
    stack_ids = [
        one["StackId"]
        for one in chain.from_iterable(page["StackSummaries"] for page in pages)
        if one["StackName"] == stack
    ]
    found = {
        retained
        for stack_id in stack_ids
        for retained in chain(
            _skipped(cloudformation, stack_id), _adopted(cloudformation, stack_id)
        )
    }
    return [
        retained
        for retained in sorted(found)
        if _exists(aws, retained) and not _is_in_a_stack(cloudformation, retained)
    ]


def _skipped(cloudformation: "CloudFormationClient", stack_id: str) -> Iterator[Retained]:
    """Yield what was removed from a stack or its nested stacks without being deleted."""
    pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack_id)
    nested: set[str] = set()
    for event in chain.from_iterable(page["StackEvents"] for page in pages):
        resource_type = event.get("ResourceType", "")
        physical_id = event.get("PhysicalResourceId", "")
        if resource_type == STACK and physical_id not in {"", stack_id}:
            nested.add(physical_id)
        elif event.get("ResourceStatus") == "DELETE_SKIPPED" and physical_id:
            yield Retained(resource_type, physical_id, event.get("LogicalResourceId", ""))
    for nested_id in nested:
        yield from _skipped(cloudformation, nested_id)


def _adopted(cloudformation: "CloudFormationClient", stack_id: str) -> Iterator[Retained]:
    """Yield the resources that a stack adopted instead of creating them."""
    stack = find_stack(cloudformation, stack_id, deleted=True)
    for parameter, logical_id in ADOPTED.items():
        if stack and (bucket := stack.parameters.get(parameter)):
            yield Retained(BUCKET, bucket, logical_id)
    if stack and stack.parameters.get("AdoptDatabase") == "true":
        yield Retained(DATABASE, stack.parameters["Database"], "GlueDatabase")


def _is_in_a_stack(cloudformation: "CloudFormationClient", retained: Retained) -> bool:
    """Return whether a stack contains it now: it may have been imported or created again."""
    try:
        found = cloudformation.describe_stack_resources(PhysicalResourceId=retained.physical_id)
    except ClientError as error:
        if "does not exist" in error_message(error):
            return False
        raise
    return any(
        (one["ResourceType"], one.get("PhysicalResourceId"))
        == (retained.type, retained.physical_id)
        and one["ResourceStatus"] not in {"DELETE_COMPLETE", "DELETE_SKIPPED"}
        for one in found["StackResources"]
    )


def _exists(aws: "Aws", retained: Retained) -> bool:
    """Return whether it still exists; True for types that are not known here."""
    try:
        match retained.type:
            case "AWS::S3::Bucket":
                aws.s3.head_bucket(Bucket=retained.physical_id, ExpectedBucketOwner=aws.account)
            case "AWS::Glue::Database":
                aws.session.client("glue").get_database(Name=retained.physical_id)
            case "AWS::Logs::LogGroup":
                return log_group_exists(aws, retained.physical_id)
    except ClientError as error:
        # S3 answers 403 for a bucket that belongs to another account by now.
        if error_code(error) in {"403", "404", "EntityNotFoundException"}:
            return False
        raise
    return True


def log_group_exists(aws: "Aws", name: str) -> bool:
    """Return whether a log group exists."""
    logs = aws.session.client("logs")
    pages = logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=name)
    groups = chain.from_iterable(page["logGroups"] for page in pages)
    return any(one.get("logGroupName") == name for one in groups)


def delete_retained(aws: "Aws", retained: Retained) -> str:
    """Delete it for good; return a line that says so."""
    match retained.type:
        case "AWS::S3::Bucket":
            deleted = empty_bucket(aws, retained.physical_id)
            aws.s3.delete_bucket(Bucket=retained.physical_id, ExpectedBucketOwner=aws.account)
            return f"bucket {retained.physical_id} deleted, with {deleted:,} object versions"
        case "AWS::Glue::Database":
            aws.session.client("glue").delete_database(Name=retained.physical_id)
            return f"Glue database {retained.physical_id} deleted, with its tables"
        case "AWS::Logs::LogGroup":
            aws.session.client("logs").delete_log_group(logGroupName=retained.physical_id)
            return f"log group {retained.physical_id} deleted"
    return f"{retained.type} {retained.physical_id} is left: delete it by hand"
