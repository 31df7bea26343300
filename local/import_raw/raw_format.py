"""The raw zone's format: a file per playlist and extraction, a line per API page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Raw

from cli.errors import UserError

# A JSON document, or a part of one: a view where a copy would double the memory it takes.
Json = bytes | memoryview | Raw


class PlaylistHeader(msgspec.Struct, frozen=True):
    """What a line says of its playlist; null where the imported file does not tell."""

    id: str | None
    name: str | None = None
    owner_id: str | None = None
    owner_name: str | None = None
    description: str | None = None
    followers: int | None = None
    snapshot_id: str | None = None
    url: str | None = None


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
    """A playlist as one extraction saw it, in the raw zone's format."""

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
    Take the line breaks and spaces out of a JSON document.

    Its values are not decoded: numbers of any size, repeated keys and escapes stay as they are.
    """
    return msgspec.json.format(bytes(document), indent=-1)


def write_line(header: PlaylistHeader, extracted_at: datetime, page: bytes) -> bytes:
    """Write a page, which stands on one line already, as a line of a raw file."""
    line = _Line("spotify-playlist-page/1", header, iso_utc(extracted_at), Raw(page))
    return msgspec.json.encode(line) + b"\n"


def read_line(document: Json) -> RawFile:
    """Read a line of a raw file, to stay as it is, as a raw file of one page."""
    line = msgspec.json.decode(document, type=_KnownLine)
    page = msgspec.json.decode(line.page, type=_KnownPage)
    try:
        extracted_at = line.extracted_at.astimezone(UTC)
    except OverflowError as error:
        raise UserError("extracted_at lies outside the years 1 to 9999: mend it there") from error
    as_it_is = bytes(document).strip()
    if b"\n" in as_it_is:
        as_it_is = on_one_line(document)
    return RawFile(line.playlist.id, extracted_at, len(page.items), [as_it_is + b"\n"])
