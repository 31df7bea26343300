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
from tests.integration.glue_jobs.storage_faults.fault_proxy import (
    Exchange,
    Fault,
    FaultProxy,
    run_fault_proxy,
)

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "raw-zone"
KEY = "test"  # root's access key in the emulator
MOVE_OPERATIONS = ("CopyObject", "DeleteObjects", "DeleteObject")


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


@pytest.fixture
def proxy(s3: "S3Client") -> Iterator[FaultProxy]:
    with run_fault_proxy(s3.meta.endpoint_url) as proxy:
        yield proxy


def start_load(proxy: FaultProxy, lake: Lake, prefix: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [
            sys.executable, "-m", "tests.integration.glue_jobs.faults.s3_load_process",
            str(lake.root), f"s3://{BUCKET}/{prefix}",
        ],
        cwd=PROJECT,
        env={
            "PYTHONPATH": str(PROJECT),
            "PATH": "/usr/bin:/bin",
            "AWS_ENDPOINT_URL": proxy.url,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": KEY,
            "AWS_CONFIG_FILE": os.devnull,
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )  # fmt: skip


def kill(proxy: FaultProxy, process: "subprocess.Popen[str]", *, after: bool) -> Fault:
    """Kill the driver and its JVM; no request of their workers reaches S3 from then on."""

    def fault(exchange: Exchange) -> None:
        for operation in MOVE_OPERATIONS:
            proxy.inject(operation, None, Exchange.reset)
        if after:
            exchange.forward()
        os.killpg(process.pid, signal.SIGKILL)
        exchange.reset()

    return fault


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
    ("operation", "after", "number"),
    [("CopyObject", False, 1), ("CopyObject", True, 2), ("DeleteObjects", True, 1)],
)
def test_killed_during_a_move(
    *,
    s3: "S3Client",
    proxy: FaultProxy,
    tmp_path: Path,
    operation: str,
    after: bool,
    number: int,
) -> None:
    backlog = new_lake()
    prefix = f"{operation}-{number}"
    put_waiting(s3, prefix, backlog)
    lake = Lake(tmp_path / "lake")

    killed = start_load(proxy, lake, prefix)
    fault = kill(proxy, killed, after=after)
    proxy.inject(operation, None, fault, times=1, skip=number - 1)
    errors = killed.communicate()[1]

    assert killed.returncode == -signal.SIGKILL, errors[-3000:]
    check_complete(tables_of(lake), backlog)
    left = objects(s3, f"{prefix}/")
    copies = {key.partition("/")[2] for key in left if not key.startswith("to_process/")}
    copies_with_source = {key for key in copies if f"to_process/{key}" in left}
    match operation, after:
        case "CopyObject", True:
            assert copies_with_source
        case "DeleteObjects", _:
            assert copies - copies_with_source
    proxy.heal()
    rerun = start_load(proxy, lake, prefix)
    errors = rerun.communicate()[1]
    assert rerun.returncode == 0, errors[-3000:]
    check_complete(tables_of(lake), backlog)
    assert objects(s3, f"{prefix}/") == {
        f"{'processed' if key != BAD_KEY else 'rejected'}/{key}": body
        for key, body in backlog.bodies.items()
    }
