"""Show whether the load job scales past one machine, on a cluster of two processes.

The same number of raw files is loaded twice, the second time with several times the entries. The
work is spread if every executor reads raw files and writes and reads shuffles. The driver is no
bottleneck if it receives about as many bytes both times.
"""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import cluster_load
from benchmarks.environment import machine, versions
from benchmarks.event_log import RunWork, read_event_log
from benchmarks.raw_files import write_raw_files
from benchmarks.results import describe_environment, markdown_table
from benchmarks.scratch import remove
from cli.errors import UserError
from cli.project import PROJECT
from local.lake import Lake

EXECUTORS = 2


def measure_scaling(
    files: int, entries: Sequence[int], scratch: Path, say: Callable[[str], None]
) -> Mapping[int, RunWork]:
    """Load ``files`` raw files of each number of entries; return the work of the executors.

    Raises
    ------
    UserError
        A load failed.
    """
    works = {}
    for each in entries:
        say(f"loading {files:,} raw files of {each:,} entries on a cluster")
        works[each] = _load(files, each, scratch / "scaling")
    return works


def _load(files: int, entries: int, folder: Path) -> RunWork:
    remove(folder)
    lake, events = Lake(folder / "lake"), folder / "events"
    write_raw_files(lake.raw, files, markets=False, entries=entries)
    ran = subprocess.run(  # noqa: S603 - our own modules
        cluster_load.command(lake, str(lake.raw.resolve()), EXECUTORS, events),
        cwd=PROJECT, env={**os.environ, "SPARK_HOME": str(spark_home(folder))},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode:
        last = "\n".join(ran.stderr.strip().splitlines()[-15:])
        raise UserError(f"the load on a cluster ended with {ran.returncode}: {last}")
    work = read_event_log(events)
    remove(folder)
    return work


def spark_home(folder: Path) -> Path:
    """Return Spark's installation under another path: executors write into it."""
    package = find_spec("pyspark")
    if package is None or package.origin is None:
        raise UserError("pyspark is not installed: install the group benchmarks")
    home = folder / "spark"
    home.mkdir(parents=True)
    for name in ("bin", "jars", "python"):
        (home / name).symlink_to(Path(package.origin).parent / name)
    return home


def document(files: int, works: Mapping[int, RunWork]) -> dict[str, Any]:
    """Return all measurements as a JSON document."""
    return {
        "machine": machine(),
        "versions": versions(),
        "files": files,
        "by_entries_per_file": {str(entries): asdict(work) for entries, work in works.items()},
    }


def markdown(files: int, works: Mapping[int, RunWork]) -> str:
    """Return a Markdown table of the executors and one of the driver."""
    executors = [
        [
            f"{files * entries:,} entries: executor {name}",
            f"{did.tasks:,}",
            f"{did.bytes_from_python:,}",
            f"{did.shuffle_records_written:,}",
            f"{did.shuffle_records_read:,}",
            f"{did.shuffle_bytes_from_others:,}",
        ]
        for entries, work in works.items()
        for name, did in sorted(work.executors.items())
    ]
    driver = [
        [
            f"{files * entries:,} entries",
            f"{work.tasks:,}",
            f"{work.result_bytes - work.broadcast_bytes:,}",
            f"{work.broadcast_bytes:,}",
        ]
        for entries, work in works.items()
    ]
    return "\n\n".join(
        [
            describe_environment(machine(), versions()),
            f"{files:,} raw files on Spark's `local-cluster`: each executor is a process.",
            markdown_table(
                ["", "tasks", "bytes read and decoded", "shuffle rows written", "read",
                 "bytes from other executors"],
                executors,
            ),
            "What the driver received:",
            markdown_table(["", "tasks", "results, bytes", "small join sides, bytes"], driver),
        ]
    )  # fmt: skip
