"""The contestants, one after another on the same raw files, round by round.

A round runs each contestant once, so that a machine that slows down slows all alike. Whatever
writes tables is held to the job's own before its time counts, in every round.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.baselines import JOB, Contestant
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
from benchmarks.table_equality import Tables, TablesDifferError, check_equal, read_tables

Say = Callable[[str], None]


@dataclass
class Comparison:
    """All rounds on one workload."""

    workload: Workload
    rounds: dict[str, list[Measurement]] = field(default_factory=dict)

    def summaries(self) -> dict[str, Summary]:
        """Return each contestant's medians."""
        return {name: summarize(rounds) for name, rounds in self.rounds.items()}


def compare(
    contestants: Sequence[Contestant],
    workloads: Sequence[tuple[int, bool]],
    rounds: int,
    scratch: Path,
    say: Say,
) -> Iterator[list[Comparison]]:
    """Run the contestants on raw files; yield all comparisons so far after each workload.

    Parameters
    ----------
    workloads
        Numbers of files, and whether with ``available_markets``.

    Raises
    ------
    TablesDifferError
        A contestant's tables are not the job's.
    UserError
        A contestant failed.
    """
    say("warming up: each contestant once on one file")
    _Run(make_workload(scratch, 1, markets=False), scratch).rounds(contestants, 1, lambda _: None)
    done = []
    for files, markets in workloads:
        say(f"making {_name(files, markets=markets)}")
        run = _Run(make_workload(scratch, files, markets=markets), scratch)
        done.append(run.rounds(contestants, rounds, say))
        yield done


class _Run:
    """The rounds on one workload."""

    def __init__(self, workload: Workload, scratch: Path) -> None:
        self._workload = workload
        self._out = scratch / "out"
        self._job_tables: Tables | None = None

    def rounds(self, contestants: Sequence[Contestant], rounds: int, say: Say) -> Comparison:
        comparison = Comparison(self._workload)
        # First, whether or not it is asked for: its tables are what the others' are held to.
        ordered = sorted(contestants, key=lambda contestant: contestant != JOB)
        if JOB not in contestants and any(each.role == "tables" for each in contestants):
            self._once(JOB)
        _read_all(self._workload.raw_zone)
        for number in range(1, rounds + 1):
            for contestant in ordered:
                measured = self._once(contestant)
                comparison.rounds.setdefault(contestant.name, []).append(measured)
                say(
                    f"{_name(self._workload.files, markets=self._workload.markets)}, round "
                    f"{number}: {contestant.name} {three_digits(measured.wall_seconds)} s"
                )
        return comparison

    def _once(self, contestant: Contestant) -> Measurement:
        remove(self._out)
        contestant.prepare(self._workload.raw_zone, self._out)
        measured = measure(contestant.command(self._workload.raw_zone, self._out))
        if contestant.role == "tables":
            self._check(contestant)
        remove(self._out)
        return measured

    def _check(self, contestant: Contestant) -> None:
        try:
            tables = read_tables(self._out)
            if self._job_tables is None:
                self._job_tables = tables
            check_equal(self._job_tables, tables)
        except TablesDifferError as error:
            raise TablesDifferError(f"{contestant.name}: {error}") from None


def _read_all(raw_zone: Path) -> None:
    """Bring all files into the page cache: else whoever comes first waits for the disk."""
    for path in raw_zone.rglob("*.jsonl"):
        path.read_bytes()


def document(comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """Return everything measured, fit for JSON."""
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
                "contestants": {
                    name: asdict(summary) for name, summary in comparison.summaries().items()
                },
            }
            for comparison in comparisons
        ],
    }


def markdown(comparisons: Sequence[Comparison], contestants: Sequence[Contestant]) -> str:
    """Return a table for each workload."""
    what = {contestant.name: contestant.what for contestant in contestants}
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
    header = ["", "wall, s", "of the job's", "CPU, s", f"peak memory, MiB ({memory})"]
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
