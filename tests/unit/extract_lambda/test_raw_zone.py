from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from extract_lambda.errors import RawZoneError
from extract_lambda.raw_zone import RawZone

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "my-lake-raw"
# One session loads the service descriptions once.
SESSION = boto3.Session("testing", "testing", region_name="us-east-1")
NAME = "p1/20261122T060003Z.jsonl"


@pytest.fixture
def s3() -> Iterator["S3Client"]:
    with mock_aws():
        client = SESSION.client("s3")
        client.create_bucket(Bucket=BUCKET)
        yield client


@pytest.mark.parametrize(
    ("prefix", "key"), [("", f"to_process/{NAME}"), ("lake/raw", f"lake/raw/to_process/{NAME}")]
)
def test_raw_file_is_one_object_with_metadata(s3: "S3Client", prefix: str, key: str) -> None:
    calls: list[str] = []
    s3.meta.events.register("before-call.s3.*", lambda model, **_: calls.append(model.name))
    zone = RawZone(BUCKET, prefix, s3)

    assert zone.write(NAME, b"{}\n", entries=51, snapshot_id="AAAB+c/d==")

    assert calls == ["PutObject"]
    found = s3.get_object(Bucket=BUCKET, Key=key, ChecksumMode="ENABLED")
    assert found["Body"].read() == b"{}\n"
    assert found["ContentType"] == "application/x-ndjson"
    assert found["Metadata"] == {"entries": "51", "snapshot_id": "AAAB+c/d=="}
    assert found["ChecksumSHA256"]


@pytest.mark.parametrize(("snapshot_id", "written"), [(None, ""), ("né", "n%C3%A9")])
def test_any_snapshot_id_fits_into_metadata(
    s3: "S3Client", snapshot_id: str | None, written: str
) -> None:
    RawZone(BUCKET, "", s3).write(NAME, b"", entries=0, snapshot_id=snapshot_id)

    head = s3.head_object(Bucket=BUCKET, Key=f"to_process/{NAME}")
    assert head["Metadata"]["snapshot_id"] == written


def test_existing_file_is_not_overwritten(s3: "S3Client") -> None:
    zone = RawZone(BUCKET, "", s3)
    zone.write(NAME, b"first\n", entries=1, snapshot_id="a")

    assert not zone.write(NAME, b"second\n", entries=2, snapshot_id="b")

    found = s3.get_object(Bucket=BUCKET, Key=f"to_process/{NAME}")
    assert found["Body"].read() == b"first\n"


@pytest.mark.parametrize("folder", ["to_process", "processed", "rejected"])
def test_file_is_found_in_every_folder(s3: "S3Client", folder: str) -> None:
    zone = RawZone(BUCKET, "lake", s3)
    assert not zone.holds(NAME)
    s3.put_object(Bucket=BUCKET, Key=f"lake/{folder}/{NAME}.1")
    assert not zone.holds(NAME)
    s3.put_object(Bucket=BUCKET, Key=f"lake/{folder}/{NAME}")
    assert zone.holds(NAME)


def refuse(s3: "S3Client", operation: str, error: Exception) -> None:
    def fail(**_: Any) -> None:
        raise error

    s3.meta.events.register(f"before-call.s3.{operation}", fail)


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "operation"),
        ClientError({"Error": {"Code": "ConditionalRequestConflict"}}, "operation"),
        EndpointConnectionError(endpoint_url="https://s3.invalid"),
    ],
)
def test_refusal_names_object_and_permission(s3: "S3Client", error: Exception) -> None:
    zone = RawZone(BUCKET, "", s3)
    refuse(s3, "PutObject", error)
    refuse(s3, "ListObjectsV2", error)

    with pytest.raises(RawZoneError, match="s3:PutObject") as unwritten:
        zone.write(NAME, b"", entries=0, snapshot_id=None)
    with pytest.raises(RawZoneError, match="s3:ListBucket") as unlisted:
        zone.holds(NAME)

    for refusal in unwritten, unlisted:
        assert f"s3://{BUCKET}/to_process/{NAME}" in str(refusal.value)
        assert str(error) in str(refusal.value)


def test_missing_bucket_is_named(s3: "S3Client") -> None:
    zone = RawZone("nowhere", "", s3)

    with pytest.raises(RawZoneError, match=r"s3://nowhere/.*NoSuchBucket"):
        zone.holds(NAME)
    with pytest.raises(RawZoneError, match=r"s3://nowhere/.*NoSuchBucket"):
        zone.write(NAME, b"", entries=0, snapshot_id=None)
