"""Run the Glue jobs on a lake of this machine."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cli.errors import UserError
from glue_jobs.job.load_summary import LoadSummary
from glue_jobs.raw_zone.zone import RawZoneError, Source
from local.lake import DATABASE, WAREHOUSE, Lake
from local.spark.failures import explained_failures
from local.spark.lock import only_writer
from local.spark.session import open_session, start_java
from local.table_metadata import read_metadata

MAX_FILES_PER_BATCH = 100_000
KEEP_SNAPSHOTS_DAYS = 7
KEEP_ORPHANS_DAYS = 3

# About three weeks of daily loads, each of which adds up to two files to a table. After 91 loads
# the next took 13.8 s instead of 4.5 s.
_MANY_TABLE_FILES = 300
# From this number of files on, compiling more costs less time than it saves.
_MANY_FILES = 20_000
# What Iceberg lets a commit be older than the one before.
_CLOCK_TOLERANCE = timedelta(minutes=1)


def load(
    lake: Lake, max_files_per_batch: int = MAX_FILES_PER_BATCH, source: Source = "to_process"
) -> LoadSummary:
    """Load the raw files of a folder of the raw zone.

    Parameters
    ----------
    source
        Files in ``processed`` are loaded again, and stay there.

    Raises
    ------
    UserError
        Files were left there, or the raw zone or the tables could not be read or written.
    """
    files = _count_raw_files(lake, source)
    if not files:
        return LoadSummary()
    check_tables(lake)
    java = start_java(short=files < _MANY_FILES, archive="make")
    from glue_jobs import load_playlists  # noqa: PLC0415 - slow to import; Java starts meanwhile

    with explained_failures(lake, java):
        open_session(java, lake)
        with only_writer(lake):
            summary = load_playlists.main(
                _arguments(
                    "load_playlists",
                    raw_uri=lake.raw.absolute(),
                    database=DATABASE,
                    max_files_per_batch=max_files_per_batch,
                    source_prefix=source,
                )
            )
    if java:
        java.allow_archive()
    return summary


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
    check_tables(lake)
    java = start_java(short=True)
    from glue_jobs import maintain_tables  # noqa: PLC0415 - as above

    with explained_failures(lake, java):
        open_session(java, lake)
        with only_writer(lake):
            return maintain_tables.main(
                _arguments(
                    "maintain_tables",
                    database=DATABASE,
                    keep_snapshots_days=keep_snapshots_days,
                    keep_orphans_days=keep_orphans_days,
                )
            )


def count_files_to_compact(lake: Lake) -> int:
    """Return how many files the tables consist of; 0 if too few to make maintenance worthwhile."""
    files = sum(metadata.files for metadata in read_metadata(lake).values())
    return files if files >= _MANY_TABLE_FILES else 0


def check_tables(lake: Lake) -> None:
    """Refuse, before anything is written, tables that Iceberg would not commit to or mix up.

    Raises
    ------
    UserError
        An earlier version made the tables, or the clock is behind their last commit.
    """
    for metadata in read_metadata(lake).values():
        if not metadata.document["location"].startswith(f"{WAREHOUSE}/"):
            raise UserError(
                f"an earlier version made the tables in {lake.warehouse}, which can't be written "
                "to: move that folder elsewhere, then load the raw files again: "
                f"{lake.command('load', '--from', 'processed')}"
            )
        last = datetime.fromtimestamp(metadata.document["last-updated-ms"] / 1000, UTC)
        now = datetime.now(UTC)
        if last - now > _CLOCK_TOLERANCE:
            raise UserError(
                f"this machine's clock says {now:%Y-%m-%d %H:%M} UTC, but the lake's last commit "
                f"is of {last:%Y-%m-%d %H:%M}: set the clock right"
            )


def _count_raw_files(lake: Lake, source: Source) -> int:
    from glue_jobs.raw_zone.open_zone import open_raw_zone  # noqa: PLC0415 - slow to import

    try:
        return sum(1 for _ in open_raw_zone(str(lake.raw.absolute()), source).list_files())
    except RawZoneError as error:
        raise UserError(f"the raw zone can't be listed: {error}") from error


def _arguments(script: str, **arguments: object) -> list[str]:
    return [script, *(f"--{name}={value}" for name, value in arguments.items())]
