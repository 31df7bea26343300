"""Turn errors of the jobs, Spark and Java into errors that tell the user what to do."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.error_log import write_error_log
from cli.errors import UserError
from local.lake import Lake
from local.spark.java import JavaProcess

_LITTLE_ROOM_BYTES = 1024**2
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
_LESS_MEMORY = "load fewer files at once, with --max-files-per-batch"

# Parts of what Java and Spark say, with the way out.
_WAYS_OUT = {
    "UnsatisfiedLinkError": "set TMPDIR to a folder that libraries can be loaded from",
    "OutOfMemoryError": _LESS_MEMORY,
    "Python worker exited unexpectedly": (
        f"it may have been killed for want of memory: close other programs, or {_LESS_MEMORY}"
    ),
    os.strerror(errno.EACCES): "let this user write there",
    os.strerror(errno.EROFS): "mount it writable",
    "File does not exist": "a file of the lake is missing: restore the lake from a backup",
    "NoSuchFileException": "a file of the lake is missing: restore the lake from a backup",
}


@contextmanager
def explained_failures(lake: Lake, java: JavaProcess | None) -> Iterator[None]:
    """Raise each failure of a job within the block as a UserError.

    Parameters
    ----------
    java
        The Java that runs the job; None if another part of this process has started it.
    """
    from glue_jobs.iceberg.spark_errors import SPARK_ERRORS, ConflictError, root_cause  # noqa: PLC0415
    from glue_jobs.job.arguments import JobArgumentError  # noqa: PLC0415 - of pyspark, as above
    from glue_jobs.load_playlists import LoadError  # noqa: PLC0415
    from glue_jobs.maintain_tables import MaintenanceError  # noqa: PLC0415
    from glue_jobs.raw_zone.zone import RawZoneError  # noqa: PLC0415

    scratch = java.scratch if java else Path(tempfile.gettempdir())
    last_lines = java.last_lines if java else str
    try:
        yield
    except (
        ConflictError, JobArgumentError, LoadError, MaintenanceError, RawZoneError,
    ) as error:  # fmt: skip
        raise UserError(str(error)) from error
    except SPARK_ERRORS as error:
        raise explain(root_cause(error), lake, scratch, last_lines()) from error
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise explain(str(error), lake, scratch, last_lines()) from error


def explain(cause: str, lake: Lake, scratch: Path, last_lines: str = "") -> UserError:
    """Return the error for a cause, with the way out where it is known."""
    log = write_error_log(last_lines)
    again = "then run it again: what is not loaded is still in to_process/"
    if os.strerror(errno.ENOSPC) in cause and (full := _full(lake, scratch)):
        return UserError(f"{os.strerror(errno.ENOSPC)}: {full}, {again} ({log})")
    for part, way_out in _WAYS_OUT.items():
        if part in cause:
            return UserError(f"Spark failed: {cause}: {way_out}, {again} ({log})")
    return UserError(f"Spark failed: {cause}; run it again: what is not loaded is still in "
                     f"to_process/ ({log})")  # fmt: skip


def _full(lake: Lake, scratch: Path) -> str | None:
    """Return which disk is full, and the way out."""
    if _is_full(scratch):
        return f"{scratch.parent}: make room there or set TMPDIR to another folder"
    return f"{lake.root}: make room there" if _is_full(lake.root) else None


def _is_full(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < _LITTLE_ROOM_BYTES
