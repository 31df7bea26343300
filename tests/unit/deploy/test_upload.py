"""Uploads: keys by content, each once, to the account's own bucket."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from deploy.aws import Aws
from deploy.template import read_template
from deploy.upload import ArtifactsBucket
from tests.unit.deploy.conftest import ACCOUNT

BODY = b"print('hello')\n"
# By sha256sum.
KEY = "artifacts/03e693d9f2f687e0f40e36a8df7fcb4d1c22974012b7c2a55c000eb30f305824/job.py"


@pytest.fixture
def bucket(aws: Aws) -> ArtifactsBucket:
    aws.s3.create_bucket(
        Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    return ArtifactsBucket(aws, "artifacts")


@pytest.fixture
def asked(aws: Aws) -> list[tuple[str, dict[str, Any]]]:
    """What S3 is asked for, by operation."""
    calls: list[tuple[str, dict[str, Any]]] = []

    def note(model: Any, params: dict[str, Any], **_: Any) -> None:
        calls.append((model.name, params["headers"]))

    aws.s3.meta.events.register("before-call.s3.*", note)
    return calls


def test_existing_object_is_not_uploaded_again(aws: Aws, bucket: ArtifactsBucket) -> None:
    assert [bucket.put("artifacts", "job.py", BODY) for _ in "12"] == [KEY, KEY]
    assert (bucket.uploaded, bucket.present) == ([KEY], [KEY])
    assert aws.s3.get_object(Bucket="artifacts", Key=KEY)["Body"].read() == BODY


def test_changed_content_has_another_key(bucket: ArtifactsBucket) -> None:
    one, other = (bucket.put("artifacts", "job.py", body) for body in (BODY, BODY + b"\n"))
    assert one != other
    assert bucket.uploaded == [one, other]


def test_requests_name_the_expected_bucket_owner(
    bucket: ArtifactsBucket, asked: list[tuple[str, dict[str, Any]]]
) -> None:
    bucket.put("artifacts", "job.py", BODY)
    assert [name for name, _ in asked] == ["HeadObject", "PutObject"]
    assert {headers["x-amz-expected-bucket-owner"] for _, headers in asked} == {ACCOUNT}


def test_missing_bucket_is_reported(aws: Aws) -> None:
    with pytest.raises(ClientError, match="NoSuchBucket"):
        ArtifactsBucket(aws, "nowhere").put("artifacts", "job.py", BODY)


def test_nested_templates_are_uploaded_and_named_by_url(
    aws: Aws, bucket: ArtifactsBucket, tmp_path: Path
) -> None:
    nested = "Resources: {A: {Type: AWS::SNS::Topic}}\n"
    root = """\
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: {}
"""
    (tmp_path / "leaf.yaml").write_text(nested, encoding="utf-8")
    (tmp_path / "middle.yaml").write_text(root.format("leaf.yaml"), encoding="utf-8")
    (tmp_path / "root.yaml").write_text(root.format("middle.yaml"), encoding="utf-8")
    packaged = bucket.package(read_template(tmp_path, "root.yaml"), tmp_path)

    prefix = "https://s3.eu-west-1.amazonaws.com/artifacts/"
    leaf_key = f"templates/{hashlib.sha256(nested.encode()).hexdigest()}/leaf.yaml"
    middle = root.format(f'"{prefix}{leaf_key}"')
    middle_key = f"templates/{hashlib.sha256(middle.encode()).hexdigest()}/middle.yaml"
    assert packaged.text == root.format(f'"{prefix}{middle_key}"')
    assert bucket.uploaded == [leaf_key, middle_key]
    stored = aws.s3.get_object(Bucket="artifacts", Key=middle_key)["Body"].read()
    assert stored.decode() == middle
