"""The command line: ``python -m benchmarks``.

Exit codes: 0 done, 1 failed (one line says why and what to do), 2 bad usage.
"""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks.baselines import BASELINES, Baseline
from benchmarks.scratch import SCRATCH
from cli.main import make_app, run_app
from cli.project import PROJECT

app = make_app("python -m benchmarks", "Measure the load job and its baselines.")
out = Console()
err = Console(stderr=True)

RESULTS = PROJECT / "benchmarks" / "results"
OutputOption = Annotated[
    Path, typer.Option("--output", help="Folder of the results, Markdown and JSON.")
]
ScratchOption = Annotated[
    Path, typer.Option("--scratch", help="Folder for raw files, lakes and tables; gigabytes.")
]
RoundsOption = Annotated[int, typer.Option(min=1, help="How often each is run; the median counts.")]


class Markets(StrEnum):
    """Whether raw files have ``available_markets``."""

    WITHOUT = "without"
    WITH = "with"
    BOTH = "both"


_MARKETS = {Markets.WITHOUT: [False], Markets.WITH: [True], Markets.BOTH: [False, True]}


def main() -> None:
    """Run the command line; print every failure as one line."""
    run_app(app)


def _say(line: str) -> None:
    err.print(line, markup=False, highlight=False, soft_wrap=True)


def _write(output: Path, name: str, results: Iterable[tuple[dict[str, Any], str]]) -> None:
    """Write results, JSON and Markdown, as they come, each over the one before; print the last."""
    from benchmarks.results import write_results  # noqa: PLC0415 - slow to import

    markdown = ""
    for document, markdown in results:
        write_results(output, name, document, markdown)
    out.print(markdown, markup=False, highlight=False, soft_wrap=True)
    _say(f"written: {output / name}.md, {output / name}.json")


def _baselines(names: str) -> list[Baseline]:
    chosen = [name.strip() for name in names.split(",")]
    if unknown := [name for name in chosen if name not in BASELINES]:
        known = ", ".join(BASELINES)
        raise typer.BadParameter(f"there is no baseline {unknown[0]!r}; choose from {known}")
    return [baseline for name, baseline in BASELINES.items() if name in chosen]


@app.command()
def compare(  # noqa: PLR0913, PLR0917 - its options
    files: Annotated[
        list[int] | None,
        typer.Option(min=1, help="Raw files of 100 entries each; repeatable. Else 1, 100, 1000."),
    ] = None,
    rounds: RoundsOption = 3,
    markets: Annotated[
        Markets, typer.Option(help="Raw files without available_markets, with, or each in turn.")
    ] = Markets.BOTH,
    baselines: Annotated[
        str, typer.Option(metavar="NAME,NAME", help=f"Of {', '.join(BASELINES)}.")
    ] = ",".join(BASELINES),
    output: OutputOption = RESULTS,
    scratch: ScratchOption = SCRATCH,
) -> None:
    """Measure the job and the baselines on the same raw files; compare their tables."""
    from benchmarks import compare as comparing  # noqa: PLC0415 - slow to import

    chosen = _baselines(baselines)
    workloads = [(n, with_) for n in files or [1, 100, 1000] for with_ in _MARKETS[markets]]
    results = comparing.compare(chosen, workloads, rounds, scratch.resolve(), _say)
    _write(
        output,
        "compare",
        ((comparing.document(done), comparing.markdown(done, chosen)) for done in results),
    )


@app.command()
def daily(  # noqa: PLR0913, PLR0917 - its options
    rounds: RoundsOption = 3,
    starts: Annotated[
        str, typer.Option(metavar="WAY,WAY", help="tuned, java-defaults, spark-defaults.")
    ] = "tuned,java-defaults,spark-defaults",
    songs: Annotated[int, typer.Option(min=20_000, help="Songs in the grown lake.")] = 1_000_000,
    days: Annotated[int, typer.Option(min=1, help="Days of 70 playlists in it.")] = 365,
    output: OutputOption = RESULTS,
    scratch: ScratchOption = SCRATCH,
) -> None:
    """Measure a load of one playlist's day, and Spark's start, on a small and a grown lake."""
    from benchmarks import daily as measuring  # noqa: PLC0415
    from benchmarks.lakes import Size  # noqa: PLC0415
    from benchmarks.starts import STARTS  # noqa: PLC0415

    ways = [way.strip() for way in starts.split(",")]
    if unknown := [way for way in ways if way not in STARTS]:
        raise typer.BadParameter(
            f"there is no start {unknown[0]!r}; choose from {', '.join(STARTS)}"
        )
    size = Size(songs, days)
    measured = measuring.measure_daily(ways, rounds, size, scratch.resolve(), _say)
    _write(output, "daily", [(measuring.document(measured), measuring.markdown(measured))])


@app.command()
def report(
    days: Annotated[int, typer.Option(min=1, help="Days of three playlists.")] = 730,
    rounds: RoundsOption = 3,
    output: OutputOption = RESULTS,
    scratch: ScratchOption = SCRATCH,
) -> None:
    """Measure the report of a long history: CPU time, memory, size of the pages."""
    from benchmarks import report as measuring  # noqa: PLC0415

    done = measuring.measure_report(days, rounds, scratch.resolve(), _say)
    _write(output, "report", [(measuring.document(days, done), measuring.markdown(days, done))])


@app.command()
def costs(
    limit_minutes: Annotated[
        float, typer.Option(min=1, help="How long a run may take; the job's timeout is 30.")
    ] = 30,
    core_factor: Annotated[
        float | None,
        typer.Option(min=0.1, help="Seconds of a Glue vCPU per second of a core here."),
    ] = None,
    output: OutputOption = RESULTS,
) -> None:
    """Estimate what runs cost on Glue, from results of `compare`, `batches` and `scaling-s3`."""
    from benchmarks import costs as model  # noqa: PLC0415
    from benchmarks.results import read_results  # noqa: PLC0415

    assumed = model.Assumptions()
    if core_factor is not None:
        assumed = replace(assumed, core_factor=core_factor)
    measured = model.measured_from(read_results(output, "compare"), read_results(output, "batches"))
    s3 = model.s3_times_from(read_results(output, "scaling-s3"))
    estimated = (measured, s3, assumed, limit_minutes * 60)
    _write(output, "costs", [(model.document(*estimated), model.markdown(*estimated))])


@app.command()
def scaling(
    files: Annotated[int, typer.Option(min=2, help="Raw files.")] = 400,
    entries: Annotated[
        list[int] | None, typer.Option(min=10, help="Entries of each; repeatable. Else 20, 100.")
    ] = None,
    output: OutputOption = RESULTS,
    scratch: ScratchOption = SCRATCH,
) -> None:
    """Show how work and shuffles spread over executors, and what the driver receives."""
    from benchmarks import scaling as measuring  # noqa: PLC0415

    works = measuring.measure_scaling(files, entries or [20, 100], scratch.resolve(), _say)
    _write(
        output, "scaling", [(measuring.document(files, works), measuring.markdown(files, works))]
    )


@app.command(name="scaling-s3")
def scaling_s3(
    files: Annotated[int, typer.Option(min=2, help="Raw files.")] = 20_000,
    entries: Annotated[int, typer.Option(min=1, help="Entries of each.")] = 10,
    executors: Annotated[
        list[int] | None, typer.Option(min=1, help="Of one core each; repeatable. Else 1, 2, 4.")
    ] = None,
    output: OutputOption = RESULTS,
    scratch: ScratchOption = SCRATCH,
) -> None:
    """Measure a backfill from an S3 with latency, with some numbers of executors."""
    from benchmarks import scaling_s3 as measuring  # noqa: PLC0415

    workload = measuring.Workload(files, entries)
    results = measuring.measure_scaling_s3(
        workload, executors or [1, 2, 4], scratch.resolve(), _say
    )
    _write(
        output,
        "scaling-s3",
        (
            (measuring.document(workload, done), measuring.markdown(workload, done))
            for done in results
        ),
    )


@app.command()
def maintenance(  # noqa: PLR0913, PLR0917 - its options
    days: Annotated[
        list[int] | None,
        typer.Option(min=3, help="Loads without maintenance, beside a week's; else 30, 90."),
    ] = None,
    grown_days: Annotated[
        list[int] | None, typer.Option(min=3, help="The same for the grown lake; else none.")
    ] = None,
    songs: Annotated[int, typer.Option(min=20_000, help="Songs in the grown lake.")] = 1_000_000,
    history: Annotated[int, typer.Option(min=1, help="Days of 70 playlists in it.")] = 365,
    output: OutputOption = RESULTS,
    scratch: ScratchOption = SCRATCH,
) -> None:
    """Measure what maintenance rewrites after a week, and what days without it cost."""
    from benchmarks import maintenance as measuring  # noqa: PLC0415
    from benchmarks.lakes import GROWN, SMALL, Size  # noqa: PLC0415

    size = Size(songs, history)
    of_lakes = {SMALL: days or [30, 90], GROWN: grown_days or []}
    results = measuring.measure_maintenance(of_lakes, size, scratch.resolve(), _say)
    _write(
        output,
        "maintenance",
        ((measuring.document(size, done), measuring.markdown(size, done)) for done in results),
    )


@app.command()
def batches(
    files: Annotated[int, typer.Option(min=2, help="Raw files of 100 entries each.")] = 10_000,
    mebibytes: Annotated[
        list[int] | None,
        typer.Option(min=1, help="Size of a batch; repeatable. Else 64, 256, 1024, 4096."),
    ] = None,
    rounds: RoundsOption = 1,
    output: OutputOption = RESULTS,
    scratch: ScratchOption = SCRATCH,
) -> None:
    """Measure time and memory of a backfill by the size of its batches."""
    from benchmarks import batches as measuring  # noqa: PLC0415

    sizes = [size * 2**20 for size in mebibytes or [64, 256, 1024, 4096]]
    results = measuring.measure_batches(files, sizes, rounds, scratch.resolve(), _say)
    _write(
        output,
        "batches",
        ((measuring.document(*done), measuring.markdown(*done)) for done in results),
    )
