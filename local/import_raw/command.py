"""Brings older raw files into the raw zone: ``python -m local import``."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from cli.errors import UserError
from cli.terminal_escape import visible
from local.atomic_write import write_whole
from local.import_raw.documents import find_playlists
from local.import_raw.raw_format import RawFile, iso_utc
from local.import_raw.sources import Source, find_sources, printable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from local.lake import Lake

_PREFIXES = ("to_process", "processed", "rejected")
_LONGEST_NAME = 200  # file systems take 255 bytes


@dataclass(frozen=True)
class Imported:
    """
    What became of one playlist, or of a file that can't be read.

    Attributes
    ----------
    source
        The file that was read, or the path given if it led to none.
    key
        Where the raw file lies below its prefix.
    path
        Where the raw file lies on this machine.
    playlist_id
        The playlist's id.
    entries
        How many entries the raw file holds.
    status
        ``imported``; ``already there`` if the raw zone has the same bytes under this key;
        ``unreadable`` if nothing of the file was imported.
    reason
        Why it is unreadable: a line that names the file, the place in it and what to do.
    """

    source: str
    key: str | None
    path: Path | None
    playlist_id: str | None
    entries: int
    status: Literal["imported", "already there", "unreadable"]
    reason: str | None


def import_paths(
    paths: Sequence[str],
    lake: "Lake",
    *,
    playlist_id: str | None = None,
    extracted_at: datetime | None = None,
    s3: "S3Client | None" = None,
) -> Iterator[Imported]:
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
        The id of playlists whose file does not name it; by default the file's name.
    extracted_at
        When the playlists looked like this (UTC if it has no zone); by default the newest time
        at which an entry was added, else the file's own time.
    s3
        The client for ``s3://`` URIs.

    Raises
    ------
    UserError
        If the lake can't be written to. What is wrong with a file is yielded instead.
    """
    if extracted_at is not None and extracted_at.tzinfo is None:
        extracted_at = extracted_at.replace(tzinfo=UTC)
    for path in paths:
        for source in _sources(path, s3):
            if isinstance(source, UserError):
                yield _unreadable(printable(path), source)
            else:
                yield from _import_source(source, lake, playlist_id, extracted_at)


def _sources(path: str, s3: "S3Client | None") -> Iterator[Source | UserError]:
    # Only what looking for files raises: a lake that can't be written to stops the import.
    try:
        yield from find_sources(path, s3)
    except UserError as error:
        yield error


def _import_source(
    source: Source, lake: "Lake", playlist_id: str | None, extracted_at: datetime | None
) -> Iterator[Imported]:
    try:
        raw_files = _read(source, playlist_id, extracted_at)
        folders = [_folder(raw_file.playlist_id) for raw_file in raw_files]
    except UserError as error:
        yield _unreadable(source.name, error)
        return
    for raw_file, folder in zip(raw_files, folders, strict=True):
        try:
            outcome = _store(source.name, lake, folder, raw_file)
        except OSError as error:
            raise UserError(
                f"{lake.raw} can't be written to ({error}): mend that, then import again"
            ) from error
        yield outcome


def _unreadable(source: str, error: UserError) -> Imported:
    reason = f"{source}: {visible(str(error))}"  # which may quote what the file says
    return Imported(source, None, None, None, 0, "unreadable", reason)


def _read(source: Source, playlist_id: str | None, extracted_at: datetime | None) -> list[RawFile]:
    name = source.file_name.lower().removesuffix(".gz")
    content = source.read()
    found = find_playlists(content.data, lines=name.endswith(".jsonl"))
    modified = content.modified
    del content  # as large as what was found, and not needed beside it
    unnamed = playlist_id or _without_endings(source.file_name)
    try:
        return [
            playlist
            if isinstance(playlist, RawFile)
            else playlist.to_raw_file(unnamed, extracted_at or playlist.newest_added_at or modified)
            for playlist in found
        ]
    except UnicodeEncodeError as error:
        raise UserError(
            "the file's name is not UTF-8, so it can't be the playlist's id: use --playlist-id"
        ) from error


def _without_endings(file_name: str) -> str:
    return re.sub(r"(?<=.)(\.jsonl?)?(\.gz)?$", "", file_name, count=1, flags=re.IGNORECASE)


def _folder(playlist_id: str) -> str:
    # Dots as well, so that no id is "..", and none ends in a dot, which Windows would drop.
    folder = quote(playlist_id, safe="").replace(".", "%2E")
    if len(folder) > _LONGEST_NAME:
        raise UserError(
            f"the playlist id {playlist_id[:20]}... is too long for a folder's name: "
            "use --playlist-id, or mend it in the file"
        )
    return folder


def _store(source: str, lake: "Lake", folder: str, raw_file: RawFile) -> Imported:
    hashed = hashlib.sha256()
    for line in raw_file.lines:
        hashed.update(line)
    digest = hashed.hexdigest()
    # Without colons, which Windows and Hadoop paths don't take.
    time = iso_utc(raw_file.extracted_at).replace("-", "").replace(":", "")
    # Two looks at a playlist may claim the same time. The second one's name comes from what it
    # holds, so that it is the same whenever it is imported again.
    keys = [f"{folder}/{time}.jsonl", f"{folder}/{time}-{digest[:8]}.jsonl"]
    standing = [
        (key, path)
        for key in keys
        for prefix in _PREFIXES
        if (path := lake.raw / prefix / key).exists()
    ]
    same = next(((key, path) for key, path in standing if _digest(path) == digest), None)
    if same:
        key, path = same
        return Imported(
            source, key, path, raw_file.playlist_id, raw_file.entries, "already there", None
        )
    taken = {key for key, _ in standing}
    free = next((key for key in keys if key not in taken), None)
    if free is None:
        path = standing[-1][1]
        raise UserError(f"{path} is damaged, it does not hold what its name says: move it away")
    path = lake.raw / "to_process" / free
    write_whole(path, raw_file.lines)
    return Imported(source, free, path, raw_file.playlist_id, raw_file.entries, "imported", None)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
