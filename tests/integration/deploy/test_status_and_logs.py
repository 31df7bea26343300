"""Status and logs: runs, dead letters, alarms, log lines."""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.aws import Aws
from tests.integration.deploy.conftest import RunDeploy

RESULT = {
    "extracted_at": "2026-11-24T06:00:00Z",
    "extracted": 2,
    "already_extracted": 1,
    "failed": 0,
    "not_reached": 0,
    "entries": 1234,
}

LOAD_ENDED = json.dumps(
    {"level": "INFO", "event": "load ended", "files": 3, "loaded": 2, "rejected": 1, "left": 0,
     "entries": 1234}
)  # fmt: skip


@pytest.fixture
def stack(run: RunDeploy, templates: Path) -> str:
    (templates / "watched.yaml").replace(templates / "root.yaml")
    mail = "--param=AlarmEmail=me@example.com"
    done = run("deploy", "--stack", "watched", "--yes", "--templates", templates, mail)
    assert done.code == 0, done.err
    return "watched"


def log(aws: Aws, group: str, stream: str, *messages: str, minutes_ago: float = 0.0) -> None:
    logs = aws.session.client("logs")
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    milliseconds = int((time.time() - 60 * minutes_ago) * 1000)
    logs.put_log_events(
        logGroupName=group,
        logStreamName=stream,
        logEvents=[
            {"timestamp": milliseconds + number, "message": message}
            for number, message in enumerate(messages)
        ],
    )


def rows(out: str) -> dict[str, tuple[str, str]]:
    """State and details by subject."""
    cells = [re.split(r"\s{2,}", line.strip()) for line in out.splitlines()]
    return {one[0]: (one[1], " ".join(one[2:])) for one in cells if len(one) > 1}


def test_status_and_logs(aws: Aws, run: RunDeploy, stack: str) -> None:
    fresh = run("status", "--stack", stack)
    assert fresh.code == 0, fresh.err
    tomorrow = datetime.now(UTC) + timedelta(hours=18)  # the next 06:00 is of this day
    assert {
        "credentials": ("MISSING", "no client_id and no client_secret"),
        "refresh token": ("MISSING", "no user has consented yet"),
        "alarm mail": ("confirmed", "me@example.com"),  # the emulator confirms it itself
        "next extraction": (
            "scheduled",
            f"{tomorrow:%Y-%m-%d} 06:00 UTC, or up to 15 minutes later",
        ),
        "last extraction": ("none", "in the last 7 days"),
        "files waiting": ("none", "all raw files are loaded"),
        "last load": ("none", "it has not run yet"),
        "last maintenance": ("none", "it has not run yet"),
        "extract-dead-letters": ("none", ""),
        "alarms": ("OK", "none of 1 is in state ALARM"),
    }.items() <= rows(fresh.out).items()
    command = f".venv/bin/lake-deploy %s --stack {stack} --region eu-west-1"
    assert f"credentials: {command % 'credentials'}\n" in fresh.out
    assert f"refresh token: {command % 'authorize'}\n" in fresh.out
    nothing = run("logs", "--stack", stack)
    assert nothing.out.startswith("no log lines since ")

    done = json.dumps({"message": "run done", "result": RESULT})
    log(aws, f"/lake/{stack}/extract", "a", "START", done, minutes_ago=2)
    log(aws, f"/lake/{stack}/extract", "old", "too old", minutes_ago=120)
    glue = aws.session.client("glue")
    run_id = glue.start_job_run(JobName=f"{stack}-load")["JobRunId"]
    log(aws, f"/lake/{stack}/jobs/output", run_id, LOAD_ENDED)
    log(aws, f"/lake/{stack}/jobs/output", f"{run_id}_g-1", "of an executor")
    log(aws, f"/lake/{stack}/jobs/output", "an-older-run", "of an older run")
    sqs = aws.session.client("sqs")
    queue = sqs.get_queue_url(QueueName=f"{stack}-extract-dead-letters")["QueueUrl"]
    for _ in range(2):
        sqs.send_message(QueueUrl=queue, MessageBody="{}")
    aws.session.client("cloudwatch").set_alarm_state(
        AlarmName=f"{stack}-extract-failed", StateValue="ALARM", StateReason="3 errors"
    )
    aws.s3.put_object(Bucket=f"{stack}-raw", Key="to_process/p/1.jsonl", Body=b"")
    aws.s3.put_object(Bucket=f"{stack}-raw", Key="to_process/p/_SUCCESS", Body=b"")

    page = run("status", "--stack", stack)
    later = rows(page.out)
    assert later["last extraction"] == (
        "done",
        "2026-11-24T06:00:00Z: 2 playlists extracted, 1 there already, 0 failed, 0 not reached; "
        "1,234 entries",
    )
    assert later["files waiting"][0] == "1"
    state, details = later["last load"]
    assert state == "SUCCEEDED"
    assert details.endswith(" UTC; 3 files (2 loaded, 1 rejected, 0 left), 1,234 entries")
    assert later["extract-dead-letters"] == ("2", "")
    assert later["extract-failed"][0] == "ALARM"
    assert f"extract-dead-letters: {command % 'dead-letters'}\n" in page.out
    assert f"extract-failed: {command % 'runbook extract-failed'}\n" in page.out

    output = run("logs", "--stack", stack, "--since", "1h", "--raw").out.splitlines()
    assert [line[21:] for line in output] == [
        "extract  START",
        f"extract  {done}",
        f"load output  {LOAD_ENDED}",
        "load output  of an executor",
    ]

    failed = {"level": "ERROR", "message": "knows no playlist", "playlist_id": "gone"}
    log(aws, f"/lake/{stack}/extract", "b", json.dumps(failed), minutes_ago=0.5)
    events = run("logs", "--stack", stack, "--errors").out.splitlines()
    assert [line[21:] for line in events[:-1]] == ["ERROR    gone  knows no playlist"]
    assert events[-1] == "4 more lines: --raw"


@pytest.mark.parametrize(
    "command", ["status", "logs", "load", "extract", "credentials", "dead-letters"]
)
def test_no_such_stack(run: RunDeploy, command: str) -> None:
    failed = run(command, "--stack", "nobodys")
    assert failed.code == 1
    assert "there is no stack nobodys in eu-west-1" in failed.err
