"""A load from S3 is killed before, during or after a move: a rerun completes it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest

from cli.project import PROJECT
from local.lake import Lake
from tests.integration.deploy.ministack import run_ministack
from tests.integration.glue_jobs.faults.small_lake import (
    BAD_KEY,
    Backlog,
    check_complete,
    new_lake,
    tables_of,
)

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "raw-zone"
KEY = "test"  # root's access key in the emulator


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator["S3Client"]:
    with run_ministack(tmp_path_factory.mktemp("ministack")) as url:
        client = boto3.client(
            "s3",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id=KEY,
            aws_secret_access_key=KEY,
        )
        client.create_bucket(Bucket=BUCKET)
        yield client


def load(
    s3: "S3Client", lake: Lake, prefix: str, *point: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [
            sys.executable, "-m", "tests.integration.glue_jobs.faults.s3_load_process",
            str(lake.root), f"s3://{BUCKET}/{prefix}", *point,
        ],
        cwd=PROJECT,
        env={
            "PYTHONPATH": str(PROJECT),
            "PATH": "/usr/bin:/bin",
            "AWS_ENDPOINT_URL": s3.meta.endpoint_url,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": KEY,
            "AWS_CONFIG_FILE": os.devnull,
        },
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )  # fmt: skip


def objects(s3: "S3Client", prefix: str) -> dict[str, bytes]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
    keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
    return {
        key.removeprefix(prefix): s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        for key in keys
    }


def put_waiting(s3: "S3Client", prefix: str, backlog: Backlog) -> None:
    for key, body in backlog.bodies.items():
        s3.put_object(Bucket=BUCKET, Key=f"{prefix}/to_process/{key}", Body=body)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("operation", "when", "number"),
    [("CopyObject", "before-call", 1), ("CopyObject", "after-call", 2),
     ("DeleteObjects", "after-call", 1)],
)  # fmt: skip
def test_killed_during_a_move(
    s3: "S3Client", tmp_path: Path, operation: str, when: str, number: int
) -> None:
    backlog = new_lake()
    prefix = f"{operation}-{when}"
    put_waiting(s3, prefix, backlog)
    lake = Lake(tmp_path / "lake")

    killed = load(s3, lake, prefix, operation, when, str(number))

    assert killed.returncode == -signal.SIGKILL, killed.stderr[-3000:]
    check_complete(tables_of(lake), backlog)
    left = objects(s3, f"{prefix}/")
    if (operation, when) == ("CopyObject", "after-call"):
        copies = {key.partition("/")[2] for key in left if not key.startswith("to_process/")}
        assert any(f"to_process/{key}" in left for key in copies)
    rerun = load(s3, lake, prefix)
    assert rerun.returncode == 0, rerun.stderr[-3000:]
    check_complete(tables_of(lake), backlog)
    assert objects(s3, f"{prefix}/") == {
        f"{'processed' if key != BAD_KEY else 'rejected'}/{key}": body
        for key, body in backlog.bodies.items()
    }
