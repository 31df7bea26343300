"""Measure a day's load: one playlist file of 100 entries, and a trivial Spark job.

Every round starts from the same lakes, each restored to the same path: Iceberg metadata hold
absolute paths.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from benchmarks import grown_lake, raw_files
from benchmarks.environment import machine, versions
from benchmarks.meter import Measurement, measure
from benchmarks.raw_files import write_raw_files
from benchmarks.results import (
    Summary,
    describe_environment,
    markdown_table,
    mebibytes,
    summarize,
    three_digits,
)
from benchmarks.scratch import remove
from benchmarks.starts import load_command, trivial_command
from cli.errors import UserError
from cli.project import PROJECT
from glue_jobs import tables
from glue_jobs.iceberg import catalog
from glue_jobs.raw_zone.zone import TO_PROCESS
from local.lake import Lake

Say = Callable[[str], None]
TRIVIAL = "trivial job"
# The lakes that a day's file is loaded into.
FIRST = "no tables yet"
SMALL = "the day before loaded"
GROWN = "a year of 70 playlists loaded"


@dataclass(frozen=True)
class Size:
    """The size of the grown lake."""

    songs: int
    days: int


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
    folder = scratch / "daily" / _version()
    say("making the lakes; the grown one takes minutes the first time")
    lakes = [
        _Template(folder / "first", FIRST, _make_first),
        _Template(folder / "small", SMALL, _make_small),
        _Template(
            folder / f"grown-{size.songs}-{size.days}",
            GROWN,
            lambda lake: _make_grown(lake, size),
        ),
    ]
    daily = Daily(size)
    for number in range(rounds + 1):  # the first warms up
        for way in ways:
            done = {TRIVIAL: measure(trivial_command(way, Lake(folder / "trivial")))}
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


def _version() -> str:
    """Return a hash of the modules that determine the contents of the lakes."""
    made_by = [Path(str(module.__file__)) for module in (raw_files, grown_lake, catalog)]
    made_by += sorted(Path(str(tables.__file__)).parent.glob("*.py"))
    return blake2b(b"".join(path.read_bytes() for path in made_by), digest_size=4).hexdigest()


class _Template:
    """A lake that is made once and restored before each run."""

    def __init__(self, folder: Path, name: str, make: Callable[[Lake], None]) -> None:
        self.name = name
        self._kept, self._lake = folder / "kept", Lake(folder / "lake")
        if not self._kept.exists():
            remove(folder)
            self._lake.root.mkdir(parents=True)
            make(self._lake)
            self._lake.root.rename(self._kept)

    def restore(self) -> Lake:
        remove(self._lake.root)
        shutil.copytree(self._kept, self._lake.root, copy_function=_copy)
        return self._lake


def _copy(source: str, target: str) -> None:
    # Data files are never changed, so a link is enough. Other files may be overwritten.
    if source.endswith(".parquet"):
        os.link(source, target)
    else:
        shutil.copy2(source, target)


def _make_first(lake: Lake) -> None:
    write_raw_files(lake.raw, 1, markets=False)


def _make_small(lake: Lake) -> None:
    _load_first_day(lake)
    _add_second_day(lake)


def _make_grown(lake: Lake, size: Size) -> None:
    _run("benchmarks.grown_lake", str(lake.root), str(size.songs), str(size.days))
    _load_first_day(lake)
    _add_second_day(lake)


def _load_first_day(lake: Lake) -> None:
    write_raw_files(lake.raw, 1, markets=False)
    _run("local", "load", "--lake", str(lake.root))


def _add_second_day(lake: Lake) -> None:
    both = Lake(lake.root / "both")
    write_raw_files(both.raw, 2, markets=False)
    _, second = sorted((both.raw / TO_PROCESS).rglob("*.jsonl"))
    target = lake.raw / second.relative_to(both.raw)
    target.parent.mkdir(parents=True, exist_ok=True)
    second.rename(target)
    remove(both.root)


def _run(module: str, *arguments: str) -> None:
    ran = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-m", module, *arguments],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode:
        last = "\n".join(ran.stderr.strip().splitlines()[-15:])
        raise UserError(f"`python -m {module}` ended with {ran.returncode}: {last}")


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
