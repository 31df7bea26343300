"""Retained resources are found, in nested stacks as well, unless another stack contains them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from deploy.aws import Aws
from deploy.retained_resources import Retained, delete_retained, find_retained
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
        "LogicalResourceId": f"Logical-{physical_id}",
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


def test_resources_of_nested_stacks_and_adopted_ones_are_found(aws: Aws, stubber: Stubber) -> None:
    for name in ("raw", "imported", "adopted"):
        make_bucket(aws, name)
    parameters = [
        {"ParameterKey": "ExistingLakeBucket", "ParameterValue": "adopted"},
        {"ParameterKey": "ExistingResultsBucket", "ParameterValue": ""},
        {"ParameterKey": "AdoptDatabase", "ParameterValue": "false"},
        {"ParameterKey": "Database", "ParameterValue": "spotify"},
    ]
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
    described = {**stacks[0], "Parameters": parameters}
    stubber.add_response("describe_stacks", {"Stacks": [described]}, {"StackName": ROOT})
    not_in_a_stack(stubber, "adopted")
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
    not_in_a_stack(stubber, "raw")
    assert find_retained(aws, "lake") == [
        Retained(BUCKET, "adopted", "LakeBucket"),
        Retained(BUCKET, "raw", "Logical-raw"),
    ]


def not_in_a_stack(stubber: Stubber, bucket: str) -> None:
    stubber.add_client_error(
        "describe_stack_resources",
        "ValidationError",
        f"Stack for {bucket} does not exist",
        expected_params={"PhysicalResourceId": bucket},
    )


def test_bucket_is_deleted_with_its_data(aws: Aws) -> None:
    make_bucket(aws, "raw")
    aws.s3.put_object(Bucket="raw", Key="a", Body=b"")
    text = delete_retained(aws, Retained(BUCKET, "raw"))
    assert text == "bucket raw deleted, with 1 object versions"
    assert aws.s3.list_buckets()["Buckets"] == []


def test_unknown_type_is_left_and_named(aws: Aws) -> None:
    text = delete_retained(aws, Retained("AWS::KMS::Key", "key"))
    assert text == "AWS::KMS::Key key is left: delete it by hand"
