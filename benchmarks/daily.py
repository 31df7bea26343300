"""Measure a day's load: one playlist file of 100 entries, and a trivial Spark job."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.environment import machine, versions
from benchmarks.lakes import SMALL, Size, make_lakes
from benchmarks.meter import Measurement, measure
from benchmarks.results import (
    Summary,
    describe_environment,
    markdown_table,
    mebibytes,
    summarize,
    three_digits,
)
from benchmarks.starts import load_command, trivial_command
from cli.errors import UserError
from glue_jobs.raw_zone.zone import TO_PROCESS
from local.lake import Lake

Say = Callable[[str], None]
TRIVIAL = "trivial job"


@dataclass
class Daily:
    """All rounds, by the way Spark is started and by what was run."""

    size: Size
    rounds: dict[str, dict[str, list[Measurement]]] = field(default_factory=dict)

    def summaries(self) -> Mapping[str, Mapping[str, Summary]]:
        """Return the medians."""
        return {
            way: {what: summarize(rounds) for what, rounds in of.items()}
            for way, of in self.rounds.items()
        }


def measure_daily(ways: Sequence[str], rounds: int, size: Size, scratch: Path, say: Say) -> Daily:
    """Measure a day's load with each way of starting Spark.

    Raises
    ------
    UserError
        A run failed, or did not load its file.
    """
    say("making the lakes; the grown one takes minutes the first time")
    lakes = make_lakes(scratch, size)
    daily = Daily(size)
    for number in range(rounds + 1):  # the first warms up
        for way in ways:
            done = {TRIVIAL: measure(trivial_command(way, Lake(scratch / "trivial")))}
            for template in lakes:
                lake = template.restore()
                done[template.name] = measure(load_command(way, lake))
                _check_loaded(lake)
            for what, measured in done.items() if number else ():
                daily.rounds.setdefault(way, {}).setdefault(what, []).append(measured)
            if number:
                texts = (f"{what} {three_digits(m.wall_seconds)} s" for what, m in done.items())
                say(f"round {number} of {rounds}, {way}: {', '.join(texts)}")
    return daily


def _check_loaded(lake: Lake) -> None:
    if any((lake.raw / TO_PROCESS).rglob("*.jsonl")):
        raise UserError(f"the raw file was not loaded: {lake.raw / TO_PROCESS}")


def document(daily: Daily) -> dict[str, Any]:
    """Return all measurements as a JSON document."""
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": versions(),
        "grown_lake": asdict(daily.size),
        "starts": {
            way: {what: asdict(summary) for what, summary in of.items()}
            for way, of in daily.summaries().items()
        },
    }


def markdown(daily: Daily) -> str:
    """Return a Markdown table: each way of starting Spark, each lake."""
    rows = []
    for way, of in daily.summaries().items():
        trivial, small = of[TRIVIAL].wall_seconds, of[SMALL].wall_seconds
        for what, each in of.items():
            load = what != TRIVIAL
            rows.append(
                [
                    f"{way}: {what}",
                    three_digits(each.wall_seconds),
                    three_digits(each.wall_seconds / trivial) if load else "",
                    three_digits(each.wall_seconds / small) if load else "",
                    three_digits(each.cpu_seconds),
                    mebibytes(each.peak_bytes),
                ]
            )
    header = ["", "wall, s", "x trivial job", f"x {SMALL}", "CPU, s", "peak memory, MiB"]
    return (
        f"{describe_environment(machine(), versions())}\n\n"
        "Medians, from process start to exit. A load is one playlist file of 100 entries. The "
        f"grown lake holds {daily.size.songs:,} songs and {daily.size.days} days of 70 playlists, "
        f"maintained, then the day before.\n\n{markdown_table(header, rows)}"
    )
