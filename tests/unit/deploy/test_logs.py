"""Log lines on the screen."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

from rich.console import Console

from deploy.log_groups import LogLine
from deploy.logs import failed_run, show_events

START = datetime(2026, 11, 28, 23, 50, 0, tzinfo=UTC)


def line(minutes: int, **document: object) -> tuple[str, LogLine]:
    time = START + timedelta(minutes=minutes)
    return "extract", LogLine(time, json.dumps(document), f"{minutes}")


def shown(lines: list[tuple[str, LogLine]], *, errors: bool = False) -> list[str]:
    out = StringIO()
    show_events(Console(file=out, width=80), lines, errors=errors)
    return out.getvalue().splitlines()


def test_repeated_problem_is_one_line_and_other_events_are_not_joined() -> None:
    lines = [
        line(0, level="ERROR", message="it failed", playlist_id="p"),
        line(1, level="INFO", message="run done"),
        line(2, level="INFO", message="run done"),
        line(11, level="ERROR", message="it failed", playlist_id="p"),
        line(12, level="ERROR", message="it failed", playlist_id="another"),
    ]
    assert shown(lines) == [
        "2026-11-28 23:50:00  ERROR    p  it failed (2x until 2026-11-29 00:01)",
        "2026-11-28 23:51:00  INFO     extract  run done",
        "2026-11-28 23:52:00  INFO     extract  run done",
        "2026-11-29 00:02:00  ERROR    another  it failed",
    ]
    assert len(shown(lines, errors=True)) == 2


def test_piped_event_is_one_line_however_long() -> None:
    assert len(shown([line(0, level="ERROR", message="word " * 50)])) == 1


def test_event_on_a_terminal_is_wrapped_but_no_command_in_it() -> None:
    out = StringIO()
    text = "Spotify refuses the token. Run `.venv/bin/lake-deploy authorize` now"
    page = Console(file=out, width=60, force_terminal=True, color_system=None)
    show_events(page, [line(0, level="ERROR", message=text)])
    assert out.getvalue().splitlines() == [
        "2026-11-28 23:50:00  ERROR    extract  Spotify refuses the",
        "  token. Run `.venv/bin/lake-deploy authorize` now",
    ]


def test_failed_job_run_is_an_error_with_glues_reason() -> None:
    failed = failed_run(
        {"Id": "jr_1", "JobRunState": "TIMEOUT", "CompletedOn": START, "ErrorMessage": "too\nlong"}
    )
    assert failed is not None
    assert shown([("load-playlists", failed)], errors=True) == [
        "2026-11-28 23:50:00  ERROR    load-playlists  run TIMEOUT: too long"
    ]
    assert failed_run({"Id": "jr_1", "JobRunState": "SUCCEEDED", "CompletedOn": START}) is None
    assert failed_run({"Id": "jr_1", "JobRunState": "RUNNING"}) is None
