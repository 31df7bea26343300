"""Extractions and loads started by hand, and all other commands of the runbook."""

import json
import re
import shlex
from pathlib import Path

import pytest

from deploy import command_line
from deploy.aws import Aws
from deploy.runbook import RUNBOOK
from local.spotify_api import SpotifyApi
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


def test_dead_letters_are_shown_and_deleted(aws: Aws, run: RunDeploy, stack: str) -> None:
    sqs = aws.session.client("sqs")
    url = sqs.get_queue_url(QueueName=f"{stack}-extract-dead-letters")["QueueUrl"]
    event = {"time": "2026-11-28T06:00:00Z", "playlists": ["a", "b"]}
    reason = "a failed:\nit is gone"
    sqs.send_message(
        QueueUrl=url,
        MessageBody=json.dumps(event),
        MessageAttributes={"ErrorMessage": {"StringValue": reason, "DataType": "String"}},
    )
    shown = run("dead-letters", "--stack", stack)
    assert shown.code == 0, shown.err
    assert shown.out.splitlines() == [
        f"{stack}-extract-dead-letters: 1",
        "  2026-11-28T06:00:00Z a b: a failed: it is gone",
        f"once the cause is gone: .venv/bin/lake-deploy dead-letters --delete --stack {stack} "
        "--region eu-west-1",
    ]
    refused = run("dead-letters", "--delete", "--stack", stack)
    assert refused.code == 1
    assert "give --yes" in refused.err
    assert run("dead-letters", "--delete", "--yes", "--stack", stack).code == 0
    assert run("dead-letters", "--stack", stack).out == f"{stack}-extract-dead-letters: 0\n"


def test_every_command_of_the_runbook_runs(
    aws: Aws, run: RunDeploy, stack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = RUNBOOK.read_text(encoding="utf-8")
    commands = set(re.findall(r"\.venv/bin/lake-deploy ([^`\n]+)", page))
    commands.remove("authorize")  # asks a user in the browser: test_authorize.py
    assert len(commands) > 10
    monkeypatch.setenv("SPOTIFY_CLIENT_ID", SpotifyApi.client_id)
    monkeypatch.setenv("SPOTIFY_CLIENT_SECRET", SpotifyApi.client_secret)
    with SpotifyApi({}) as api:
        monkeypatch.setattr(command_line, "TOKEN_URL", api.token_url)
        for command in sorted(commands):
            words = shlex.split(command.replace("ALARM", "extract-failed"))
            done = run(*words, "--stack", stack)
            assert done.code == 0, f"{command}: {done.err}"
    secret = aws.session.client("secretsmanager").get_secret_value(
        SecretId=outputs_of(aws, stack)["SecretArn"]
    )
    assert json.loads(secret["SecretString"]) == {
        "client_id": SpotifyApi.client_id,
        "client_secret": SpotifyApi.client_secret,
    }


def outputs_of(aws: Aws, stack: str) -> dict[str, str]:
    (found,) = aws.cloudformation.describe_stacks(StackName=stack)["Stacks"]
    return {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}
