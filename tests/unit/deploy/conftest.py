"""Stubbed clients, and S3 in this process."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from deploy.aws import Aws

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

ACCOUNT = "123456789012"
REGION = "eu-west-1"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    # Of these modules alone: py4j has a thread that would spin if nobody ever slept.
    for module in ("deploy.change_set", "deploy.events"):
        monkeypatch.setattr(f"{module}.time", SimpleNamespace(sleep=lambda _: None))


@pytest.fixture
def cloudformation() -> "CloudFormationClient":
    return boto3.client("cloudformation", region_name=REGION)


@pytest.fixture
def stubber(cloudformation: "CloudFormationClient") -> Iterator[Stubber]:
    """CloudFormation as AWS answers it: what no emulator here does, nested change sets above all.

    Every answer has to be asked for, in this order.
    """
    with Stubber(cloudformation) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def aws() -> Iterator[Aws]:
    with mock_aws():
        yield Aws(boto3.Session(region_name=REGION), ACCOUNT, REGION)
