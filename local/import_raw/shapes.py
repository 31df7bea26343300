"""The shapes in which older files hold a playlist, each read into the same form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Raw

from cli.errors import UserError
from local.import_raw.raw_format import Json, PlaylistHeader, RawFile, on_one_line, write_line

EXPECTED = "an API page, a playlist, playlist entries, or a list of one of them"
_UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)  # what Spotify says of its oldest entries

Kind = Literal["raw line", "page", "playlist", "entry", "unknown"]


@dataclass
class FoundPlaylist:
    """A playlist in an older file: its pages in their order, each on one line."""

    header: PlaylistHeader
    pages: list[bytes]
    entries: int
    newest_added_at: datetime | None
    # A file may hold several days of a playlist: its first page begins it anew.
    begins: bool

    def continues(self, other: "FoundPlaylist") -> bool:
        """Whether this is more of the other one, which stands before it."""
        return not self.begins and self.header.id in {None, other.header.id}

    def extend(self, more: "FoundPlaylist") -> None:
        """Add the pages that follow."""
        self.pages += more.pages
        self.entries += more.entries
        self.newest_added_at = _newest((self.newest_added_at, more.newest_added_at))

    def to_raw_file(self, unnamed: str, extracted_at: datetime) -> RawFile:
        """
        Bring the playlist into the raw zone's format.

        Parameters
        ----------
        unnamed
            The playlist's id, if the file does not name it.
        extracted_at
            When the playlist looked like this.
        """
        playlist_id = self.header.id or unnamed
        header = msgspec.structs.replace(self.header, id=playlist_id)
        lines = [write_line(header, extracted_at, page) for page in self.pages]
        return RawFile(playlist_id, extracted_at, self.entries, lines)


# What is looked at in each shape, and no more. `Raw` is passed on as it is, or may be of any type
# without harm.


class _Document(msgspec.Struct, frozen=True):
    format: Raw = Raw()
    items: Raw = Raw()
    tracks: Raw = Raw()
    item: Raw = Raw()
    track: Raw = Raw()


class _Entry(msgspec.Struct, frozen=True):
    item: Raw = Raw()
    track: Raw = Raw()
    added_at: Raw = Raw()


class _Page(msgspec.Struct, frozen=True):
    items: list[_Entry | None]
    href: str | None = None
    offset: Raw = Raw()


class _Owner(msgspec.Struct, frozen=True):
    id: str | None = None
    display_name: str | None = None


class _Followers(msgspec.Struct, frozen=True):
    # The bounds of a column of type bigint; msgspec can't write more than 64 bits either.
    total: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None


class _ExternalUrls(msgspec.Struct, frozen=True):
    spotify: str | None = None


class _Playlist(msgspec.Struct, frozen=True):
    id: str | None = None
    name: str | None = None
    owner: _Owner | None = None
    description: str | None = None
    followers: _Followers | None = None
    snapshot_id: str | None = None
    external_urls: _ExternalUrls | None = None
    href: str | None = None
    items: Raw = Raw()
    tracks: Raw = Raw()


def kind_of(document: Json) -> Kind:
    """Tell what a JSON object is by its keys."""
    shape = msgspec.json.decode(document, type=_Document | None) or _Document()
    kind: Kind = "unknown"
    if bytes(shape.format):
        kind = "raw line"
    elif _begins(shape.items, b"["):
        kind = "page"
    elif _begins(shape.items, b"{") or _begins(shape.tracks, b"{"):
        kind = "playlist"
    elif _is_entry(shape):
        kind = "entry"
    return kind


def read_page(document: Json) -> FoundPlaylist:
    """Read an API page, which names its playlist in its href alone."""
    page = msgspec.json.decode(document, type=_Page)
    return _found(PlaylistHeader(_id_in(page.href)), page, document)


def read_playlist(document: Json) -> FoundPlaylist:
    """Read a playlist object with the page of entries in it."""
    playlist = msgspec.json.decode(document, type=_Playlist)
    # Answers of 2026 hold both, with the same entries: the first is read, and only that.
    pages = [page for page in (playlist.items, playlist.tracks) if _begins(page, b"{")]
    raw_page = next((page for page in pages if kind_of(page) == "page"), None)
    if raw_page is None:
        raise UserError(
            "a playlist without its entries (no list at items.items or tracks.items): "
            "import the playlist's pages instead"
        )
    page = msgspec.json.decode(raw_page, type=_Page)
    owner = playlist.owner or _Owner()
    header = PlaylistHeader(
        id=playlist.id or _id_in(playlist.href) or _id_in(page.href),
        name=playlist.name,
        owner_id=owner.id,
        owner_name=owner.display_name,
        description=playlist.description,
        followers=(playlist.followers or _Followers()).total,
        snapshot_id=playlist.snapshot_id,
        url=(playlist.external_urls or _ExternalUrls()).spotify,
    )
    return _found(header, page, raw_page)


def read_entries(documents: Sequence[Json]) -> FoundPlaylist:
    """Read playlist entries that stand by themselves as one page."""
    entries = b",".join(on_one_line(document) for document in documents)
    return read_page(b'{"items":[%b],"offset":0,"total":%d}' % (entries, len(documents)))


def _found(header: PlaylistHeader, page: _Page, raw_page: Json) -> FoundPlaylist:
    entries = [entry or _Entry() for entry in page.items]
    if entries and not any(_is_entry(entry) for entry in entries):
        raise UserError(
            f"its items are no playlist entries (no item or track in any): expected {EXPECTED}"
        )
    return FoundPlaylist(
        header,
        [on_one_line(raw_page)],
        len(entries),
        _newest([_time(entry.added_at) for entry in entries]),
        begins=bytes(page.offset) == b"0",
    )


def _is_entry(shape: _Document | _Entry) -> bool:
    # A track object has booleans named `track` and `episode`: they make it no entry.
    return any(_begins(value, b"{") or _begins(value, b"n") for value in (shape.item, shape.track))


def _begins(value: Raw, character: bytes) -> bool:
    # Not through bytes(value): that would copy a whole page to look at its first character.
    return memoryview(value)[:1] == character


def _id_in(href: str | None) -> str | None:
    match = re.search(r"/playlists/([^/?#]+)", href or "")
    return match[1] if match else None


def _time(value: Raw) -> datetime | None:
    try:
        time = msgspec.json.decode(value, type=datetime)
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (msgspec.DecodeError, OverflowError):
        return None  # what an entry without a time means is for the load to say
    return None if time == _UNKNOWN_TIME else time


def _newest(times: Sequence[datetime | None]) -> datetime | None:
    return max((time for time in times if time is not None), default=None)
