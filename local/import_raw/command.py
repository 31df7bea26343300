"""Import older files into the raw zone: ``lake import``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cli.errors import UserError
from cli.terminal_escape import visible
from local.import_raw.content import NotJsonError
from local.import_raw.identify import Given, as_utc
from local.import_raw.plan import NotTaken, Planned, Planner
from local.import_raw.raw_zone import RawZoneFolder
from local.import_raw.sources import Skipped, Source, find_sources, printable
from local.import_raw.time_forms import is_plausible
from local.import_raw.time_in_path import check_pattern

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from local.lake import Lake


@dataclass(frozen=True)
class Outcome:
    """
    What became of a file, or of a playlist in it.

    Attributes
    ----------
    status
        ``imported``; ``already there`` if the raw zone has the same bytes under this key;
        ``refused`` if it can't be imported; ``skipped`` if it is none of what was meant.
    sources
        The files it is made of, or the path given if it led to none.
    reason
        Why it was not imported: what it is or what is wrong, where, and the way out.
    kind
        What it is: a page, a playlist, entries, several pages or a raw file.
    playlist_id, extracted_at
        Whose it is and when it was fetched.
    id_source, time_source
        Where these come from.
    entries, total
        How many entries it has, and the whole playlist; None if that is not known.
    is_whole
        Whether nothing is known to be missing.
    is_before_added_at
        Whether entries were added clearly after ``extracted_at``.
    key, path
        Where the raw file is, or would be: below its prefix, and on this machine.
    rivals
        Keys of other raw files of the same playlist and day.
    """

    status: Literal["imported", "already there", "refused", "skipped"]
    sources: tuple[str, ...]
    reason: str | None = None
    kind: str | None = None
    playlist_id: str | None = None
    extracted_at: datetime | None = None
    id_source: str | None = None
    time_source: str | None = None
    entries: int = 0
    total: int | None = None
    is_whole: bool = True
    is_before_added_at: bool = False
    key: str | None = None
    path: Path | None = None
    rivals: tuple[str, ...] = ()


def import_paths(  # noqa: PLR0913 - the command's options
    paths: Sequence[str],
    lake: "Lake",
    *,
    playlist_id: str | None = None,
    extracted_at: datetime | None = None,
    time_pattern: str | None = None,
    dry_run: bool = False,
    s3: "S3Client | None" = None,
) -> Iterator[Outcome]:
    """
    Import files into the raw zone, one after the other, and yield what became of each.

    Importing the same files again changes nothing, and nothing is ever overwritten. Lines that
    are in the raw zone's format already keep their playlist and time.

    Parameters
    ----------
    paths
        Files, folders or ``s3://`` URIs (see `local.import_raw.sources.find_sources`).
    lake
        Where to.
    playlist_id
        The id, link or URI of the playlist in files that do not name it.
    extracted_at
        When the playlists were fetched (UTC if it has no zone).
    time_pattern
        How names and folders write that time: a `strptime` pattern.
    dry_run
        Whether to yield what would become of each, and to write nothing.
    s3
        The client for ``s3://`` URIs.

    Raises
    ------
    UserError
        If an option makes no sense, or the lake can't be read or written. What is wrong with a file
        is yielded instead.
    """
    given = Given(playlist_id or None, extracted_at and as_utc(extracted_at), time_pattern)
    _check(given)
    planner = Planner(given)
    zone = RawZoneFolder(lake, dry_run=dry_run)
    for path in paths:
        for planned in _plan_path(path, planner, s3):
            yield _carry_out(planned, zone)
    for planned in planner.plan_rest():
        yield _carry_out(planned, zone)


def _check(given: Given) -> None:
    if given.extracted_at and not is_plausible(given.extracted_at):
        raise UserError(
            f"--extracted-at {given.extracted_at:%Y-%m-%d} is before Spotify began (2008) or in "
            "the future: give the time at which the playlists were fetched"
        )
    wrong = check_pattern(given.time_pattern) if given.time_pattern else None
    if wrong:
        raise UserError(
            f"--time-pattern {given.time_pattern}: {wrong}: write it as strptime does, such as "
            "%d-%m-%Y or %y%m%d_%H%M"
        )


def _plan_path(path: str, planner: Planner, s3: "S3Client | None") -> Iterator[Planned | NotTaken]:
    is_empty = True
    try:
        for source in find_sources(path, s3):
            if isinstance(source, Skipped):
                yield NotTaken(source.name, source.reason, is_error=False)
                continue
            planned = _plan_source(source, planner)
            is_empty = is_empty and all(_is_skipped(each) for each in planned) and bool(planned)
            yield from planned
    except UserError as error:
        yield NotTaken(printable(path), str(error), is_error=True)
        return
    if is_empty:
        yield NotTaken(printable(path), "nothing to import: no file in it is JSON", is_error=True)


def _is_skipped(planned: Planned | NotTaken) -> bool:
    return isinstance(planned, NotTaken) and not planned.is_error


def _plan_source(source: Source, planner: Planner) -> list[Planned | NotTaken]:
    try:
        return planner.plan(source)
    except NotJsonError as error:
        return [NotTaken(source.name, str(error), is_error=source.should_be_json)]
    except UserError as error:
        return [NotTaken(source.name, str(error), is_error=True)]


def _carry_out(planned: Planned | NotTaken, zone: RawZoneFolder) -> Outcome:
    if isinstance(planned, NotTaken):
        # A reason may quote what the file says.
        reason = visible(planned.reason)
        return Outcome("refused" if planned.is_error else "skipped", (planned.source,), reason)
    raw_file = planned.raw_file
    stored = zone.store(raw_file, is_converted=planned.kind != "raw file")
    return Outcome(
        status=stored.status,
        sources=planned.sources,
        kind=planned.kind,
        playlist_id=raw_file.playlist_id,
        extracted_at=raw_file.extracted_at,
        id_source=planned.id_source,
        time_source=planned.time_source,
        entries=raw_file.entries,
        total=planned.total,
        is_whole=planned.is_whole,
        is_before_added_at=planned.is_before_added_at,
        key=stored.key,
        path=stored.path,
        rivals=stored.rivals,
    )
