"""Measure the report of a long history: CPU time, memory, and the size of its pages."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.environment import machine, versions
from benchmarks.meter import Measurement, measure
from benchmarks.results import (
    Summary,
    describe_environment,
    markdown_table,
    mebibytes,
    summarize,
    three_digits,
)
from local.lake import Lake
from local.sample_playlists import KITCHEN_RADIO, raw_key, raw_lines, snapshots
from local.spark import jobs

Say = Callable[[str], None]

WINDOWS: Mapping[str, list[str]] = {"the last 8 weeks": [], "all days": ["--all"]}


@dataclass(frozen=True)
class Measured:
    """The runs for one window, and the bytes of all pages."""

    summary: Summary
    page_bytes: int


def measure_report(days: int, rounds: int, scratch: Path, say: Say) -> Mapping[str, Measured]:
    """Measure ``lake report`` on the history of three playlists, by window.

    Raises
    ------
    UserError
        A run failed.
    """
    lake = Lake(scratch / "report" / f"{days}-days")
    if not lake.warehouse.exists():
        say(f"making the lake of {days} days")
        _make(lake, days)
    done: dict[str, Measured] = {}
    for name, options in WINDOWS.items():
        command = [sys.executable, "-m", "local", "report", "--lake", str(lake.root), *options]
        runs: list[Measurement] = []
        for number in range(rounds + 1):  # the first warms up
            measured = measure(command)
            if number:
                runs.append(measured)
                say(f"round {number} of {rounds}, {name}: {three_digits(measured.cpu_seconds)} s")
        size = sum(path.stat().st_size for path in lake.reports.glob("*.html"))
        done[name] = Measured(summarize(runs), size)
    return done


def document(days: int, done: Mapping[str, Measured]) -> dict[str, Any]:
    """Return all measurements as a JSON document."""
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": versions(),
        "days": days,
        "windows": {name: asdict(each) for name, each in done.items()},
    }


def markdown(days: int, done: Mapping[str, Measured]) -> str:
    """Return a Markdown table: a row for each window."""
    rows = [
        [
            name,
            three_digits(each.summary.wall_seconds),
            three_digits(each.summary.cpu_seconds),
            mebibytes(each.summary.peak_bytes),
            f"{each.page_bytes / 10**6:.2f}",
        ]
        for name, each in done.items()
    ]
    header = ["", "wall, s", "CPU, s", "peak memory, MiB", "all pages, MB"]
    return (
        f"{describe_environment(machine(), versions())}\n\n"
        f"`lake report` of three playlists with {days} daily snapshots each, from process start to "
        f"exit, medians: three pages and the index.\n\n{markdown_table(header, rows)}"
    )


def _make(lake: Lake, days: int) -> None:
    for snapshot in snapshots(days):
        if snapshot.playlist_id != KITCHEN_RADIO:
            path = lake.raw / "to_process" / raw_key(snapshot)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw_lines(snapshot))
    jobs.load(lake)
