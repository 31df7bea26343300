"""Status and logs: runs, dead letters, alarms, log lines."""

import json
import time
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


@pytest.fixture
def stack(run: RunDeploy, templates: Path) -> str:
    (templates / "watched.yaml").replace(templates / "root.yaml")
    done = run("deploy", "--stack", "watched", "--yes", "--templates", templates)
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


def rows(out: str) -> list[list[str]]:
    lines = [line for line in out.splitlines() if "│" in line]
    return [[cell.strip() for cell in line.split("│")[1:4]] for line in lines]


def test_status_and_logs(aws: Aws, run: RunDeploy, stack: str) -> None:
    fresh = run("status", "--stack", stack)
    assert fresh.code == 0, fresh.err
    extraction = f"newest extraction ({stack}-extract)"
    assert [extraction, "none", "in the last 7 days"] in rows(fresh.out)
    assert [f"job {stack}-load", "none", "it has not run yet"] in rows(fresh.out)
    assert [f"queue {stack}-dead-letters", "OK", "0 dead letters"] in rows(fresh.out)
    assert ["alarms", "OK", "none of 1 is in state ALARM"] in rows(fresh.out)
    nothing = run("logs", "--stack", stack)
    assert nothing.out.startswith("no log lines since ")

    done = json.dumps({"message": "run done", "result": RESULT})
    log(aws, f"/lake/{stack}/extract", "a", "START", done, minutes_ago=2)
    log(aws, f"/lake/{stack}/extract", "old", "too old", minutes_ago=120)
    glue = aws.session.client("glue")
    run_id = glue.start_job_run(JobName=f"{stack}-load")["JobRunId"]
    log(aws, f"/lake/{stack}/jobs/output", run_id, "load [ended]", minutes_ago=1)
    log(aws, f"/lake/{stack}/jobs/output", f"{run_id}_g-1", "of an executor", minutes_ago=1)
    log(aws, f"/lake/{stack}/jobs/output", "an-older-run", "of an older run", minutes_ago=1)
    sqs = aws.session.client("sqs")
    queue = sqs.get_queue_url(QueueName=f"{stack}-dead-letters")["QueueUrl"]
    for _ in range(2):
        sqs.send_message(QueueUrl=queue, MessageBody="{}")
    aws.session.client("cloudwatch").set_alarm_state(
        AlarmName=f"{stack}-failed", StateValue="ALARM", StateReason="3 errors"
    )

    later = rows(run("status", "--stack", stack).out)
    assert [
        extraction,
        "done",
        "2026-11-24T06:00:00Z  2 playlists extracted, 1 there already, 0 failed, 0 not reached; "
        "1,234 entries",
    ] in later
    (job,) = (row for row in later if row[0] == f"job {stack}-load")
    assert job[1] == "SUCCEEDED"
    assert [f"queue {stack}-dead-letters", "FAILED", "2 dead letters"] in later
    assert [f"alarm {stack}-failed", "ALARM", "3 errors"] in later

    output = run("logs", "--stack", stack, "--since", "1h", "--raw").out.splitlines()
    assert [line[21:] for line in output] == [
        f"{stack}-extract  START",
        f"{stack}-extract  {done}",
        f"{stack}-load output  load [ended]",
        f"{stack}-load output  of an executor",
    ]

    failed = {"level": "ERROR", "message": "knows no playlist", "playlist_id": "gone"}
    log(aws, f"/lake/{stack}/extract", "b", json.dumps(failed), minutes_ago=0.5)
    events = run("logs", "--stack", stack, "--errors").out.splitlines()
    assert [line[21:] for line in events[:-1]] == ["ERROR    gone  knows no playlist"]
    assert events[-1] == "4 more lines: --raw"


@pytest.mark.parametrize("command", ["status", "logs", "load", "extract", "retry-rejected"])
def test_no_such_stack(run: RunDeploy, command: str) -> None:
    failed = run(command, "--stack", "nobodys")
    assert failed.code == 1
    assert "there is no stack nobodys in eu-west-1" in failed.err
