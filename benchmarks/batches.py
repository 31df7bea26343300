"""Measure which size of a batch is best: time and peak memory of a backfill by batch size.

All raw files have about the same size, so a number of files per batch sets the bytes.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from math import ceil
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
from benchmarks.scratch import Workload, link_raw_files, make_workload, remove
from local.lake import Lake

BatchSizes = dict[int, Summary]


def measure_batches(
    files: int, sizes: Sequence[int], rounds: int, scratch: Path, say: Callable[[str], None]
) -> Iterator[tuple[Workload, BatchSizes]]:
    """Load the same files in batches of each size in bytes; yield all results so far after each.

    Raises
    ------
    UserError
        A load failed.
    """
    workload = make_workload(scratch, files, markets=False)
    done: BatchSizes = {}
    for size in sizes:
        each = files_per_batch(workload, size)
        say(f"loading {files:,} files, {each:,} per batch")
        done[size] = summarize([_load(workload, each, scratch / "out") for _ in range(rounds)])
        yield workload, done


def files_per_batch(workload: Workload, size: int) -> int:
    """Return how many files a batch of a size in bytes holds, at least one."""
    return min(workload.files, max(1, size * workload.files // workload.bytes))


def batch_count(workload: Workload, size: int) -> int:
    """Return how many batches of a size in bytes the files are loaded in."""
    return ceil(workload.files / files_per_batch(workload, size))


def _load(workload: Workload, files: int, out: Path) -> Measurement:
    remove(out)
    lake = Lake(out)
    link_raw_files(workload.raw_zone, lake.raw)
    command = ["load", "--lake", str(lake.root), "--max-files-per-batch", str(files)]
    measured = measure([sys.executable, "-m", "local", *command])
    remove(out)
    return measured


def document(workload: Workload, done: BatchSizes) -> dict[str, Any]:
    """Return all measurements as a JSON document."""
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": versions(),
        "files": workload.files,
        "bytes": workload.bytes,
        "batch_bytes": {
            str(size): {"batches": batch_count(workload, size), **asdict(summary)}
            for size, summary in done.items()
        },
    }


def markdown(workload: Workload, done: BatchSizes) -> str:
    """Return a Markdown table of the batch sizes."""
    rows = [
        [
            f"{mebibytes(size)} MiB",
            f"{batch_count(workload, size)}",
            f"{files_per_batch(workload, size):,}",
            three_digits(summary.wall_seconds),
            three_digits(summary.cpu_seconds),
            mebibytes(summary.peak_bytes),
        ]
        for size, summary in done.items()
    ]
    header = ["batches of", "batches", "files each", "wall, s", "CPU, s", "peak memory, MiB"]
    return (
        f"{describe_environment(machine(), versions())}\n\n{workload.files:,} raw files of 100 "
        f"entries, {mebibytes(workload.bytes)} MiB, loaded into an empty lake.\n\n"
        f"{markdown_table(header, rows)}"
    )
