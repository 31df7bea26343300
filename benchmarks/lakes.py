"""The lakes that days are loaded into: without tables, with one day, and with a long history.

Each is made once and restored before each run, to the same path.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from benchmarks import grown_lake, raw_files
from benchmarks.raw_files import write_raw_files
from benchmarks.scratch import remove
from cli.errors import UserError
from cli.project import PROJECT
from glue_jobs import tables
from glue_jobs.iceberg import catalog
from glue_jobs.raw_zone.zone import TO_PROCESS
from local.lake import Lake

FIRST = "no tables yet"
SMALL = "the day before loaded"
GROWN = "a year of 70 playlists loaded"


@dataclass(frozen=True)
class Size:
    """The size of the grown lake."""

    songs: int
    days: int


def make_lakes(scratch: Path, size: Size) -> "list[LakeTemplate]":
    """Make the three lakes, each with the next day's file in ``to_process/``."""
    folder = scratch / "daily" / _version()
    return [
        LakeTemplate(folder / "first", FIRST, _make_first),
        LakeTemplate(folder / "small", SMALL, _make_small),
        LakeTemplate(
            folder / f"grown-{size.songs}-{size.days}",
            GROWN,
            lambda lake: _make_grown(lake, size),
        ),
    ]


def _version() -> str:
    """Return a hash of the modules that determine the contents of the lakes."""
    made_by = [Path(str(module.__file__)) for module in (raw_files, grown_lake, catalog)]
    made_by += sorted(Path(str(tables.__file__)).parent.glob("*.py"))
    return blake2b(b"".join(path.read_bytes() for path in made_by), digest_size=4).hexdigest()


class LakeTemplate:
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
        """Return the lake as it was made."""
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
