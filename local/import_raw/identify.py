"""Decide whose a piece of a playlist is and when it was fetched, and say from what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote

from cli.errors import UserError
from local.import_raw.header import is_spotify_id, plain_id
from local.import_raw.pieces import Piece
from local.import_raw.sources import Source
from local.import_raw.time_forms import is_plausible
from local.import_raw.time_in_path import (
    UnclearTimeError,
    time_by_pattern,
    time_in_path,
    without_pattern,
    without_times,
)

_ENDINGS = re.compile(r"(?<=.)(?:\.(?:json|jsonl|ndjson))?(?:\.gz)?$", re.IGNORECASE)
_ID_IN_PATH = re.compile(r"playlist[_-]?(?:id)?=(.+)", re.IGNORECASE)
_SPOTIFY_ID = re.compile(
    r"(?<![0-9A-Za-z])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[0-9A-Za-z]{22}(?![0-9A-Za-z])"
)
_UUID = re.compile(r"[-_]?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# A file of Spark's: its name says only which part it is.
_PART = re.compile(r"part-(?P<number>\d{5})(?:-[0-9a-f-]+)?(?:[-.]c\d+)?", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"(?:^|[-_. ]+)(?:page|part|offset|chunk|p)?[-_. =(]*\d+\)?$", re.IGNORECASE
)

FILE_NAME = "the file's name"
FOLDERS = "the folders"
ADDED_AT = "the newest added_at"
FILE_TIME = "the file's own time"


@dataclass(frozen=True)
class Given:
    """What the user says of all files: the command's options."""

    playlist_id: str | None = None
    extracted_at: datetime | None = None
    time_pattern: str | None = None


@dataclass(frozen=True)
class Told:
    """An id or a time, and what told it."""

    value: str
    source: str


@dataclass(frozen=True)
class ToldTime:
    """A time, and what told it."""

    value: datetime
    source: str

    @property
    def is_guess(self) -> bool:
        """Whether nothing says when the playlist was fetched."""
        return self.source in {ADDED_AT, FILE_TIME}


# --- Whose


def choose_id(piece: Piece, source: Source, given: Given, *, is_alone: bool) -> Told:
    """
    Return the playlist's id.

    Parameters
    ----------
    is_alone
        Whether no other playlist of the file lacks an id: the file's name can be only one's.
    """
    told = piece.header.playlist.id
    if isinstance(told, str):
        return Told(told, piece.header.id_source or "")
    if piece.name and is_spotify_id(piece.name):
        return Told(piece.name, "the field's name")
    for part in reversed(source.parts):
        if found := _ID_IN_PATH.fullmatch(_without_endings(unquote(part))):
            return Told(plain_id(found[1]), "the path")
    if given.playlist_id:
        return Told(plain_id(given.playlist_id), "--playlist-id")
    if not is_alone:
        name = piece.header.playlist.name
        if own_name := name if isinstance(name, str) else piece.name:
            return Told(own_name, "the playlist's name")
    return _id_by_name(source, given)


def _id_by_name(source: Source, given: Given) -> Told:
    for part in reversed(source.parts[-source.near :]):
        if found := _SPOTIFY_ID.search(part):
            return Told(found[0], FILE_NAME if part == source.parts[-1] else "a folder's name")
    for index in range(len(source.parts) - 1, -1, -1):
        part = source.parts[index]
        is_file = index == len(source.parts) - 1
        name = _without_endings(part) if is_file else part
        if not is_file and "=" in part:
            continue
        if name := _bare_name(name, given):
            _check_utf8(name)
            return Told(name, FILE_NAME if is_file else "a folder's name")
    return Told(source.file_name, FILE_NAME)


def _bare_name(name: str, given: Given) -> str:
    """Return a name without what differs from day to day and from part to part."""
    if _PART.fullmatch(name):
        return ""
    bare = without_pattern(name, given.time_pattern) if given.time_pattern else name
    return _UUID.sub("", without_times(bare))


def _without_endings(file_name: str) -> str:
    return _ENDINGS.sub("", file_name, count=1)


def _check_utf8(name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise UserError(
            "the file's name is not UTF-8, so it can't be the playlist's id: use --playlist-id"
        ) from error


def series(name: str) -> str:
    """Return the name that the files of several pages share: ``top_0``, ``top_1``."""
    return _PAGE_NUMBER.sub("", name) or name


def part_number(file_name: str) -> int | None:
    """Return which part of Spark's a file is, None if it is none."""
    found = _PART.match(file_name)
    return int(found["number"]) if found else None


# --- When


def choose_time(piece: Piece, source: Source, given: Given, modified: datetime) -> ToldTime:
    """
    Return when the piece was fetched.

    Raises
    ------
    UserError
        If that is told in an unclear form, or by nothing.
    """
    if given.extracted_at:
        return ToldTime(given.extracted_at, "--extracted-at")
    if piece.time:
        return ToldTime(piece.time[0], f"the field {piece.time[1]}")
    if piece.unclear_time:
        raise UserError(f"{piece.unclear_time}: say when it was fetched with --extracted-at")
    try:
        if told := _time_by_path(source, given):
            return told
    except UnclearTimeError as unclear:
        raise UserError(
            f"{unclear}: say when it was fetched with --extracted-at, or how that is written with "
            "--time-pattern"
        ) from unclear
    if piece.newest_added_at:
        return ToldTime(piece.newest_added_at, ADDED_AT)
    if is_plausible(modified):
        return ToldTime(modified, FILE_TIME)
    raise UserError("nothing says when it was fetched: say it with --extracted-at")


def _time_by_path(source: Source, given: Given) -> ToldTime | None:
    if given.time_pattern:
        found = time_by_pattern(source.parts, given.time_pattern)
        if found is None:
            raise UnclearTimeError(f"no time in the path is written as {given.time_pattern}")
        return ToldTime(found[0], "--time-pattern")
    found = time_in_path(source.parts, source.near)
    if found is None:
        return None
    return ToldTime(found[0], FILE_NAME if found[1] == len(source.parts) - 1 else FOLDERS)


def as_utc(time: datetime) -> datetime:
    """Return a time in UTC; one without a zone is UTC."""
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def natural(name: str) -> tuple[Sequence[object], ...]:
    """Return a key that sorts ``page_10`` after ``page_2``."""
    return tuple(
        (1, int(piece)) if piece.isdecimal() else (0, piece) for piece in re.split(r"(\d+)", name)
    )
