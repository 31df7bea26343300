import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from glue_jobs.job.json_log import LOGGER, JsonFormatter, log_event, log_to_stdout


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    handlers, level = list(LOGGER.handlers), LOGGER.level
    yield
    LOGGER.handlers[:] = handlers
    LOGGER.setLevel(level)


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    out = capsys.readouterr().out
    assert out == "" or out.endswith("\n")
    return [json.loads(line) for line in out.split("\n")[:-1]]


def record(message: str, created: float = 0, **more: Any) -> logging.LogRecord:
    made = logging.LogRecord("glue_jobs", logging.INFO, "x.py", 1, message, (), None)
    made.created = created
    made.__dict__.update(more)
    return made


def test_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stdout()
    log_event("batch loaded", files=3, seconds=0.5, left=None, table="song")
    log_event("load ended")

    first, second = printed(capsys)
    assert list(first)[:3] == ["time", "level", "event"]
    del first["time"], second["time"]
    fields = {"files": 3, "seconds": 0.5, "left": None, "table": "song"}
    assert first == {"level": "INFO", "event": "batch loaded", **fields}
    assert second == {"level": "INFO", "event": "load ended"}


def test_event_with_another_level(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stdout()
    log_event("trouble", level=logging.ERROR)
    log_event("chatter", level=logging.DEBUG)

    assert [(line["level"], line["event"]) for line in printed(capsys)] == [("ERROR", "trouble")]


@pytest.mark.parametrize(
    ("created", "time"),
    [
        (0, "1970-01-01T00:00:00.000+00:00"),
        (1795327203.25, "2026-11-22T06:00:03.250+00:00"),
        (1795327203.9996, "2026-11-22T06:00:03.999+00:00"),
    ],
)
def test_time_is_utc_with_milliseconds(created: float, time: str) -> None:
    assert json.loads(JsonFormatter().format(record("event", created)))["time"] == time


@pytest.mark.parametrize("text", ["two\nlines", "\r", '"quoted"', "\\", "\x00", "100 %s", "{}"])
def test_line_breaks_are_escaped(capsys: pytest.CaptureFixture[str], text: str) -> None:
    log_to_stdout()
    log_event(text, reason=text)

    (line,) = printed(capsys)
    assert (line["event"], line["reason"]) == (text, text)


def test_non_ascii_text_is_not_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stdout()
    log_event("done", playlist="T\u00e4glich \U0001f3b5")

    assert "T\u00e4glich \U0001f3b5" in capsys.readouterr().out


def test_exception_is_logged_with_its_traceback() -> None:
    try:
        raise ValueError("two\nlines")  # noqa: TRY301 - to have a traceback
    except ValueError:
        text = JsonFormatter().format(record("failed", exc_info=sys.exc_info()))

    assert "\n" not in text
    exception = json.loads(text)["exception"]
    assert exception.startswith("Traceback (most recent call last):\n")
    assert exception.endswith("ValueError: two\nlines")


def test_plain_log_message_is_an_event() -> None:
    line = json.loads(JsonFormatter().format(record("%s of %d", args=("one", 2))))

    assert line["event"] == "one of 2"


def test_no_output_before_setup(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log_event("quiet")

    assert capsys.readouterr().out == ""
