import re
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.s3.models import s3_backends

from glue_jobs.raw_zone.s3 import S3RawZone
from glue_jobs.raw_zone.zone import Destination, ListedFile, Move, RawZoneError
from tests.unit.glue_jobs.raw_zone.conftest import BUCKET
from tests.unit.glue_jobs.raw_zone.listing import keys_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ODD_NAMES = [
    "with spaces.jsonl",
    'it\'s "quoted".jsonl',
    "T\u00e4gliche Hits \U0001f3b5.jsonl",
    "%41%2F.jsonl",
    "two\nlines.jsonl",
    "a+b&c=d#e?f.jsonl",
    "a//b.jsonl",
]


def put(s3: "S3Client", *keys: str, body: bytes = b"body", bucket: str = BUCKET) -> None:
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=body)


def objects(s3: "S3Client", bucket: str = BUCKET) -> dict[str, bytes]:
    listed = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    return {
        item["Key"]: s3.get_object(Bucket=bucket, Key=item["Key"])["Body"].read() for item in listed
    }


def heed_copy_source_if_match(s3: "S3Client") -> None:
    """Make moto heed CopySourceIfMatch, as S3 does."""

    def check(params: dict[str, Any], **_: object) -> None:
        expected = params["headers"].get("x-amz-copy-source-if-match")
        bucket, key = params["headers"]["x-amz-copy-source"].split("/", 1)
        etag = boto3.client("s3").head_object(Bucket=bucket, Key=key)["ETag"]
        if expected is not None and expected != etag:
            raise ClientError({"Error": {"Code": "PreconditionFailed"}}, "CopyObject")

    s3.meta.events.register("before-call.s3.CopyObject", check)


@pytest.mark.parametrize("prefix", ["", "lake", "lake/raw zone"])
def test_objects_in_to_process_are_listed_sorted_below_any_prefix(
    s3: "S3Client", prefix: str
) -> None:
    top = f"{prefix}/to_process" if prefix else "to_process"
    put(s3, f"{top}/p2/a.jsonl", f"{top}/p1/b.jsonl", f"{top}/p1/a.jsonl", f"{top}/top.jsonl")

    assert keys_of(S3RawZone(BUCKET, prefix)) == [
        "p1/a.jsonl",
        "p1/b.jsonl",
        "p2/a.jsonl",
        "top.jsonl",
    ]


def test_other_prefixes_are_not_listed(s3: "S3Client") -> None:
    put(s3, "lake/processed/a", "lake/rejected/a", "lake/to_process2/a", "to_process/a", "lake/a")
    put(s3, "lake/lake/to_process/a", "xlake/to_process/a")

    assert keys_of(S3RawZone(BUCKET, "lake")) == []


def test_all_pages_are_listed(s3: "S3Client") -> None:
    keys = [f"p/{number:04}.jsonl" for number in range(1001)]
    moto_s3 = s3_backends["123456789012"]["aws"]  # 1,001 requests would take seconds
    for key in keys:
        moto_s3.put_object(BUCKET, f"to_process/{key}", b"")

    assert keys_of(S3RawZone(BUCKET, "")) == keys


def test_folder_markers_are_not_listed(s3: "S3Client") -> None:
    put(s3, "to_process/", "to_process/p/", "to_process/p/deep/", body=b"")
    put(s3, "to_process/p/a.jsonl")

    assert keys_of(S3RawZone(BUCKET, "")) == ["p/a.jsonl"]


def test_hidden_files_are_not_listed(s3: "S3Client") -> None:
    put(s3, "to_process/.hidden", "to_process/p/.DS_Store", "to_process/p/a.jsonl")

    assert keys_of(S3RawZone(BUCKET, "")) == ["p/a.jsonl"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_key_is_listed_read_and_moved(s3: "S3Client", name: str) -> None:
    put(s3, f"to_process/{name}", body=b"odd")
    zone = S3RawZone(BUCKET, "")

    assert keys_of(zone) == [name]
    body, version = zone.read(name)
    assert zone.move([Move(name, version, "processed")]) == []
    assert body == b"odd"
    assert objects(s3) == {f"processed/{name}": b"odd"}


def test_object_is_read_with_its_etag_as_version(s3: "S3Client") -> None:
    body = bytes(range(256)) + b"\r\n\n"
    etag = s3.put_object(Bucket=BUCKET, Key="lake/to_process/p/k.jsonl", Body=body)["ETag"]

    assert S3RawZone(BUCKET, "lake").read("p/k.jsonl") == (body, etag)


@pytest.mark.parametrize("destination", ["processed", "rejected"])
@pytest.mark.parametrize("prefix", ["", "lake/"])
def test_move_keeps_key_and_bytes_and_other_objects(
    s3: "S3Client", prefix: str, destination: Destination
) -> None:
    put(s3, f"{prefix}to_process/p/k.jsonl", body=b"\x00\xff\n")
    others = [f"{prefix}to_process/p/k.jsonl2", f"{prefix}to_process/k.jsonl", "p/k.jsonl"]
    put(s3, *others)
    zone = S3RawZone(BUCKET, prefix.rstrip("/"))
    assert zone.move([Move("p/k.jsonl", zone.read("p/k.jsonl")[1], destination)]) == []

    moved = {f"{prefix}{destination}/p/k.jsonl": b"\x00\xff\n"}
    assert objects(s3) == moved | dict.fromkeys(others, b"body")


def test_move_keeps_object_metadata(s3: "S3Client") -> None:
    s3.put_object(
        Bucket=BUCKET,
        Key="to_process/k.jsonl",
        Body=b"body",
        ContentType="application/x-ndjson",
        Metadata={"entries": "50"},
        Tagging="source=lambda",
    )
    zone = S3RawZone(BUCKET, "")
    assert zone.move([Move("k.jsonl", zone.read("k.jsonl")[1], "processed")]) == []

    moved = s3.head_object(Bucket=BUCKET, Key="processed/k.jsonl")
    assert (moved["ContentType"], moved["Metadata"]) == ("application/x-ndjson", {"entries": "50"})
    tags = s3.get_object_tagging(Bucket=BUCKET, Key="processed/k.jsonl")["TagSet"]
    assert tags == [{"Key": "source", "Value": "lambda"}]


def test_object_replaced_after_read_is_not_moved(s3: "S3Client") -> None:
    heed_copy_source_if_match(s3)
    zone = S3RawZone(BUCKET, "", s3)
    put(s3, "to_process/k.jsonl", body=b"first")
    _, version = zone.read("k.jsonl")
    put(s3, "to_process/k.jsonl", body=b"second")

    (reason,) = zone.move([Move("k.jsonl", version, "processed")])
    assert re.search(r"^s3://raw-zone/to_process/k\.jsonl .*Precondition", reason)
    assert objects(s3) == {"to_process/k.jsonl": b"second"}


def test_object_is_deleted_only_after_the_copy(s3: "S3Client") -> None:
    def fail(**_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied"}}, "CopyObject")

    put(s3, "to_process/k.jsonl")
    s3.meta.events.register("before-call.s3.CopyObject", fail)

    (reason,) = S3RawZone(BUCKET, "", s3).move([Move("k.jsonl", '"etag"', "processed")])
    assert "AccessDenied" in reason
    assert objects(s3) == {"to_process/k.jsonl": b"body"}


def test_move_can_be_repeated_after_the_copy(s3: "S3Client") -> None:
    put(s3, "to_process/k.jsonl", "processed/k.jsonl")
    zone = S3RawZone(BUCKET, "")
    assert zone.move([Move("k.jsonl", zone.read("k.jsonl")[1], "processed")]) == []

    assert objects(s3) == {"processed/k.jsonl": b"body"}


def test_versioned_bucket_keeps_the_previous_target(s3: "S3Client") -> None:
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    put(s3, "processed/k.jsonl", body=b"one")
    put(s3, "to_process/k.jsonl", body=b"two")
    zone = S3RawZone(BUCKET, "")
    assert zone.move([Move("k.jsonl", zone.read("k.jsonl")[1], "processed")]) == []

    versions = s3.list_object_versions(Bucket=BUCKET, Prefix="processed/")["Versions"]
    bodies = {
        s3.get_object(Bucket=BUCKET, Key="processed/k.jsonl", VersionId=item["VersionId"])[
            "Body"
        ].read()
        for item in versions
    }
    assert bodies == {b"one", b"two"}


def test_missing_object_is_named(s3: "S3Client") -> None:
    zone = S3RawZone(BUCKET, "lake")

    with pytest.raises(
        RawZoneError, match=r"^s3://raw-zone/lake/to_process/p/k\.jsonl: .*NoSuchKey"
    ):
        zone.read("p/k.jsonl")


def test_object_that_was_moved_before_is_no_failure(s3: "S3Client") -> None:
    put(s3, "processed/moved.jsonl", "to_process/left.jsonl")
    zone = S3RawZone(BUCKET, "")
    version = zone.read("left.jsonl")[1]

    moves = [Move(key, version, "processed") for key in ("moved.jsonl", "left.jsonl")]
    assert zone.move(moves) == []
    assert objects(s3) == {"processed/moved.jsonl": b"body", "processed/left.jsonl": b"body"}


def test_more_objects_are_moved_than_one_delete_takes(s3: "S3Client") -> None:
    moto_s3 = s3_backends["123456789012"]["aws"]
    keys = [f"p/{number:04}.jsonl" for number in range(1001)]
    for key in keys:
        moto_s3.put_object(BUCKET, f"to_process/{key}", b"")
    zone = S3RawZone(BUCKET, "", s3)
    etag = zone.read(keys[0])[1]
    deletes: list[int] = []
    s3.meta.events.register(
        "provide-client-params.s3.DeleteObjects",
        lambda params, **_: deletes.append(len(params["Delete"]["Objects"])),
    )

    assert zone.move([Move(key, etag, "processed") for key in keys]) == []
    assert deletes == [1000, 1]
    assert keys_of(zone) == []
    moved = s3.list_objects_v2(Bucket=BUCKET, Prefix="processed/", StartAfter="processed/p/0998")
    assert [item["Key"] for item in moved["Contents"]] == [f"processed/{key}" for key in keys[998:]]


def test_listing_tells_sizes(s3: "S3Client") -> None:
    put(s3, "to_process/a.jsonl", body=b"12345")
    put(s3, "to_process/b.jsonl", body=b"")

    listed = list(S3RawZone(BUCKET, "").list_files())
    assert listed == [ListedFile("a.jsonl", 5), ListedFile("b.jsonl", 0)]


def test_missing_bucket_is_named(s3: "S3Client") -> None:
    zone = S3RawZone("no-such-bucket", "lake")

    with pytest.raises(RawZoneError, match=r"^s3://no-such-bucket/lake/to_process/ .*NoSuchBucket"):
        keys_of(zone)
    with pytest.raises(
        RawZoneError, match=r"^s3://no-such-bucket/lake/to_process/k: .*NoSuchBucket"
    ):
        zone.read("k")
    (reason,) = zone.move([Move("k", '"etag"', "processed")])
    assert re.search(r"^s3://no-such-bucket/lake/to_process/k .*NoSuchBucket", reason)


def test_truncated_body_is_an_error(s3: "S3Client") -> None:
    def break_off(parsed: dict[str, Any], **_: object) -> None:
        parsed["Body"]._content_length = 1000  # the announced length

    put(s3, "to_process/k.jsonl")
    s3.meta.events.register("after-call.s3.GetObject", break_off)

    with pytest.raises(RawZoneError, match=r"^s3://raw-zone/to_process/k\.jsonl: 4 read, "):
        S3RawZone(BUCKET, "", s3).read("k.jsonl")
