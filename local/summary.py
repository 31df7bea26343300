"""What the commands say when they are done."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from local.lake import DATABASE, Lake

if TYPE_CHECKING:
    from glue_jobs.load_playlists import LoadSummary
    from local.import_raw import Imported


def print_load(console: Console, lake: Lake, summary: "LoadSummary") -> None:
    """Say what was loaded, what was rejected and why, and where both lie."""
    if not summary.files:
        _say(console, f"nothing to load in {lake.raw / 'to_process'}")
        return
    loaded = summary.files - len(summary.rejected)
    _say(console, f"loaded {loaded:,} raw files with {summary.entries:,} entries")
    _say(console, f"tables: {lake.warehouse / DATABASE}   raw files: {lake.raw / 'processed'}")
    for key, reason in summary.rejected.items():
        _say(console, f"rejected {lake.raw / 'rejected' / key}: {reason}", style="yellow")


def print_maintenance(console: Console, done: dict[str, dict[str, Any]]) -> None:
    """Say what was done to each table."""
    if not done:
        _say(console, "no tables yet: load something first (python -m local run)")
        return
    table = Table("table", *(_words(name) for name in next(iter(done.values()))))
    for name, counts in done.items():
        table.add_row(name, *(f"{count:,}" for count in counts.values()))
    console.print(table)


def print_import(
    console: Console, errors: Console, lake: Path, outcomes: "Iterable[Imported]"
) -> bool:
    """Say of each file what became of it, as it goes; return whether all could be read."""
    imported = unreadable = 0
    for outcome in outcomes:
        if outcome.status == "unreadable":
            unreadable += 1
            _say(errors, f"unreadable: {outcome.reason}", style="red")
            continue
        imported += outcome.status == "imported"
        _say(
            console,
            f"{outcome.status}: {outcome.source}: {outcome.entries:,} entries -> {outcome.path}",
        )
    _say(console, f"{imported} imported, {unreadable} unreadable")
    if imported:
        _say(console, f"next: python -m local load --lake {lake}")
    return not unreadable


def _words(name: str) -> str:
    return name.replace("_", " ")


def _say(console: Console, text: str, style: str | None = None) -> None:
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)
