"""Print what an import did, or would do."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cli.print_line import print_line
from local.import_raw.command import Outcome
from local.import_raw.identify import ADDED_AT, FILE_TIME
from local.lake import Lake
from local.summary import count

if TYPE_CHECKING:
    from rich.console import Console

_MOST_NAMES = 10  # of files that share a reason, days that share a playlist

_WARNINGS = {
    ADDED_AT: (
        "dated by their newest added_at, perhaps long before they were fetched: "
        "give --extracted-at or --time-pattern"
    ),
    FILE_TIME: "dated by the file's own time: give --extracted-at or --time-pattern",
}


def print_import(
    console: "Console",
    errors: "Console",
    lake: Lake,
    outcomes: Iterable[Outcome],
    *,
    dry_run: bool = False,
) -> bool:
    """Print what became of each file as it goes, then a summary; return whether none was refused.

    Parameters
    ----------
    errors
        Where refused files are printed.
    """
    printer = _Printer(console, errors, dry_run=dry_run)
    for outcome in outcomes:
        printer.add(outcome)
    printer.finish(lake)
    return not printer.counts["refused"]


class _Printer:
    def __init__(self, console: "Console", errors: "Console", *, dry_run: bool) -> None:
        self._console = console
        self._errors = errors
        self._dry_run = dry_run
        self.counts: Counter[str] = Counter()
        self._details = ""
        self._with_details = 0
        self._refused: Counter[str] = Counter()
        self._skipped: dict[str, list[str]] = {}
        self._warnings: Counter[str] = Counter()
        self._days: dict[tuple[str, str], set[str]] = {}

    def add(self, outcome: Outcome) -> None:
        self.counts[outcome.status] += 1
        source = outcome.sources[0]
        reason = outcome.reason or ""
        if outcome.status == "skipped":
            self._skipped.setdefault(reason, []).append(source)
        elif outcome.status == "refused":
            self._finish_details()
            self._refused[reason] += 1
            if self._refused[reason] <= _MOST_NAMES:
                print_line(self._errors, f"refused: {source}: {reason}", "red")
        else:
            self._add_raw_file(outcome)

    def _add_raw_file(self, outcome: Outcome) -> None:
        details = f"{outcome.kind}, id from {outcome.id_source}, time from {outcome.time_source}"
        if outcome.kind == "raw file":
            details = "raw file, taken as it is"
        if details != self._details:
            self._finish_details()
        self._details, self._with_details = details, self._with_details + 1
        source = outcome.sources[0]
        if len(outcome.sources) > 1:
            source += f" and {len(outcome.sources) - 1} more"
        if self._dry_run:
            status = "would import" if outcome.status == "imported" else outcome.status
            print_line(
                self._console, f"{status}: {source}: {_entries(outcome)} of {outcome.playlist_id}"
            )
            time = f"{outcome.extracted_at:%Y-%m-%d %H:%M:%S}".removesuffix(" 00:00:00")
            print_line(self._console, f"  {time} -> to_process/{outcome.key}")
        else:
            print_line(
                self._console, f"{outcome.status}: {source}: {_entries(outcome)} -> {outcome.path}"
            )
        self._warn(outcome)
        if outcome.key:
            folder, _, name = outcome.key.rpartition("/")
            day = self._days.setdefault((folder, name[:8]), set())
            day.update({outcome.key, *outcome.rivals})

    def _warn(self, outcome: Outcome) -> None:
        if outcome.time_source in _WARNINGS:
            self._warnings[_WARNINGS[outcome.time_source]] += 1
        if not outcome.is_whole:
            self._warnings["not whole: import the pages that are missing along with them"] += 1
        if outcome.is_before_added_at:
            self._warnings["dated before entries of theirs were added: give --extracted-at"] += 1

    def _finish_details(self) -> None:
        if self._details:
            files = "" if self._with_details == 1 else f"{self._with_details:,} files: "
            print_line(self._console, f"  {files}{self._details}", "dim")
        self._details, self._with_details = "", 0

    def finish(self, lake: Lake) -> None:
        self._finish_details()
        for reason, number in self._refused.items():
            if number > _MOST_NAMES:
                print_line(self._errors, f"refused: {number - _MOST_NAMES} more: {reason}", "red")
        for reason, names in self._skipped.items():
            print_line(self._console, f"skipped {count(len(names), 'file')}, {reason}:")
            _print_some(self._console, names)
        self._print_days()
        for warning, number in self._warnings.items():
            print_line(self._console, f"{count(number, 'raw file')} {warning}", "yellow")
        imported = "would be imported" if self._dry_run else "imported"
        told = [f"{self.counts['imported']:,} {imported}"]
        told += [
            f"{self.counts[status]:,} {status}"
            for status in ("already there", "refused", "skipped")
            if self.counts[status]
        ]
        print_line(self._console, ", ".join(told))
        if self.counts["imported"] and not self._dry_run:
            print_line(self._console, f"next: {lake.command('load')}")

    def _print_days(self) -> None:
        """Print the days of a playlist that have several raw files, and which one counts."""
        shared = {key: keys for key, keys in self._days.items() if len(keys) > 1}
        if not shared:
            return
        days = count(len(shared), "day")
        print_line(self._console, f"several raw files for {days} of a playlist: the load keeps one")
        lines = []
        for (folder, day), keys in sorted(shared.items()):
            *_, before, last = sorted(keys)
            # As in the key: <time>-<entries>-<digest>
            tied = _time(before) == _time(last)
            why = "of one time, the one with most entries" if tied else "the latest"
            date = f"{day[:4]}-{day[4:6]}-{day[6:]}"
            lines.append(f"{folder} {date}: {len(keys)}, {why}: {last.rpartition('/')[2]}")
        _print_some(self._console, lines)


def _entries(outcome: Outcome) -> str:
    if outcome.total is None:
        told = count(outcome.entries, "entry")
    else:
        told = f"{outcome.entries:,} of {count(outcome.total, 'entry')}"
    return told if outcome.is_whole else f"{told}, not whole,"


def _time(key: str) -> str:
    return key.rpartition("/")[2][: len("20240501T060000Z")]


def _print_some(console: "Console", lines: list[str]) -> None:
    for line in lines[:_MOST_NAMES]:
        print_line(console, f"  {line}")
    if len(lines) > _MOST_NAMES:
        print_line(console, f"  and {len(lines) - _MOST_NAMES:,} more, up to {lines[-1]}")
