"""Log lines as events: the lines are those of the Lambda's and the jobs' loggers."""

import json

import pytest

from deploy.log_events import LogEvent, parse_log_line

RESULT = {"extracted": 2, "already_extracted": 0, "failed": 1, "not_reached": 0}


@pytest.mark.parametrize(
    ("document", "event"),
    [
        (
            {"level": "ERROR", "message": "not found", "playlist_id": "p", "location": "x:1"},
            LogEvent("ERROR", "p", "not found"),
        ),
        (
            {"level": "INFO", "message": "run failed", "result": RESULT},
            LogEvent("INFO", "", "run failed (2 extracted, 1 failed)"),
        ),
        (
            {"level": "ERROR", "event": "table not maintained", "table": "song", "reason": "a\nb"},
            LogEvent("ERROR", "song", "table not maintained: a b"),
        ),
        (
            {"level": "ERROR", "message": "unexpected", "exception": "Traceback\n  x\nKeyError: 1"},
            LogEvent("ERROR", "", "unexpected: KeyError: 1"),
        ),
        (
            {"level": "INFO", "event": "load ended", "files": 3, "entries": 0, "left": 0},
            LogEvent("INFO", "", "load ended (files 3, entries 0, left 0)"),
        ),
        ({"_aws": {}, "PlaylistsFailed": [1.0]}, None),
        ({"level": "INFO"}, None),
    ],
)
def test_json_lines(document: dict[str, object], event: LogEvent | None) -> None:
    assert parse_log_line(json.dumps(document)) == event


@pytest.mark.parametrize(
    "line", ["START RequestId: 1 Version: 1", "Traceback (most recent call last):", "[]", "", "1"]
)
def test_other_lines_are_no_events(line: str) -> None:
    assert parse_log_line(line) is None


def test_timeout_of_the_lambda_is_an_error() -> None:
    event = parse_log_line("2026-11-24T06:15:00Z 1-2 Task timed out after 900.00 seconds")
    assert event is not None
    assert event.is_problem
