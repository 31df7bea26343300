"""Estimate what a run costs on AWS Glue, from measurements on this machine.

A run takes ``start + lists + first batch + later batches + batches x commits + entries x entry /
cores + files x read / cores + files x move / cores`` seconds. The start, batches and an entry are
measured here, by ``compare`` and ``batches``, and multiplied by a factor. Lists, reads and moves
are those of ``scaling-s3``, with the latencies that are assumed. Everything else is assumed, see
``Assumptions``. The model has not been compared with a bill yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from math import ceil
from typing import Any

from benchmarks.raw_files import ENTRIES_PER_FILE
from benchmarks.results import markdown_table, three_digits
from cli.errors import UserError
from glue_jobs.batch.archive import MOVES_PER_TASK
from glue_jobs.batch.split import MAX_BATCH_BYTES
from local.spark.jobs import MAX_FILES_PER_BATCH

WORKERS = (2, 5, 10)
BATCH_SIZES = (1_000, 10_000, 100_000)


@dataclass(frozen=True)
class Assumptions:
    """What is not measured here and may be wrong.

    Attributes
    ----------
    dollars_per_dpu_hour, flex_dollars_per_dpu_hour
        List price of us-east-1 and most of the EU, 2026: check AWS's pricing page.
    least_billed_seconds
        Per run. Provisioning takes another 30 to 60 seconds and is not billed.
    cores_per_worker
        G.1X: 1 DPU, 4 vCPU, 16 GB. One worker is the driver and executes no tasks.
    core_factor
        Seconds that a Glue vCPU, half a physical core, needs for one second of a core here.
    commit_seconds
        Per batch: commits to the Glue catalog and to S3 instead of a folder.
    list_seconds, get_seconds, copy_seconds, delete_seconds
        S3's latency, from request to response: of a page of 1,000 keys, of a raw file, of a copy
        within S3, of a bulk delete of 1,000 objects.
    dollars_per_1000_gets, dollars_per_1000_puts
        List price of S3's requests; a copy or a list costs as much as a put, a delete nothing.
    """

    dollars_per_dpu_hour: float = 0.44
    flex_dollars_per_dpu_hour: float = 0.29
    least_billed_seconds: float = 60
    cores_per_worker: int = 4
    core_factor: float = 1.5
    commit_seconds: float = 10
    list_seconds: float = 0.2
    get_seconds: float = 0.03
    copy_seconds: float = 0.05
    delete_seconds: float = 0.5
    dollars_per_1000_gets: float = 0.0004
    dollars_per_1000_puts: float = 0.005


@dataclass(frozen=True)
class S3Times:
    """What S3 takes, in seconds; most of it is latency, so a slower core hardly adds to it.

    Attributes
    ----------
    list_page
        Per 1,000 keys, by the driver.
    read, move
        Per file, of one core with its requests at a time.
    gets, puts
        Requests per file, by price; puts are copies and lists.
    """

    list_page: float
    read: float
    move: float
    gets: float
    puts: float


@dataclass(frozen=True)
class Measured:
    """The job's times on this machine, in seconds.

    Attributes
    ----------
    start
        From process start to the end of a trivial Spark job.
    first_batch
        The fixed time of the first batch: planning, MERGE, commits.
    later_batch
        The same of each later one: Java has compiled the code, but the tables have rows.
    entry
        Time of one core per entry.
    file_bytes
        Size of a raw file of 100 entries.
    """

    start: float
    first_batch: float
    later_batch: float
    entry: float
    file_bytes: float


@dataclass(frozen=True)
class Scenario:
    """A number of files to load in a number of runs."""

    name: str
    files: int
    runs: int


@dataclass(frozen=True)
class Estimate:
    """The time and price of a scenario with some workers, all its runs together."""

    workers: int
    batch_size: int
    seconds_per_run: float
    dpu_seconds: float
    dollars: float
    flex_dollars: float
    request_dollars: float


# The workflow's trigger fires at 100 files, so a day's files may be loaded in runs of 100.
_FILES_PER_EVENT = 100
SCENARIOS = (
    *(
        Scenario(f"{n:,} playlist{'s' if n > 1 else ''} a day", n, ceil(n / _FILES_PER_EVENT))
        for n in (1, 70, 1_000)
    ),
    Scenario("1,000 playlists a day, loaded at once", 1_000, 1),
    Scenario("backfill of 1M entries", 10_000, 1),
    Scenario("backfill of 100M entries", 1_000_000, 1),
)


def measured_from(comparison: Mapping[str, Any], batches: Mapping[str, Any]) -> Measured:
    """Return the job's times from the results of ``compare`` and ``batches``.

    Raises
    ------
    UserError
        The results lack two numbers of files, the job, Spark's tuned start, or two sizes of a
        batch.
    """
    workloads = [
        each
        for each in comparison["workloads"]
        if not each["available_markets"] and {"job", "start-tuned"} <= each["baselines"].keys()
    ]
    workloads.sort(key=lambda each: int(each["files"]))
    if len(workloads) < 2:
        raise UserError(
            "the comparison lacks measurements that the model needs: run `python -m benchmarks "
            "compare --files 1 --files 1000 --markets without --baselines job,start-tuned`"
        )
    small, large = workloads[0], workloads[-1]
    start, of_small, of_large = (
        float(workload["baselines"][name]["wall_seconds"])
        for workload, name in ((small, "start-tuned"), (small, "job"), (large, "job"))
    )
    first_batch = of_small - start
    later_batch = _later_batch(batches)
    more_batches = _batches(large["files"], MAX_FILES_PER_BATCH) - _batches(
        small["files"], MAX_FILES_PER_BATCH
    )
    entry = (of_large - of_small - more_batches * later_batch) / (
        large["entries"] - small["entries"]
    )
    if min(first_batch, later_batch, entry) <= 0:
        raise UserError(
            "more files or batches took less time: run `python -m benchmarks compare` and "
            "`python -m benchmarks batches` again on a quiet machine"
        )
    return Measured(
        start,
        first_batch,
        later_batch,
        entry * comparison["machine"]["cores"],
        large["bytes"] / large["files"],
    )


def _later_batch(batches: Mapping[str, Any]) -> float:
    """Return what each further batch takes, from loads of the same files in many and in few."""
    walls: dict[int, float] = {
        summary["batches"]: float(summary["wall_seconds"])
        for summary in batches["batch_bytes"].values()
    }
    few, many = min(walls), max(walls)
    if few == many:
        raise UserError(
            "the results of `batches` lack a second size: run `python -m benchmarks batches`"
        )
    return (walls[many] - walls[few]) / (many - few)


def s3_times_from(scaling: Mapping[str, Any]) -> S3Times:
    """Return S3's times from the results of ``scaling-s3``: those of the fewest executors."""
    load = min(scaling["loads"], key=lambda each: int(each["executors"]))
    files, requests = scaling["workload"]["files"], load["requests"]
    of_core = load["executors"] / files
    return S3Times(
        list_page=load["list_seconds"] / requests["ListObjectsV2"],
        read=load["read_seconds"] * of_core,
        move=load["archive_seconds"] * of_core,
        gets=requests["GetObject"] / files,
        puts=(requests["CopyObject"] + requests["ListObjectsV2"]) / files,
    )


def _batches(files: int, batch_size: int) -> int:
    return ceil(files / batch_size)


def estimate(  # noqa: PLR0913, PLR0917 - what it depends on
    measured: Measured,
    s3: S3Times,
    assumed: Assumptions,
    scenario: Scenario,
    workers: int,
    batch_size: int = MAX_FILES_PER_BATCH,
) -> Estimate:
    """Estimate a scenario with a fixed number of workers."""
    files = scenario.files / scenario.runs
    cores = (workers - 1) * assumed.cores_per_worker
    batch_files = min(batch_size, int(MAX_BATCH_BYTES / measured.file_bytes))
    batches = ceil(files / batch_files)
    # A file is read by one core, so with fewer files than cores some are idle.
    reading = min(cores, files)
    moving = min(cores, ceil(min(files, batch_files) / MOVES_PER_TASK))
    seconds = (
        assumed.core_factor * (measured.start + measured.first_batch)
        + assumed.core_factor * measured.later_batch * (batches - 1)
        + assumed.commit_seconds * batches
        + s3.list_page * ceil(files / 1_000)
        + assumed.core_factor * measured.entry * files * ENTRIES_PER_FILE / reading
        + s3.read * files / reading
        + s3.move * files / moving
    )
    dpu_seconds = scenario.runs * workers * max(seconds, assumed.least_billed_seconds)
    requests = (
        s3.gets * assumed.dollars_per_1000_gets + s3.puts * assumed.dollars_per_1000_puts
    ) / 1_000
    return Estimate(
        workers,
        batch_size,
        seconds,
        dpu_seconds,
        dpu_seconds / 3600 * assumed.dollars_per_dpu_hour,
        dpu_seconds / 3600 * assumed.flex_dollars_per_dpu_hour,
        scenario.files * requests,
    )


def cheapest(estimates: Sequence[Estimate], limit_seconds: float) -> Estimate | None:
    """Return the cheapest that ends in time; of equal prices the one with fewer workers."""
    in_time = [each for each in estimates if each.seconds_per_run <= limit_seconds]
    return min(in_time, key=_by_price, default=None)


def _by_price(each: Estimate) -> tuple[float, int, int]:
    return (each.dollars, each.workers, each.batch_size)


def document(
    measured: Measured, s3: S3Times, assumed: Assumptions, limit_seconds: float
) -> dict[str, Any]:
    """Return all estimates, measurements and assumptions as a JSON document."""
    return {
        "measured": asdict(measured),
        "s3": asdict(s3),
        "assumed": asdict(assumed),
        "limit_seconds": limit_seconds,
        "scenarios": {
            scenario.name: {
                **asdict(scenario),
                "estimates": [asdict(each) for each in _estimates(measured, s3, assumed, scenario)],
            }
            for scenario in SCENARIOS
        },
    }


def _estimates(
    measured: Measured, s3: S3Times, assumed: Assumptions, scenario: Scenario
) -> list[Estimate]:
    files = scenario.files / scenario.runs
    # Of the batch sizes that hold all files of a run, the smallest is enough.
    sizes = [size for size in BATCH_SIZES if size < files]
    sizes += [size for size in BATCH_SIZES if size >= files][:1]
    return [
        estimate(measured, s3, assumed, scenario, workers, size)
        for workers in WORKERS
        for size in sizes
    ]


def markdown(measured: Measured, s3: S3Times, assumed: Assumptions, limit_seconds: float) -> str:
    """Return a Markdown table of scenarios and workers, the best choices, the assumptions."""
    rows, choices = [], []
    for scenario in SCENARIOS:
        estimates = _estimates(measured, s3, assumed, scenario)
        best = cheapest(estimates, limit_seconds)
        for each in estimates:
            mark = " (cheapest)" if each == best else ""
            late = " (too late)" if each.seconds_per_run > limit_seconds else ""
            rows.append(
                [
                    f"{scenario.name}, {each.workers} workers, batches of {each.batch_size:,}"
                    f"{mark}{late}",
                    f"{scenario.runs}",
                    three_digits(each.seconds_per_run / 60),
                    f"{each.dpu_seconds:,.0f}",
                    f"{each.dollars:,.3f}",
                    f"{each.flex_dollars:,.3f}",
                    f"{each.request_dollars:,.3f}",
                ]
            )
        choices.append(f"- {scenario.name}: {_choice(estimates, limit_seconds)}")
    header = ["", "runs", "minutes a run", "DPU-seconds", "standard, $", "FLEX, $", "S3, $"]
    assumptions = (f"{field.name} {getattr(assumed, field.name)}" for field in fields(assumed))
    return "\n\n".join(
        [
            f"Measured here: start {three_digits(measured.start)} s, first batch "
            f"{three_digits(measured.first_batch)} s, each later batch "
            f"{three_digits(measured.later_batch)} s, 100,000 entries "
            f"{three_digits(measured.entry * 100_000)} s of a core.  \n"
            f"S3, measured here with the assumed latencies: a page of a list "
            f"{three_digits(s3.list_page)} s; per 1,000 files and core, reading "
            f"{three_digits(s3.read * 1_000)} s, moving {three_digits(s3.move * 1_000)} s; "
            f"requests per file {s3.gets:.3f} GET, {s3.puts:.3f} COPY and LIST.  \n"
            f"Assumed: {', '.join(assumptions)}.",
            markdown_table(header, rows),
            "Standard and FLEX are Glue's price. S3's requests are the same with any number of "
            "workers; the loads' own writes are not in it.",
            "\n".join(choices),
            "FLEX is a third cheaper but waits for spare capacity: a run may start late or be "
            "stopped. It suits backfills, and daily loads that may be late.",
        ]
    )


def _choice(estimates: Sequence[Estimate], limit_seconds: float) -> str:
    best = cheapest(estimates, limit_seconds)
    if best is None:
        best = min(estimates, key=_by_price)
        runs = ceil(best.seconds_per_run / limit_seconds)
        return (
            f"none ends within {limit_seconds / 60:.0f} minutes; {_settings(best)}, as {runs} runs "
            "that each continue where the previous one was stopped, or with a longer timeout"
        )
    return f"{_settings(best)}, {three_digits(best.seconds_per_run / 60)} minutes a run"


def _settings(each: Estimate) -> str:
    return (
        f"{each.workers} workers, batches of {each.batch_size:,}, ${each.dollars:,.3f}, "
        f"with FLEX ${each.flex_dollars:,.3f}"
    )
