"""Decode the bytes of a raw file into a playlist and its entries, or say why they are none."""

import io
import operator
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import chain
from typing import Any, Literal, get_args, get_type_hints

import msgspec
from msgspec import UNSET, UnsetType

from glue_jobs.raw_format.dates import naive_utc
from glue_jobs.raw_format.payload import Entry, Offset, Page, Playlist, RawLine, Track, TrackItem
from glue_jobs.raw_format.track_decoder import TrackDecoder

EntryType = Literal["track", "episode", "local", "unavailable"]

# Spotify's longest playlists have 10,000. A file of more than this is an attack: five bytes of JSON
# take some hundred of a worker's memory.
MAX_ENTRIES_OF_A_FILE = 1_000_000
_LONGEST_REASON = 500

# The first decoder leaves tracks raw; the second reports the exact error path.
_DECODER = msgspec.json.Decoder(RawLine[msgspec.Raw])
_WHOLE_DECODER = msgspec.json.Decoder(RawLine[TrackItem])


_FIELDS = get_type_hints(Playlist, include_extras=True)
_PLAYLIST_ID = msgspec.json.Decoder(_FIELDS.pop("id"))
_DETAILS = {
    # A decoder takes no UnsetType: that is for fields.
    name: msgspec.json.Decoder(reduce(operator.or_, set(get_args(type_)) - {UnsetType}))
    for name, type_ in _FIELDS.items()
}
# As an offset, not as a count: its columns are INT.
_TOTAL = msgspec.json.Decoder(Offset)


class UnreadableRawFileError(Exception):
    """A raw file does not hold the raw format; its text says what is wrong, and where."""

    def __init__(self, reason: str) -> None:
        # It may quote a value of any length; where it is can be before or after that.
        if len(reason) > _LONGEST_REASON:
            half = _LONGEST_REASON // 2 - 3
            reason = f"{reason[:half]} ... {reason[-half:]}"
        super().__init__(reason)


@dataclass(frozen=True)
class RawFile:
    """A decoded raw file: one extraction of one playlist.

    Attributes
    ----------
    playlist
        From the first line.
    extracted_at
        In UTC, without a zone.
    pages
        In the file's order.
    """

    playlist: Playlist
    extracted_at: datetime
    pages: list[Page[TrackItem]]

    def entries(self) -> Iterator[tuple[int, Entry[TrackItem] | None]]:
        """Yield each entry with its position in the playlist, from 1.

        A page begins at its own offset, so that a page stored alone keeps its positions, but not
        before the end of the previous page, so that no position is repeated.
        """
        position = 0
        for page in self.pages:
            position = max(position, int(page.offset or 0))
            for entry in page.items:
                position += 1
                yield position, entry

    @property
    def total(self) -> int | None:
        """How many entries the playlist has, as its last page says; None if no page does."""
        totals = (_decode_detail(_TOTAL, page.total) for page in reversed(self.pages))
        return next((int(total) for total in totals if isinstance(total, int | float)), None)


def decode_raw_file(body: bytes, tracks: TrackDecoder | None = None) -> RawFile:
    """Decode a raw file: JSON Lines, one page each, all of one extraction.

    Parameters
    ----------
    tracks
        A cache of tracks, shared with other files.

    Raises
    ------
    UnreadableRawFileError
        With the line, and the place in it as a JSON path or byte.
    """
    tracks = tracks or TrackDecoder()
    lines: list[_Line] = []
    for number, text in enumerate(io.BytesIO(body), start=1):
        if text.isspace():
            continue
        line = _decode_line(number, text, tracks)
        if lines and line.playlist.id != lines[0].playlist.id:
            raise UnreadableRawFileError(
                f"line {number}: playlist {line.playlist.id!r}, after {lines[0].playlist.id!r}"
            )
        if lines and line.extracted_at != lines[0].extracted_at:
            raise UnreadableRawFileError(f"line {number}: another extracted_at than before")
        lines.append(line)
    if not lines:
        raise UnreadableRawFileError("the file holds no page" if body else "the file is empty")
    try:
        extracted_at = naive_utc(lines[0].extracted_at)
    except OverflowError:
        raise UnreadableRawFileError("line 1: extracted_at lies outside the calendar") from None
    raw_file = RawFile(lines[0].playlist, extracted_at, [line.page for line in lines])
    if (entries := sum(len(page.items) for page in raw_file.pages)) > MAX_ENTRIES_OF_A_FILE:
        raise UnreadableRawFileError(f"{entries:,} entries: no playlist has so many")
    _refuse_filtered(raw_file)
    return raw_file


@dataclass(frozen=True)
class _Line:
    playlist: Playlist
    extracted_at: datetime
    page: Page[TrackItem]


def _decode_line(number: int, text: bytes, tracks: TrackDecoder) -> _Line:
    try:
        line = _DECODER.decode(text)
        page = _decode_tracks(line.page, tracks)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        whole = _decode_whole_line(number, text)
        return _Line(_decode_playlist(number, text, whole.playlist), whole.extracted_at, whole.page)
    return _Line(_decode_playlist(number, text, line.playlist), line.extracted_at, page)


def _decode_playlist(number: int, text: bytes, fields: dict[str, msgspec.Raw]) -> Playlist:
    """Decode what a line says of its playlist; a detail that makes no sense is left out."""
    if "id" not in fields:
        raise UnreadableRawFileError(
            f"line {number}: Object missing required field `id` - at `$.playlist`"
        )
    try:
        playlist_id = _PLAYLIST_ID.decode(fields["id"])
    except UnicodeDecodeError:
        raise UnreadableRawFileError(f"line {number}: {_not_utf8(text)}") from None
    except msgspec.DecodeError as error:
        raise UnreadableRawFileError(f"line {number}: {error} - at `$.playlist.id`") from None
    details = {
        name: _decode_detail(decoder, fields[name])
        for name, decoder in _DETAILS.items()
        if name in fields
    }
    return Playlist(id=playlist_id, **details)


def _decode_detail(decoder: "msgspec.json.Decoder[Any]", raw: msgspec.Raw | UnsetType) -> Any:
    """Return a value; UNSET if there is none of the right type."""
    try:
        value = UNSET if raw is UNSET else decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return UNSET
    return UNSET if isinstance(value, float) and not value.is_integer() else value


def _decode_tracks(page: Page[msgspec.Raw], tracks: TrackDecoder) -> Page[TrackItem]:
    items = [None if entry is None else _decode_track(entry, tracks) for entry in page.items]
    return Page(items, page.offset, page.total)


def _decode_track(entry: Entry[msgspec.Raw], tracks: TrackDecoder) -> Entry[TrackItem]:
    item, track = tracks.decode(entry.item), tracks.decode(entry.track)
    return Entry(entry.added_at, entry.added_by, entry.is_local, item, track)


def _decode_whole_line(number: int, text: bytes) -> RawLine[TrackItem]:
    try:
        return _WHOLE_DECODER.decode(text)
    except RecursionError:
        raise UnreadableRawFileError(f"line {number}: nested too deeply") from None
    except UnicodeDecodeError:
        raise UnreadableRawFileError(f"line {number}: {_not_utf8(text)}") from None
    except msgspec.DecodeError as error:
        raise UnreadableRawFileError(f"line {number}: {error}") from None


def _not_utf8(text: bytes) -> str:
    """Return where a line stops being UTF-8: the decoder counts within one JSON string only."""
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return f"not UTF-8: {error.reason} (byte {error.start})"
    return "not UTF-8"


def _refuse_filtered(raw_file: RawFile) -> None:
    """Reject entries that a ``fields`` filter left without tracks: all would be unavailable."""
    entries = 0
    for entry in filter(None, chain.from_iterable(page.items for page in raw_file.pages)):
        if entry.item is not UNSET or entry.track is not UNSET:
            return
        entries += 1
    if entries:
        raise UnreadableRawFileError(
            f"none of the {entries} entries has an `item` or a `track`: "
            "fetch the playlist without a `fields` filter"
        )


def entry_track(entry: Entry[TrackItem] | None) -> Track | None:
    """Return the entry's track or episode object: ``item``, else ``track``, else nothing."""
    if entry is None:
        return None
    item = entry.item
    if item and (item.id or item.type):
        return item
    return entry.track or item or None  # a filter may leave an empty item next to a track


def entry_type(entry: Entry[TrackItem] | None, track: Track | None) -> EntryType:
    """Return the type of an entry, given its ``entry_track``.

    A track without an id, or of a type that is neither track nor episode, can't be played or looked
    up, and is ``unavailable`` like one that is null.
    """
    if entry is None or track is None:
        return "unavailable"
    if entry.is_local or track.is_local:
        return "local"
    if track.type == "episode":
        return "episode"
    if track.song_id and track.type in {"track", None}:
        return "track"
    return "unavailable"
