"""Measure the job and its baselines on the same raw files.

Each round runs every baseline once, so that a machine that slows down affects all of them. In every
round the tables of each baseline are compared with the job's; a time counts only if they are equal.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.baselines import JOB, Baseline
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
from benchmarks.scratch import Workload, make_workload, remove
from benchmarks.table_equality import (
    ALL_TABLES,
    THREE_TABLES,
    Columns,
    Tables,
    TablesDifferError,
    check_equal,
    read_tables,
)

Say = Callable[[str], None]
_COLUMNS = {"all tables": ALL_TABLES, "three tables": THREE_TABLES}


@dataclass
class Comparison:
    """All rounds on one workload."""

    workload: Workload
    rounds: dict[str, list[Measurement]] = field(default_factory=dict)

    def summaries(self) -> dict[str, Summary]:
        """Return the medians of each baseline."""
        return {name: summarize(rounds) for name, rounds in self.rounds.items()}


def compare(
    baselines: Sequence[Baseline],
    workloads: Sequence[tuple[int, bool]],
    rounds: int,
    scratch: Path,
    say: Say,
) -> Iterator[list[Comparison]]:
    """Run the baselines on each workload; yield all comparisons so far after each.

    Parameters
    ----------
    workloads
        For each the number of files, and whether they have ``available_markets``.

    Raises
    ------
    TablesDifferError
        The tables of a baseline differ from the job's.
    UserError
        A baseline failed.
    """
    say("warming up: each baseline once on one file")
    _Run(make_workload(scratch, 1, markets=False), scratch).rounds(baselines, 1, lambda _: None)
    done = []
    for files, markets in workloads:
        say(f"making {_name(files, markets=markets)}")
        run = _Run(make_workload(scratch, files, markets=markets), scratch)
        done.append(run.rounds(baselines, rounds, say))
        yield done


class _Run:
    """The rounds on one workload."""

    def __init__(self, workload: Workload, scratch: Path) -> None:
        self._workload = workload
        self._out = scratch / "out"
        self._job_tables: Tables | None = None

    def rounds(self, baselines: Sequence[Baseline], rounds: int, say: Say) -> Comparison:
        comparison = Comparison(self._workload)
        # The job runs first, asked for or not: the other tables are compared with its own.
        ordered = sorted(baselines, key=lambda baseline: baseline != JOB)
        if JOB not in baselines and any(each.role in _COLUMNS for each in baselines):
            self._once(JOB)
        _read_all(self._workload.raw_zone)
        for number in range(1, rounds + 1):
            for baseline in ordered:
                measured = self._once(baseline)
                comparison.rounds.setdefault(baseline.name, []).append(measured)
                say(
                    f"{_name(self._workload.files, markets=self._workload.markets)}, round "
                    f"{number}: {baseline.name} {three_digits(measured.wall_seconds)} s"
                )
        return comparison

    def _once(self, baseline: Baseline) -> Measurement:
        remove(self._out)
        baseline.prepare(self._workload.raw_zone, self._out)
        measured = measure(baseline.command(self._workload.raw_zone, self._out))
        if columns := _COLUMNS.get(baseline.role):
            self._check(baseline, columns)
        remove(self._out)
        return measured

    def _check(self, baseline: Baseline, columns: Columns) -> None:
        try:
            tables = read_tables(self._out, columns)
            if self._job_tables is None:
                self._job_tables = tables
            check_equal(self._job_tables, tables)
        except TablesDifferError as error:
            raise TablesDifferError(f"{baseline.name}: {error}") from None


def _read_all(raw_zone: Path) -> None:
    """Bring all files into the page cache, or the first baseline would wait for the disk."""
    for path in raw_zone.rglob("*.jsonl"):
        path.read_bytes()


def document(comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """Return all measurements as a JSON document."""
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": versions(),
        "workloads": [
            {
                "files": comparison.workload.files,
                "entries": comparison.workload.entries,
                "bytes": comparison.workload.bytes,
                "available_markets": comparison.workload.markets,
                "baselines": {
                    name: asdict(summary) for name, summary in comparison.summaries().items()
                },
            }
            for comparison in comparisons
        ],
    }


def markdown(comparisons: Sequence[Comparison], baselines: Sequence[Baseline]) -> str:
    """Return a Markdown table for each workload."""
    what = {baseline.name: baseline.what for baseline in baselines}
    parts = [
        describe_environment(machine(), versions()),
        *(_workload_part(comparison) for comparison in comparisons),
        "\n".join(f"- `{name}`: {text}" for name, text in what.items()),
    ]
    return "\n\n".join(parts)


def _workload_part(comparison: Comparison) -> str:
    workload, summaries = comparison.workload, comparison.summaries()
    job = summaries.get(JOB.name)
    rows = [
        [
            name,
            three_digits(each.wall_seconds),
            three_digits(each.wall_seconds / job.wall_seconds) if job else "",
            three_digits(each.cpu_seconds),
            mebibytes(each.peak_bytes),
        ]
        for name, each in summaries.items()
    ]
    memory = "/".join(sorted({each.memory for each in summaries.values()}))
    header = ["", "wall, s", "relative to the job", "CPU, s", f"peak memory, MiB ({memory})"]
    rounds = len(next(iter(summaries.values())).rounds)
    return (
        f"### {_name(workload.files, markets=workload.markets)}\n\n"
        f"{workload.entries:,} entries, {mebibytes(workload.bytes)} MiB; "
        f"{'medians of ' if rounds > 1 else ''}{rounds} round{'s' if rounds > 1 else ''}.\n\n"
        f"{markdown_table(header, rows)}"
    )


def _name(files: int, *, markets: bool) -> str:
    noun = "file" if files == 1 else "files"
    return f"{files:,} {noun}, {'with' if markets else 'without'} available_markets"
