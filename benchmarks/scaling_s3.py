"""Measure a backfill from an S3 with latency, on clusters of one to four executors.

The raw files are small, so that the time is that of requests: a machine of two cores can then show
what more executors save. What it cannot show is the processor's share, see `Scaled.cpu_seconds`.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.cluster_load import DRIVER, command
from benchmarks.costs import Assumptions
from benchmarks.environment import machine, versions
from benchmarks.meter import measure
from benchmarks.raw_files import write_raw_files
from benchmarks.results import describe_environment, markdown_table, mebibytes, three_digits
from benchmarks.scaling import spark_home
from benchmarks.scratch import remove
from benchmarks.slow_s3 import Request, SlowS3, run_slow_s3
from cli.errors import UserError
from glue_jobs.raw_zone.zone import TO_PROCESS
from local.lake import Lake

_BUCKET = "raw"
_MOVING = {"CopyObject", "DeleteObjects", "DeleteObject"}


@dataclass(frozen=True)
class Scaled:
    """A load by some executors.

    Attributes
    ----------
    wall_seconds
        From the start of the process to its end, Spark's start included.
    list_seconds, read_seconds, merge_seconds, archive_seconds
        From the first request of a stage to the last response; merging is from the last response
        with a raw file to the first request that moves one.
    cpu_seconds
        Of the driver, the executors and their Python workers. On this machine their sum is at
        least the wall time times the cores in use: what it takes can't be spread further.
    requests
        By operation.
    driver_requests
        The part of them that the driver sent.
    """

    executors: int
    wall_seconds: float
    list_seconds: float
    read_seconds: float
    merge_seconds: float
    archive_seconds: float
    cpu_seconds: float
    peak_bytes: int
    requests: dict[str, int]
    driver_requests: dict[str, int]

    @property
    def driver_share(self) -> float:
        """The driver's part of all requests."""
        return sum(self.driver_requests.values()) / sum(self.requests.values())


@dataclass(frozen=True)
class Workload:
    """The raw files that are loaded."""

    files: int
    entries: int


def latencies(assumed: Assumptions) -> dict[str, float]:
    """Return the latencies of the cost model, by operation."""
    return {
        "ListObjectsV2": assumed.list_seconds,
        "GetObject": assumed.get_seconds,
        "CopyObject": assumed.copy_seconds,
        "DeleteObjects": assumed.delete_seconds,
    }


def measure_scaling_s3(
    workload: Workload, executors: Sequence[int], scratch: Path, say: Callable[[str], None]
) -> Iterator[list[Scaled]]:
    """Load the same files with each number of executors; yield all results so far after each.

    Raises
    ------
    UserError
        A load failed, or left files.
    """
    folder = scratch / "scaling-s3"
    done = []
    for number in executors:
        remove(folder)
        say(f"loading {workload.files:,} raw files from S3 with {_executors(number)}")
        with run_slow_s3(latencies(Assumptions())) as s3:
            _upload(workload, folder / "raw", s3)
            done.append(_load(number, folder, s3))
        remove(folder)
        yield done


def _upload(workload: Workload, folder: Path, s3: SlowS3) -> None:
    write_raw_files(folder, workload.files, markets=False, entries=workload.entries)
    for path in (folder / TO_PROCESS).rglob("*.jsonl"):
        s3.put(path.relative_to(folder).as_posix(), path.read_bytes())
    remove(folder)


def _load(executors: int, folder: Path, s3: SlowS3) -> Scaled:
    lake = Lake(folder / "lake")
    environment = {
        "SPARK_HOME": str(spark_home(folder)),
        "AWS_ENDPOINT_URL": s3.url,
        "AWS_SECRET_ACCESS_KEY": "none",  # pragma: allowlist secret
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    measured = measure(command(lake, f"s3://{_BUCKET}", executors), environment)
    if left := [key for key in s3.listed() if key.startswith(TO_PROCESS)]:
        raise UserError(f"the load left {len(left):,} files, the first is {left[0]}")
    listing = _of(s3.requests, {"ListObjectsV2"})
    reading = _of(s3.requests, {"GetObject"})
    moving = _of(s3.requests, _MOVING)
    return Scaled(
        executors,
        measured.wall_seconds,
        _span(listing),
        _span(reading),
        min(each.began for each in moving) - max(each.ended for each in reading),
        _span(moving),
        measured.cpu_seconds,
        measured.peak_bytes,
        dict(Counter(each.operation for each in s3.requests)),
        dict(Counter(each.operation for each in s3.requests if each.user == DRIVER)),
    )


def _of(requests: Sequence[Request], operations: set[str]) -> list[Request]:
    return [each for each in requests if each.operation in operations]


def _span(requests: Sequence[Request]) -> float:
    return max(each.ended for each in requests) - min(each.began for each in requests)


def document(workload: Workload, done: Sequence[Scaled]) -> dict[str, Any]:
    """Return all measurements as a JSON document."""
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": versions(),
        "workload": asdict(workload),
        "latencies": latencies(Assumptions()),
        "loads": [asdict(each) for each in done],
    }


def _executors(number: int) -> str:
    return f"{number} executor{'s' if number > 1 else ''}"


def markdown(workload: Workload, done: Sequence[Scaled]) -> str:
    """Return Markdown tables: the time of each stage, the requests."""
    times = [
        [
            _executors(each.executors),
            *(
                three_digits(seconds)
                for seconds in (
                    each.list_seconds, each.read_seconds, each.merge_seconds,
                    each.archive_seconds, each.wall_seconds, each.cpu_seconds,
                )
            ),
            mebibytes(each.peak_bytes),
        ]
        for each in done
    ]  # fmt: skip
    operations = sorted({name for each in done for name in each.requests})
    requests = [
        [
            _executors(each.executors),
            *(f"{each.requests.get(name, 0) / workload.files:.3f}" for name in operations),
            f"{each.driver_share:.2%}",
        ]
        for each in done
    ]
    late = ", ".join(
        f"{name} {seconds * 1000:.0f} ms" for name, seconds in latencies(Assumptions()).items()
    )
    return "\n\n".join(
        [
            describe_environment(machine(), versions()),
            f"{workload.files:,} raw files of {workload.entries} entries in an S3 that responds "
            f"late ({late}), loaded on Spark's `local-cluster` by executors of one core. Seconds:",
            markdown_table(
                ["", "listing", "reading", "merging", "archiving", "whole run", "CPU",
                 "peak memory, MiB"],
                times,
            ),
            "CPU is the sum over driver, executors and workers. "
            f"This machine has {machine()['cores']} cores, so no run can take less than "
            f"CPU / {machine()['cores']}, however many executors there are: merging, decoding and "
            "the AWS client's own work are bound by it.",
            "Requests per file, and the driver's share of all:",
            markdown_table(["", *operations, "by the driver"], requests),
        ]
    )  # fmt: skip
