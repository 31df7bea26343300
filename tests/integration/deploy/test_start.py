"""Extractions and loads started by hand."""

from pathlib import Path

import pytest

from deploy.aws import Aws
from tests.integration.deploy.conftest import RunDeploy


@pytest.fixture
def stack(run: RunDeploy, templates: Path) -> str:
    (templates / "watched.yaml").replace(templates / "root.yaml")
    done = run("deploy", "--stack", "started", "--yes", "--templates", templates)
    assert done.code == 0, done.err
    return "started"


def test_load_and_reload(aws: Aws, run: RunDeploy, stack: str) -> None:
    glue = aws.session.client("glue")
    before = len(glue.get_job_runs(JobName=f"{stack}-load")["JobRuns"])
    load, reload = run("load", "--stack", stack), run("reload", "--stack", stack)
    assert (load.code, reload.code) == (0, 0), load.err + reload.err
    assert f"of {stack}-load loads the raw files in to_process/:" in load.out
    assert f"of {stack}-load loads the raw files in processed/:" in reload.out
    runs = {one["Id"]: one for one in glue.get_job_runs(JobName=f"{stack}-load")["JobRuns"]}
    assert len(runs) == before + 2
    started = [runs[one.out.split()[1]].get("Arguments", {}) for one in (load, reload)]
    assert [one.get("--source_prefix") for one in started] == [None, "processed"]


def test_extract_prints_a_line_per_playlist(run: RunDeploy, stack: str) -> None:
    done = run("extract", "a", "b", "--stack", stack)
    assert done.code == 0, done.err
    assert done.out.splitlines()[:3] == [
        "a: extracted, 1,050 entries: 99 of 1,050",
        "b: extracted, 1,050 entries: 99 of 1,050",
        "2 playlists extracted, 1,050 entries; the load starts within 15 minutes, or now:",
    ]
    assert run("extract", "--stack", stack).out.startswith("mine: extracted")
    failed = run("extract", "gone", "--stack", stack)
    assert failed.code == 1
    assert f"{stack}-extract failed: gone failed: Spotify knows no playlist gone" in failed.err


def test_retry_rejected_moves_files_and_overwrites_none(
    aws: Aws, run: RunDeploy, stack: str
) -> None:
    bucket = f"{stack}-raw"
    assert run("retry-rejected", "--stack", stack).out == "no raw files moved\n"
    files = {
        "rejected/p/1.jsonl": b"one",
        "rejected/p/2.jsonl": b"broken",
        "to_process/p/2.jsonl": b"repaired",
        "processed/p/3.jsonl": b"three",
    }
    for key, body in files.items():
        aws.s3.put_object(Bucket=bucket, Key=key, Body=body)
    done = run("retry-rejected", "--stack", stack)
    assert done.code == 0, done.err
    assert "rejected/p/2.jsonl stays: to_process/p/2.jsonl exists" in done.out
    assert "raw files moved from rejected/ to to_process/: 1." in done.out
    keys = [one["Key"] for one in aws.s3.list_objects_v2(Bucket=bucket)["Contents"]]
    assert {one: aws.s3.get_object(Bucket=bucket, Key=one)["Body"].read() for one in keys} == {
        "to_process/p/1.jsonl": b"one",
        "rejected/p/2.jsonl": b"broken",
        "to_process/p/2.jsonl": b"repaired",
        "processed/p/3.jsonl": b"three",
    }
