"""Every version in a bucket is deleted."""

import pytest

from cli.errors import UserError
from deploy.aws import Aws
from deploy.empty_bucket import empty_bucket


@pytest.fixture
def bucket(aws: Aws) -> str:
    aws.s3.create_bucket(
        Bucket="data", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    aws.s3.put_bucket_versioning(Bucket="data", VersioningConfiguration={"Status": "Enabled"})
    return "data"


def test_versions_and_delete_markers_are_deleted(
    aws: Aws, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.empty_bucket._AT_ONCE", 5)
    for number in range(12):
        aws.s3.put_object(Bucket=bucket, Key=f"{number // 2}", Body=b"")
    aws.s3.delete_object(Bucket=bucket, Key="0")
    assert empty_bucket(aws, bucket) == 13
    aws.s3.delete_bucket(Bucket=bucket)  # which refuses to delete one that isn't empty


def test_empty_bucket_has_nothing_to_delete(aws: Aws, bucket: str) -> None:
    assert empty_bucket(aws, bucket) == 0


def test_missing_bucket_counts_as_empty(aws: Aws) -> None:
    assert empty_bucket(aws, "nowhere") == 0


def test_object_that_cannot_be_deleted_is_reported(aws: Aws, bucket: str) -> None:
    aws.s3.put_object(Bucket=bucket, Key="locked", Body=b"")
    error = {"Key": "locked", "Code": "AccessDenied", "Message": "Access Denied"}

    def refuse(parsed: dict[str, object], **_: object) -> None:
        parsed["Errors"] = [error]

    aws.s3.meta.events.register("after-call.s3.DeleteObjects", refuse)
    with pytest.raises(UserError, match=r"1 objects of bucket data .* locked: Access Denied"):
        empty_bucket(aws, bucket)
