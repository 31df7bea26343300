import re
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest

from glue_jobs.raw_zone.open_zone import open_raw_zone
from glue_jobs.raw_zone.zone import RawZoneError
from tests.unit.glue_jobs.raw_zone.conftest import BUCKET
from tests.unit.glue_jobs.raw_zone.listing import keys_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def put(folder: Path, key: str) -> None:
    path = folder / "to_process" / key
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")


@pytest.mark.parametrize("name", ["raw", "raw zone", "%41", "a#b?c", "T\u00e4glich", "s3:x"])
def test_path_is_a_folder(tmp_path: Path, name: str) -> None:
    put(tmp_path / name, "p/k.jsonl")

    assert keys_of(open_raw_zone(str(tmp_path / name))) == ["p/k.jsonl"]
    assert keys_of(open_raw_zone(f"{tmp_path}/{name}/")) == ["p/k.jsonl"]


def test_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "data" / "raw", "k.jsonl")
    monkeypatch.chdir(tmp_path)

    assert keys_of(open_raw_zone("data/raw")) == ["k.jsonl"]


@pytest.mark.parametrize("name", ["raw", "raw zone", "%41", "a#b?c", "T\u00e4glich"])
def test_file_uri_is_unescaped(tmp_path: Path, name: str) -> None:
    put(tmp_path / name, "k.jsonl")

    assert keys_of(open_raw_zone((tmp_path / name).as_uri())) == ["k.jsonl"]


def test_requests_are_signed_for_the_given_region(
    s3: "S3Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_for: list[str] = []

    def record(region_name: str, **_: object) -> None:
        signed_for.append(region_name)

    session = boto3.Session()
    session.events.register("before-sign.s3", record)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", session)

    keys_of(open_raw_zone(f"s3://{BUCKET}", region="eu-north-1"))
    keys_of(open_raw_zone(f"s3://{BUCKET}"))

    assert signed_for == ["eu-north-1", "us-east-1"]


@pytest.mark.parametrize(
    "uri", ["s3a://raw-zone/lake", "s3n://raw-zone", "https://x/lake", "s3:/x"]
)
def test_other_uri_is_refused(uri: str) -> None:
    with pytest.raises(RawZoneError, match=re.escape(uri)):
        keys_of(open_raw_zone(uri))


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("", ["a"]),
        ("/", ["a"]),
        ("/lake", ["b"]),
        ("/lake/", ["b"]),
        ("/lake/raw", ["c"]),
        ("/%41", ["d"]),
        ("/none", []),
    ],
)
def test_s3_uri_with_and_without_prefix(s3: "S3Client", path: str, keys: list[str]) -> None:
    for key in ["to_process/a", "lake/to_process/b", "lake/raw/to_process/c", "%41/to_process/d"]:
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"")

    assert keys_of(open_raw_zone(f"s3://{BUCKET}{path}")) == keys


@pytest.mark.parametrize("prefix", ["a#b", "a?b"])
def test_prefix_is_not_unescaped(s3: "S3Client", prefix: str) -> None:
    s3.put_object(Bucket=BUCKET, Key="a/to_process/another", Body=b"")
    s3.put_object(Bucket=BUCKET, Key=f"{prefix}/to_process/k", Body=b"")

    assert keys_of(open_raw_zone(f"s3://{BUCKET}/{prefix}")) == ["k"]
