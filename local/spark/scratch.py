"""The folder for Spark's temporary files: a backlog's rows, and the native libraries it unpacks."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cli.errors import UserError
from cli.project import PROJECT

_LEAST_FREE_BYTES = 64 * 1024**2  # what a small load takes
_FALLBACK = PROJECT / ".cache"


def make_scratch_folder() -> Path:
    """Make a folder in the first place that has room and lets Java load libraries from it.

    Raises
    ------
    UserError
        There is no such place.
    """
    faults = []
    for place in _places():
        if fault := _fault(place):
            faults.append(f"{place} {fault}")
            continue
        try:
            return Path(tempfile.mkdtemp(prefix="lake-", dir=place))
        except OSError as error:
            faults.append(f"{place} can't be written to ({error.strerror})")
    raise UserError(
        f"no folder for Spark's temporary files: {'; '.join(faults)}: "
        "set TMPDIR to a folder that has room"
    )


def _places() -> Iterator[Path]:
    if chosen := os.environ.get("TMPDIR"):
        yield Path(chosen).absolute()
    yield Path("/tmp")  # noqa: S108 - mkdtemp makes a folder of this user's in it
    yield Path("/var/tmp")  # noqa: S108
    _FALLBACK.mkdir(exist_ok=True)
    yield _FALLBACK


def _fault(place: Path) -> str | None:
    try:
        free = shutil.disk_usage(place).free
        flags = os.statvfs(place).f_flag
    except OSError as error:
        return f"can't be used ({error.strerror})"
    if free < _LEAST_FREE_BYTES:
        return f"has {free // 1024**2} MiB free, {_LEAST_FREE_BYTES // 1024**2} are needed"
    if flags & getattr(os, "ST_NOEXEC", 0):  # macOS doesn't have it
        return "lets no library be loaded from it (mounted noexec)"
    return None
