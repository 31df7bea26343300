"""What the commands print when they are done."""

from typing import TYPE_CHECKING, Any

from cli.print_line import print_line
from glue_jobs.digest.describe import describe
from local.lake import DATABASE, Lake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from glue_jobs.job.load_summary import LoadSummary


def print_load(
    console: "Console", lake: Lake, summary: "LoadSummary", source: str = "to_process"
) -> None:
    """Print what was loaded, what was rejected and why, where both are, and what changed.

    Parameters
    ----------
    source
        The folder of the raw zone that was loaded; rejected files of ``processed`` stay there.
    """
    if not summary.files:
        print_line(console, f"nothing to load in {lake.raw / source}")
        return
    rejected = "rejected" if source == "to_process" else source
    print_line(
        console,
        f"loaded {count(summary.loaded, 'raw file')} with {count(summary.entries, 'entry')}",
    )
    print_line(
        console, f"tables: {lake.warehouse / DATABASE}   raw files: {lake.raw / 'processed'}"
    )
    for key, reason in summary.rejected.items():
        print_line(console, f"rejected {lake.raw / rejected / key}: {reason}", style="yellow")
    for digest in summary.digests:
        for line in describe(digest):
            print_line(console, line)


def print_maintenance_hint(console: "Console", lake: Lake, files: int) -> None:
    """Print that the tables consist of many files, and the command that compacts them."""
    print_line(
        console,
        f"the tables consist of {count(files, 'file')}, which slows down each load; "
        f"to compact them: {lake.command('maintain')}",
    )


def print_extraction(console: "Console", result: dict[str, Any]) -> None:
    """Print what the Lambda extracted, from its result."""
    for playlist in result["playlists"]:
        status = playlist["status"].replace("_", " ")
        place = playlist.get("key") or playlist.get("message")
        print_line(console, f"{status}: {playlist['playlist_id']} -> {place}")
        if note := playlist.get("note"):
            print_line(console, f"note: {playlist['playlist_id']}: {note}", style="yellow")
    print_line(console, f"extracted {count(result['extracted'], 'playlist')}")


def print_maintenance(console: "Console", lake: Lake, done: dict[str, dict[str, Any]]) -> None:
    """Print what was done to each table."""
    if not done:
        print_line(console, f"no tables yet: load something first: {lake.command('run')}")
        return
    for name, counts in done.items():
        print_line(console, f"{name}: {maintained(counts)}")


def maintained(counts: "Mapping[str, Any]") -> str:
    """Describe what was done to a table, from the fields of the job's log."""
    return (
        f"{count(counts['data_files_rewritten'], 'data file')} into {counts['data_files_added']}, "
        f"{count(counts['snapshots_expired'], 'snapshot')} expired, "
        f"{count(counts['orphan_files_removed'], 'orphan file')} removed"
    )


def count(number: int, noun: str) -> str:
    """Write a number with its noun: ``1 entry``, ``2,000 entries``."""
    if number != 1:
        noun = f"{noun[:-1]}ies" if noun.endswith("ry") else f"{noun}s"
    return f"{number:,} {noun}"
