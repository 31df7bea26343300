"""Stacks in a state that cannot be deployed to or deleted."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber
from rich.console import Console

from cli.errors import UserError
from deploy.aws import Aws
from deploy.deploy import Deployment, deploy
from deploy.destroy import destroy
from tests.unit.deploy.conftest import ACCOUNT, REGION

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient


DESTROY = ".venv/bin/lake-deploy destroy --stack lake --region eu-west-1"


@pytest.fixture
def stubbed(cloudformation: "CloudFormationClient") -> Aws:
    aws = Aws(boto3.Session(region_name=REGION), ACCOUNT, REGION)
    vars(aws)["cloudformation"] = cloudformation
    return aws


def describe(stubber: Stubber, name: str, status: str, reason: str = "") -> None:
    stack = {
        "StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{name}/1",
        "StackName": name,
        "StackStatus": status,
        "StackStatusReason": reason,
        "CreationTime": datetime(2026, 11, 24, tzinfo=UTC),
    }
    stubber.add_response("describe_stacks", {"Stacks": [stack]}, {"StackName": name})


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (
            "UPDATE_ROLLBACK_FAILED",
            "choose *Continue update rollback* for lake in CloudFormation's console (eu-west-1), "
            "and deploy again",
        ),
        (
            "DELETE_FAILED",
            "Delete it with `.venv/bin/lake-deploy destroy --stack lake --region eu-west-1`",
        ),
        (
            "ROLLBACK_FAILED",
            "Delete it with `.venv/bin/lake-deploy destroy --stack lake --region eu-west-1`",
        ),
        ("UPDATE_IN_PROGRESS", "wait until that has ended"),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "wait until that has ended"),
    ],
)
def test_broken_or_busy_stack_is_not_deployed_to(
    stubbed: Aws, stubber: Stubber, status: str, told: str
) -> None:
    describe(stubber, "lake", status, "it is so.")
    with pytest.raises(UserError) as raised:
        deploy(stubbed, Deployment("lake", {}), Console(quiet=True))
    assert told in str(raised.value)


def test_busy_stack_is_not_deleted(stubbed: Aws, stubber: Stubber) -> None:
    describe(stubber, "lake", "UPDATE_IN_PROGRESS")
    describe(stubber, "lake-artifacts", "CREATE_COMPLETE")
    stubber.add_response("list_stacks", {"StackSummaries": []}, {})
    with pytest.raises(UserError, match=r"lake is being changed \(UPDATE_IN_PROGRESS\)"):
        destroy(stubbed, "lake", Console(quiet=True), yes=True)
