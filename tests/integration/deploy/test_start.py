"""Extractions and loads started by hand, and all other commands of the runbook."""

import fcntl
import json
import os
import pty
import re
import shlex
import subprocess
import sys
import termios
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


# Its own process, which has the terminal for itself; the Web API is the local one.
ASK = """
import sys
from deploy import command_line
command_line.TOKEN_URL = sys.argv.pop(1)
command_line.main()
"""


def test_credentials_are_asked_for_and_the_client_secret_is_not_shown(
    aws: Aws, stack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"):
        monkeypatch.delenv(name, raising=False)
    ours, theirs = pty.openpty()

    def take_terminal() -> None:
        fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

    with (
        SpotifyApi({}) as api,
        subprocess.Popen(
            [sys.executable, "-c", ASK, api.token_url, "credentials", "--stack", stack],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=take_terminal,  # noqa: PLW1509 - the password prompt opens /dev/tty
        ) as process,
    ):
        os.close(theirs)
        shown = read_until(ours, "Client ID: ")
        os.write(ours, f"{SpotifyApi.client_id}\n".encode())
        shown += read_until(ours, "Client secret: ")
        os.write(ours, f"{SpotifyApi.client_secret}\n".encode())
        shown += read_until(ours, "")
        assert process.wait() == 0, shown
    os.close(ours)
    assert SpotifyApi.client_id in shown
    assert SpotifyApi.client_secret not in shown
    assert f".venv/bin/lake-deploy authorize --stack {stack}" in shown
    assert stored_app(aws, stack) == {
        "client_id": SpotifyApi.client_id,
        "client_secret": SpotifyApi.client_secret,
    }


def read_until(terminal: int, text: str) -> str:
    """What is shown up to a text; without one, up to the end."""
    shown = b""
    while not (text and text in shown.decode(errors="replace")):
        try:
            some = os.read(terminal, 1000)
        except OSError:  # Linux's end of file: the other end is closed
            some = b""
        if not some:
            break
        shown += some
    return shown.decode(errors="replace")


def stored_app(aws: Aws, stack: str) -> object:
    (found,) = aws.cloudformation.describe_stacks(StackName=stack)["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}
    secrets = aws.session.client("secretsmanager")
    secret = secrets.get_secret_value(SecretId=outputs["SecretArn"])
    return json.loads(secret["SecretString"])


def test_every_command_of_the_runbook_runs(
    run: RunDeploy, stack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = re.findall(r"\.venv/bin/lake-deploy ([^`\n]+)", RUNBOOK.read_text(encoding="utf-8"))
    # Each command once, with most of its options: test_runbook.py parses all.
    commands = {command.split()[0]: command for command in sorted(written, key=len)}
    del commands["authorize"]  # asks a user in the browser: test_authorize.py
    assert len(commands) >= 9
    monkeypatch.setenv("SPOTIFY_CLIENT_ID", SpotifyApi.client_id)
    monkeypatch.setenv("SPOTIFY_CLIENT_SECRET", SpotifyApi.client_secret)
    with SpotifyApi({}) as api:
        monkeypatch.setattr(command_line, "TOKEN_URL", api.token_url)
        for command in commands.values():
            words = shlex.split(command.replace("ALARM", "extract-failed"))
            done = run(*words, "--stack", stack)
            assert done.code == 0, f"{command}: {done.err}"
