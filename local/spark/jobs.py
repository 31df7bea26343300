"""Runs the Glue jobs on a lake of this machine."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from cli.error_log import write_error_log
from cli.errors import UserError
from glue_jobs.job.load_summary import LoadSummary
from local.lake import DATABASE, Lake
from local.spark import class_archive
from local.spark.lock import only_writer
from local.spark.session import start_spark

MAX_FILES_PER_BATCH = 10_000
KEEP_SNAPSHOTS_DAYS = 7
KEEP_ORPHANS_DAYS = 3

_LITTLE_ROOM_BYTES = 1024**2
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}

# From here on compiling more costs less than it saves.
_MANY_FILES = 20_000


def load(lake: Lake, max_files_per_batch: int = MAX_FILES_PER_BATCH) -> LoadSummary:
    """Load what lies in ``to_process/``.

    Raises
    ------
    UserError
        Files were left there, or the raw zone or the tables could not be read or written.
    """
    files = len(_waiting(lake))
    if not files:
        return LoadSummary()
    import_module("pyspark.sql")  # two threads that begin with it can wait for each other
    with ThreadPoolExecutor(1) as pool:
        pool.submit(import_module, "glue_jobs.load_playlists")  # slow, as is Java's start
        start_spark(lake, short=files < _MANY_FILES, make_class_archive=True)
    from glue_jobs import load_playlists  # noqa: PLC0415

    with class_archive.of_whole_runs(), only_writer(lake), _job_failures():
        return load_playlists.main(
            _arguments(
                "load_playlists",
                raw_uri=str(lake.raw),
                database=DATABASE,
                max_files_per_batch=max_files_per_batch,
            )
        )


def maintain(
    lake: Lake,
    keep_snapshots_days: int = KEEP_SNAPSHOTS_DAYS,
    keep_orphans_days: int = KEEP_ORPHANS_DAYS,
) -> dict[str, dict[str, Any]]:
    """Maintain the tables; return for each what was done.

    Raises
    ------
    UserError
        Some tables could not be maintained.
    """
    start_spark(lake, short=True)
    from glue_jobs import maintain_tables  # noqa: PLC0415 - slow to import

    with only_writer(lake), _job_failures():
        return maintain_tables.main(
            _arguments(
                "maintain_tables",
                database=DATABASE,
                keep_snapshots_days=keep_snapshots_days,
                keep_orphans_days=keep_orphans_days,
            )
        )


def _waiting(lake: Lake) -> list[str]:
    from glue_jobs.raw_zone.open_zone import open_raw_zone  # noqa: PLC0415
    from glue_jobs.raw_zone.zone import RawZoneError  # noqa: PLC0415

    try:
        return open_raw_zone(str(lake.raw)).list_keys()
    except RawZoneError as error:
        raise UserError(f"the raw zone can't be listed: {error}") from error


def _arguments(script: str, **arguments: object) -> list[str]:
    pairs: Iterator[tuple[str, str]] = ((f"--{k}", str(v)) for k, v in arguments.items())
    return [script, *(text for pair in pairs for text in pair)]


@contextmanager
def _job_failures() -> Iterator[None]:
    """Turn what the jobs say to an operator into an error for the user of the command line."""
    from glue_jobs.iceberg.spark_errors import SPARK_ERRORS, ConflictError, root_cause  # noqa: PLC0415
    from glue_jobs.job.arguments import JobArgumentError  # noqa: PLC0415
    from glue_jobs.load_playlists import LoadError  # noqa: PLC0415
    from glue_jobs.maintain_tables import MaintenanceError  # noqa: PLC0415
    from glue_jobs.raw_zone.zone import RawZoneError  # noqa: PLC0415

    try:
        yield
    except (
        ConflictError, JobArgumentError, LoadError, MaintenanceError, RawZoneError,
    ) as error:  # fmt: skip
        raise UserError(str(error)) from error
    except SPARK_ERRORS as error:
        cause = root_cause(error)
        if os.strerror(errno.ENOSPC) in cause and _is_full(_scratch_space()):
            raise _no_scratch_space(os.strerror(errno.ENOSPC)) from error
        raise UserError(
            f"Spark failed: {cause}: mend that, then run it again; "
            f"raw files that are not loaded stay in to_process/ ({write_error_log()})"
        ) from error
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise _no_scratch_space(error.strerror) from error


def _scratch_space() -> str:
    return os.environ.get("SPARK_LOCAL_DIRS") or tempfile.gettempdir()


def _is_full(folder: str) -> bool:
    return shutil.disk_usage(folder).free < _LITTLE_ROOM_BYTES


def _no_scratch_space(why: str | None) -> UserError:
    return UserError(
        f"Spark's scratch space ({_scratch_space()}) can't be written to: {why}: make room "
        f"there, or set SPARK_LOCAL_DIRS to another folder; then run it again ({write_error_log()})"
    )
