"""A new S3 with an empty bucket for each test."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "raw-zone"


@pytest.fixture(scope="module")
def mocked_aws() -> Iterator[None]:
    """Start moto once per module: the first client takes as long as a test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_CA_BUNDLE"):
            patch.delenv(name, raising=False)
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        with mock_aws():
            yield


@pytest.fixture
def s3(mocked_aws: None) -> Iterator["S3Client"]:
    client = boto3.client("s3")
    client.create_bucket(Bucket=BUCKET)
    yield client
    bucket = boto3.resource("s3").Bucket(BUCKET)
    bucket.objects.delete()  # the next line alone leaves moto's second thousand
    bucket.object_versions.delete()
    bucket.delete()
