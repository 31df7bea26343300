"""What a stack's deletion leaves behind: buckets with data, the tables, logs."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from deploy.empty_bucket import empty_bucket
from deploy.template import STACK

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

    from deploy.aws import Aws


@dataclass(frozen=True, order=True)
class Kept:
    """A resource that was in a stack and goes on existing without it."""

    type: str
    physical_id: str


def find_kept(aws: "Aws", stack: str) -> list[Kept]:
    """Return what stacks of this name have left behind, deleted or not, and is still there.

    CloudFormation remembers a deleted stack and its events for 90 days.
    """
    cloudformation = aws.cloudformation
    pages = cloudformation.get_paginator("list_stacks").paginate()
    stack_ids = [
        one["StackId"]
        for one in chain.from_iterable(page["StackSummaries"] for page in pages)
        if one["StackName"] == stack
    ]
    skipped = {kept for stack_id in stack_ids for kept in _skipped(cloudformation, stack_id)}
    return [
        kept
        for kept in sorted(skipped)
        if _exists(aws, kept) and not _is_held(cloudformation, kept)
    ]


def _skipped(cloudformation: "CloudFormationClient", stack_id: str) -> Iterator[Kept]:
    """Yield what was taken out of a stack or its nested stacks, but not deleted."""
    pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack_id)
    nested: set[str] = set()
    for event in chain.from_iterable(page["StackEvents"] for page in pages):
        resource_type = event.get("ResourceType", "")
        physical_id = event.get("PhysicalResourceId", "")
        if resource_type == STACK and physical_id not in {"", stack_id}:
            nested.add(physical_id)
        elif event.get("ResourceStatus") == "DELETE_SKIPPED" and physical_id:
            yield Kept(resource_type, physical_id)
    for nested_id in nested:
        yield from _skipped(cloudformation, nested_id)


def _is_held(cloudformation: "CloudFormationClient", kept: Kept) -> bool:
    """Tell whether a stack holds it now: it may have been imported, or made again."""
    try:
        found = cloudformation.describe_stack_resources(PhysicalResourceId=kept.physical_id)
    except ClientError as error:
        if "does not exist" in error.response.get("Error", {}).get("Message", ""):
            return False
        raise
    return any(
        Kept(one["ResourceType"], one.get("PhysicalResourceId", "")) == kept
        and one["ResourceStatus"] not in {"DELETE_COMPLETE", "DELETE_SKIPPED"}
        for one in found["StackResources"]
    )


def _exists(aws: "Aws", kept: Kept) -> bool:
    """Tell whether it is still there; what can't be asked for here counts as there."""
    try:
        match kept.type:
            case "AWS::S3::Bucket":
                aws.s3.head_bucket(Bucket=kept.physical_id, ExpectedBucketOwner=aws.account)
            case "AWS::Glue::Database":
                aws.session.client("glue").get_database(Name=kept.physical_id)
            case "AWS::Logs::LogGroup":
                logs = aws.session.client("logs")
                pages = logs.get_paginator("describe_log_groups").paginate(
                    logGroupNamePrefix=kept.physical_id
                )
                groups = chain.from_iterable(page["logGroups"] for page in pages)
                return any(one.get("logGroupName") == kept.physical_id for one in groups)
    except ClientError as error:
        # S3 says 403 of a bucket that is somebody else's by now.
        if error.response.get("Error", {}).get("Code") in {"403", "404", "EntityNotFoundException"}:
            return False
        raise
    return True


def delete_kept(aws: "Aws", kept: Kept) -> str:
    """Delete it for good; return what became of it, in words."""
    match kept.type:
        case "AWS::S3::Bucket":
            deleted = empty_bucket(aws, kept.physical_id)
            aws.s3.delete_bucket(Bucket=kept.physical_id, ExpectedBucketOwner=aws.account)
            return f"bucket {kept.physical_id} deleted, with {deleted:,} object versions"
        case "AWS::Glue::Database":
            aws.session.client("glue").delete_database(Name=kept.physical_id)
            return f"Glue database {kept.physical_id} deleted, with its tables"
        case "AWS::Logs::LogGroup":
            aws.session.client("logs").delete_log_group(logGroupName=kept.physical_id)
            return f"log group {kept.physical_id} deleted"
    return f"{kept.type} {kept.physical_id} is left: delete it by hand"
