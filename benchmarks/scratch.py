"""The folder for raw files, lakes and tables during measurements."""

import json
import os
import shutil
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from benchmarks import raw_files
from benchmarks.raw_files import ENTRIES_PER_FILE, write_raw_files
from cli.project import PROJECT
from glue_jobs.raw_zone.zone import TO_PROCESS

SCRATCH = PROJECT / ".cache" / "benchmarks"


@dataclass(frozen=True)
class Workload:
    """Raw files that the baselines read, and their size."""

    raw_zone: Path
    files: int
    markets: bool
    bytes: int

    @property
    def entries(self) -> int:
        """The number of entries in all files."""
        return self.files * ENTRIES_PER_FILE


def make_workload(scratch: Path, files: int, *, markets: bool) -> Workload:
    """Return raw files of these parameters; generate them unless this generator version did."""
    generator = blake2b(Path(raw_files.__file__).read_bytes(), digest_size=4).hexdigest()
    raw_zone = scratch / "raw" / f"{files}{'-markets' if markets else ''}-{generator}"
    whole = raw_zone / "whole.json"  # written last: an incomplete workload is generated again
    if not whole.exists():
        remove(raw_zone)
        written = write_raw_files(raw_zone, files, markets=markets)
        whole.write_text(json.dumps({"bytes": written}), encoding="utf-8")
    size: int = json.loads(whole.read_bytes())["bytes"]
    return Workload(raw_zone, files, markets, size)


def link_raw_files(raw_zone: Path, to: Path) -> None:
    """Put copies of raw files where a job may move them; hard links where the disk allows."""
    shutil.copytree(raw_zone / TO_PROCESS, to / TO_PROCESS, copy_function=_link)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def remove(path: Path) -> None:
    """Remove a folder, if it exists."""
    if path.exists():
        shutil.rmtree(path)
