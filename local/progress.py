"""Show the progress of the jobs, from the events in their log."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console

from cli.progress import Show, show_progress
from glue_jobs.job.json_log import LOGGER
from local.summary import count, maintained


@contextmanager
def show_job(console: Console) -> Iterator[None]:
    """Show what a job is doing while the block runs."""
    with show_progress(console, "starting Spark") as show:
        handler = _Handler(show)
        LOGGER.addHandler(handler)
        LOGGER.setLevel(logging.INFO)
        try:
            yield
        finally:
            LOGGER.removeHandler(handler)


class _Handler(logging.Handler):
    def __init__(self, show: Show) -> None:
        super().__init__()
        self._show = show

    def emit(self, record: logging.LogRecord) -> None:
        if line := describe(record.getMessage(), getattr(record, "fields", {})):
            self._show(line)


def describe(event: str, fields: dict[str, Any]) -> str | None:
    """Return a log event as a line for the user, or None for events that don't concern them."""
    line: str | None
    match event:
        case "lake busy":
            line = f"waiting: another command writes to {fields['lake']}"
        case "load started":
            line = f"reading {count(fields['files'], 'raw file')}"
        case "batch read":
            line = f"batch {fields['batch']} of {fields['of']}: read, {fields['seconds']:.1f} s"
        case "table merged":
            line = (
                f"batch {fields['batch']}: {fields['table']}: {fields['rows_inserted']:,} rows in, "
                f"{fields['rows_updated']:,} changed, {fields['rows_deleted']:,} out, "
                f"{fields['seconds']:.1f} s"
            )
        case "batch loaded":
            line = (
                f"batch {fields['batch']} of {fields['of']}: {count(fields['files'], 'file')}, "
                f"{count(fields['entries'], 'entry')}, {fields['seconds']:.1f} s"
            )
        case "table maintained":
            line = f"{fields['table']}: {maintained(fields)}, {fields['seconds']:.1f} s"
        case _:
            line = None
    return line
