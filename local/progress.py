"""Shows what the jobs say in their log: a moving line for a person, plain lines in a pipe."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.status import Status
from rich.text import Text

from cli.terminal_escape import visible
from glue_jobs.job.json_log import LOGGER
from local.summary import count, maintained


@contextmanager
def show_progress(console: Console, doing: str) -> Iterator[Callable[[str], None]]:
    """Say what is going on while the block runs, fed by the jobs' log and by what it yields.

    Parameters
    ----------
    doing
        What the first moments are spent on.
    """
    if console.is_terminal:
        with console.status(doing) as status, _events_to(_StatusHandler(status)):
            yield lambda text: status.update(Text(visible(text)))
    else:
        console.print(doing, highlight=False)
        with _events_to(_LineHandler(console)):
            yield lambda text: console.print(visible(text), highlight=False, markup=False)


@contextmanager
def _events_to(handler: logging.Handler) -> Iterator[None]:
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    try:
        yield
    finally:
        LOGGER.removeHandler(handler)


class _StatusHandler(logging.Handler):
    def __init__(self, status: Status) -> None:
        super().__init__()
        self._status = status

    def emit(self, record: logging.LogRecord) -> None:
        if line := describe(record.getMessage(), getattr(record, "fields", {})):
            self._status.update(line)


class _LineHandler(logging.Handler):
    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        if line := describe(record.getMessage(), getattr(record, "fields", {})):
            self._console.print(line, highlight=False, markup=False)


def describe(event: str, fields: dict[str, Any]) -> str | None:
    """Return a log event in a person's words, or None if it says nothing new to one."""
    said: str | None
    match event:
        case "lake busy":
            said = f"waiting: another command writes to {fields['lake']}"
        case "load started":
            said = f"reading {count(fields['files'], 'raw file')}"
        case "batch read":
            said = f"batch {fields['batch']} of {fields['of']}: read, {fields['seconds']:.1f} s"
        case "table merged":
            said = (
                f"batch {fields['batch']}: {fields['table']}: {fields['rows_inserted']:,} rows in, "
                f"{fields['rows_updated']:,} changed, {fields['rows_deleted']:,} out, "
                f"{fields['seconds']:.1f} s"
            )
        case "batch loaded":
            said = (
                f"batch {fields['batch']} of {fields['of']}: {count(fields['files'], 'file')}, "
                f"{count(fields['entries'], 'entry')}, {fields['seconds']:.1f} s"
            )
        case "table maintained":
            said = f"{fields['table']}: {maintained(fields)}, {fields['seconds']:.1f} s"
        case _:
            said = None
    return said
