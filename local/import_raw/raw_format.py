"""The raw zone's format: a file per playlist and extraction, a line per API page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

from cli.errors import UserError
from local.import_raw.json_values import Json

FORMAT_NAME = "spotify-playlist-page/"
FORMAT = f"{FORMAT_NAME}1"


class PlaylistHeader(msgspec.Struct, frozen=True):
    """What a line says of its playlist: unset is what the file does not show, null is null."""

    id: str | UnsetType = UNSET
    name: str | UnsetType | None = UNSET
    owner_id: str | UnsetType | None = UNSET
    owner_name: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    followers: int | UnsetType | None = UNSET
    snapshot_id: str | UnsetType | None = UNSET
    url: str | UnsetType | None = UNSET
    public: bool | UnsetType | None = UNSET
    collaborative: bool | UnsetType | None = UNSET
    image_url: str | UnsetType | None = UNSET


class _Line(msgspec.Struct, frozen=True):
    format: str
    playlist: PlaylistHeader
    extracted_at: str
    page: Raw


class _KnownPlaylist(msgspec.Struct, frozen=True):
    id: Annotated[str, Meta(min_length=1)]


class _KnownLine(msgspec.Struct, frozen=True):
    format: Literal["spotify-playlist-page/1"]
    playlist: _KnownPlaylist
    extracted_at: Annotated[datetime, Meta(tz=True)]
    page: Raw


class _KnownPage(msgspec.Struct, frozen=True):
    items: list[Raw]


@dataclass
class RawFile:
    """One extraction of a playlist, in the raw zone's format."""

    playlist_id: str
    extracted_at: datetime
    entries: int
    lines: list[bytes]  # each with its line break

    def extend(self, more: "RawFile") -> None:
        """Add the lines that follow."""
        self.lines += more.lines
        self.entries += more.entries


def iso_utc(time: datetime) -> str:
    """
    Write a time as the raw format does: UTC, whole seconds.

    Examples
    --------
    >>> iso_utc(datetime(2026, 11, 22, 6, 0, 3, 999, tzinfo=UTC))
    '2026-11-22T06:00:03Z'
    """
    return time.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def on_one_line(document: Json) -> bytes:
    """
    Return a JSON document without line breaks and spaces between its values.

    The values are not decoded: numbers of any size, repeated keys and escapes are kept.
    """
    return msgspec.json.format(bytes(document), indent=-1)


def write_line(header: PlaylistHeader, extracted_at: datetime, page: bytes) -> bytes:
    """Return a page, which is on one line, as a line of a raw file."""
    line = _Line(FORMAT, header, iso_utc(extracted_at), Raw(page))
    return msgspec.json.encode(line) + b"\n"


def read_line(document: Json) -> RawFile:
    """Return a line of a raw file as a raw file of one page, the line verbatim."""
    line = msgspec.json.decode(document, type=_KnownLine)
    page = msgspec.json.decode(line.page, type=_KnownPage)
    try:
        extracted_at = line.extracted_at.astimezone(UTC)
    except OverflowError as error:
        raise UserError("extracted_at is outside the years 1 to 9999: correct it there") from error
    verbatim = bytes(document).strip()
    if b"\n" in verbatim:
        verbatim = on_one_line(document)
    return RawFile(line.playlist.id, extracted_at, len(page.items), [verbatim + b"\n"])
