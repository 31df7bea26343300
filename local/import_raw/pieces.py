"""A piece of a playlist as a file shows it: a page of the Web API, or entries by themselves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import msgspec
from msgspec import Raw

from local.import_raw.header import Header, read_header
from local.import_raw.json_values import (
    Fields,
    Json,
    begins,
    boolean,
    fields_of,
    is_null,
    text,
    whole_number,
)
from local.import_raw.not_playlists import name_entries
from local.import_raw.time_forms import is_plausible
from local.import_raw.time_in_fields import time_in_fields
from local.import_raw.time_in_path import UnclearTimeError


class Entry(msgspec.Struct, frozen=True):
    """What is looked at in an entry. `Raw` may be of any type without harm."""

    item: Raw = Raw()
    track: Raw = Raw()
    added_at: Raw = Raw()
    is_local: Raw = Raw()
    played_at: Raw = Raw()

    @property
    def is_entry(self) -> bool:
        """Whether it holds a track, or null for one that is gone.

        A track object has booleans named ``track`` and ``episode``: they make it no entry.
        """
        return any(begins(value, b"{") or is_null(value) for value in (self.item, self.track))

    @property
    def has_track(self) -> bool:
        """Whether the track is an object."""
        return begins(self.item, b"{") or begins(self.track, b"{")

    @property
    def is_usable(self) -> bool:
        """Whether the track has an id, or is a file of the playlist's owner, which has none."""
        tracks = [fields_of(value) for value in (self.item, self.track)]
        return bool(boolean(self.is_local)) or any(
            text(track.get("id")) or boolean(track.get("is_local")) for track in tracks
        )


_ENTRIES = msgspec.json.Decoder(list[Entry | None])
_NO_ENTRY = Entry()


def read_entries(items: Json | None) -> list[Entry] | None:
    """Return the entries of a list, None if it holds something else or is none."""
    if items is None or not begins(items, b"["):
        return None
    try:
        entries = [entry or _NO_ENTRY for entry in _ENTRIES.decode(items)]
    except (msgspec.DecodeError, RecursionError):
        return None
    return entries if not entries or any(entry.is_entry for entry in entries) else None


def name_no_entries(entries: Sequence[Entry], around: Fields) -> str | None:
    """
    Return what entries are that are no playlist's, None if they may be.

    Parameters
    ----------
    around
        The page they are in, or the first of them.
    """
    were_played = any(bytes(entry.played_at) for entry in entries)
    if not were_played and any(entry.is_usable for entry in entries):
        return None
    first = next((entry for entry in entries if entry.has_track), None)
    if first is None:
        return None  # all are gone, which may be
    track = fields_of(first.item) or fields_of(first.track)
    return name_entries(track, around, were_played=were_played)


@dataclass
class Piece:
    """
    A piece of a playlist.

    Attributes
    ----------
    kind
        ``page``, ``playlist`` or ``entries``.
    json
        The page, to be written verbatim.
    count
        How many entries it has.
    header
        What is said of the playlist beside it.
    name
        The name of the field it was found in, if its wrapper names playlists by fields.
    offset
        Entries of the playlist before it, None if that is not shown.
    total
        Entries of the whole playlist, None if that is not shown.
    hides_offset
        Whether the page itself does not show its offset as a reader of pages looks for it.
    has_next
        Whether the Web API had another page.
    time
        When it was fetched, and the name of the field that tells it.
    unclear_time
        Why the field's time could not be read.
    newest_added_at
        The newest plausible time at which an entry was added.
    """

    kind: str
    json: Json
    count: int
    header: Header
    name: str | None = None
    offset: int | None = None
    total: int | None = None
    hides_offset: bool = False
    has_next: bool = False
    time: tuple[datetime, str] | None = None
    unclear_time: str | None = None
    newest_added_at: datetime | None = field(default=None)

    @property
    def end(self) -> int:
        """Entries of the playlist up to its last one."""
        return (self.offset or 0) + self.count

    @property
    def is_cut_short(self) -> bool:
        """Whether entries follow it."""
        return self.end < self.total if self.total is not None else self.has_next

    @property
    def continues(self) -> bool:
        """Whether it may go on with the page before it in its file."""
        return self.kind == "page" and self.offset != 0

    def read_position(self, page: Fields) -> None:
        """Set what a page's fields tell of its place in the playlist."""
        shown = _not_negative(page.get("offset"))
        following = text(page.get("next"))
        self.offset = shown if shown is not None else _offset_in(text(page.get("href")))
        if self.offset is None and (after := _offset_in(following)) is not None:
            self.offset = max(after - self.count, 0)
        is_senseless = page.get("offset") is not None and not is_null(page.get("offset"))
        self.hides_offset = shown is None and (is_senseless or bool(self.offset))
        self.total = _not_negative(page.get("total"))
        self.has_next = following is not None


def make_piece(  # noqa: PLR0913, PLR0917 - what it is made of
    kind: str,
    json: Json,
    entries: Sequence[Entry],
    levels: Sequence[Fields],
    own: int,
    name: str | None,
) -> Piece:
    """
    Return a piece of a playlist.

    Parameters
    ----------
    levels, own
        The objects around the entries; see `local.import_raw.header.read_header`.
    """
    piece = Piece(kind, json, len(entries), read_header(levels, own), name)
    piece.newest_added_at = newest_added_at(entries)
    if own:
        piece.read_position(levels[0])
    try:
        piece.time = time_in_fields(levels)
    except UnclearTimeError as error:
        piece.unclear_time = str(error)
    return piece


def newest_added_at(entries: Sequence[Entry]) -> datetime | None:
    """Return the newest plausible time at which an entry was added."""
    times = {bytes(entry.added_at) for entry in entries}
    found = [time for time in map(_time, times) if time is not None]
    return max((time for time in found if is_plausible(time)), default=None)


def _not_negative(value: Json | None) -> int | None:
    number = whole_number(value)
    return number if number is not None and number >= 0 else None


def _offset_in(link: str | None) -> int | None:
    if not link or "offset=" not in link:
        return None
    try:
        given = parse_qs(urlsplit(link).query).get("offset", [""])[0]
    except ValueError:
        return None
    return int(given) if re.fullmatch(r"\d{1,9}", given) else None


def _time(value: bytes) -> datetime | None:
    try:
        time = msgspec.json.decode(value, type=datetime)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (msgspec.DecodeError, OverflowError):
        return None
