"""The S3 bucket in memory: its responses to the raw zone, and their latencies."""

from collections import Counter
from collections.abc import Iterator

import boto3
import pytest

from benchmarks.slow_s3 import SlowS3, run_slow_s3
from glue_jobs.raw_zone.s3 import S3RawZone
from glue_jobs.raw_zone.zone import Move

LATENCIES = {"ListObjectsV2": 0.01, "GetObject": 0.05}


@pytest.fixture
def slow_s3() -> Iterator[SlowS3]:
    with run_slow_s3(LATENCIES) as s3:
        yield s3


@pytest.fixture
def raw_zone(slow_s3: SlowS3) -> S3RawZone:
    client = boto3.client(
        "s3",
        endpoint_url=slow_s3.url,
        region_name="eu-west-1",
        aws_access_key_id="somebody",
        aws_secret_access_key="test",  # noqa: S106 # pragma: allowlist secret
    )
    return S3RawZone("raw", "", client)


def test_files_are_listed_read_and_moved(slow_s3: SlowS3, raw_zone: S3RawZone) -> None:
    keys = [f"p/{number:04}.jsonl" for number in range(1_200)]
    for key in keys:
        slow_s3.put(f"to_process/{key}", key.encode())
    slow_s3.put("to_processed/other.jsonl", b"")

    listed = list(raw_zone.list_files())
    body, version = raw_zone.read(keys[3])
    failed = raw_zone.move(
        [Move(keys[3], version, "processed"), Move(keys[4], '"other"', "processed")]
    )

    assert [file.key for file in listed] == keys
    assert {file.size for file in listed} == {len("p/0000.jsonl")}
    assert body == b"p/0003.jsonl"
    assert len(failed) == 1
    assert "it was replaced after it was read" in failed[0]
    assert "processed/p/0003.jsonl" in slow_s3.listed()
    assert len(slow_s3.listed()) == 1_201
    assert Counter(each.operation for each in slow_s3.requests) == {
        "ListObjectsV2": 2, "GetObject": 1, "CopyObject": 2, "DeleteObjects": 1,
    }  # fmt: skip
    for each in slow_s3.requests:
        assert each.user == "somebody"
        assert each.ended - each.began >= LATENCIES.get(each.operation, 0)


def test_replaced_file_is_not_deleted(slow_s3: SlowS3, raw_zone: S3RawZone) -> None:
    slow_s3.put("to_process/p/1.jsonl", b"new")

    answer = raw_zone._s3.delete_objects(
        Bucket="raw", Delete={"Objects": [{"Key": "to_process/p/1.jsonl", "ETag": '"old"'}]}
    )

    assert answer["Errors"][0]["Code"] == "PreconditionFailed"
    assert slow_s3.listed() == ["to_process/p/1.jsonl"]
