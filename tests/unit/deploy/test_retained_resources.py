"""What was left behind is found again, also in nested stacks, unless somebody has it now."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from deploy.aws import Aws
from deploy.retained_resources import Kept, delete_kept, find_kept
from tests.unit.deploy.conftest import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_cloudformation import CloudFormationClient

TIME = datetime(2026, 11, 24, tzinfo=UTC)
STACKS = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack"
ROOT, NESTED, OTHER = f"{STACKS}/lake/1", f"{STACKS}/lake-Storage-X/2", f"{STACKS}/other/3"
BUCKET = "AWS::S3::Bucket"


def event(stack: str, resource_type: str, physical_id: str, status: str) -> dict[str, Any]:
    return {
        "StackId": stack,
        "StackName": "lake",
        "EventId": physical_id + status,
        "Timestamp": TIME,
        "ResourceType": resource_type,
        "PhysicalResourceId": physical_id,
        "ResourceStatus": status,
    }


@pytest.fixture
def aws(cloudformation: "CloudFormationClient") -> "Iterator[Aws]":
    with mock_aws():
        aws = Aws(boto3.Session(region_name=REGION), ACCOUNT, REGION)
        vars(aws)["cloudformation"] = cloudformation
        yield aws


def make_bucket(aws: Aws, name: str) -> None:
    aws.s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})


def test_left_behind_by_a_nested_stack_and_still_there(aws: Aws, stubber: Stubber) -> None:
    for name in ("raw", "imported"):
        make_bucket(aws, name)
    deleted = {"CreationTime": TIME, "StackStatus": "DELETE_COMPLETE"}
    stacks = [{**deleted, "StackId": ROOT, "StackName": "lake"}]
    stacks += [{**deleted, "StackId": OTHER, "StackName": "other"}]
    stubber.add_response("list_stacks", {"StackSummaries": stacks}, {})
    stack_type = "AWS::CloudFormation::Stack"
    told = [
        event(ROOT, stack_type, ROOT, "DELETE_COMPLETE"),
        event(ROOT, stack_type, NESTED, "DELETE_COMPLETE"),
    ]
    stubber.add_response("describe_stack_events", {"StackEvents": told}, {"StackName": ROOT})
    told = [
        event(NESTED, BUCKET, "raw", "DELETE_SKIPPED"),
        event(NESTED, BUCKET, "imported", "DELETE_SKIPPED"),
        event(NESTED, BUCKET, "gone", "DELETE_SKIPPED"),
        event(NESTED, "AWS::SQS::Queue", "queue", "DELETE_COMPLETE"),
    ]
    stubber.add_response("describe_stack_events", {"StackEvents": told}, {"StackName": NESTED})
    held = {
        "LogicalResourceId": "Raw",
        "PhysicalResourceId": "imported",
        "ResourceType": BUCKET,
        "ResourceStatus": "IMPORT_COMPLETE",
        "Timestamp": TIME,
    }
    stubber.add_response(
        "describe_stack_resources", {"StackResources": [held]}, {"PhysicalResourceId": "imported"}
    )
    stubber.add_client_error(
        "describe_stack_resources",
        "ValidationError",
        "Stack for raw does not exist",
        expected_params={"PhysicalResourceId": "raw"},
    )
    assert find_kept(aws, "lake") == [Kept(BUCKET, "raw")]


def test_bucket_goes_with_its_data(aws: Aws) -> None:
    make_bucket(aws, "raw")
    aws.s3.put_object(Bucket="raw", Key="a", Body=b"")
    said = delete_kept(aws, Kept(BUCKET, "raw"))
    assert said == "bucket raw deleted, with 1 object versions"
    assert aws.s3.list_buckets()["Buckets"] == []


def test_what_is_not_known_is_named(aws: Aws) -> None:
    said = delete_kept(aws, Kept("AWS::KMS::Key", "key"))
    assert said == "AWS::KMS::Key key is left: delete it by hand"
