"""From the bytes of a raw file to its playlist and entries, or to the reason why not."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec

from glue_jobs.raw_format.dates import naive_utc
from glue_jobs.raw_format.payload import Entry, Page, Playlist, RawLine, Track, TrackItem
from glue_jobs.raw_format.track_decoder import TrackDecoder

EntryType = Literal["track", "episode", "local", "unavailable"]

# Spotify's longest playlists have 10,000. More than this is meant to do harm: five bytes of JSON
# become some hundred of a worker's memory.
MAX_ENTRIES_OF_A_FILE = 1_000_000
_LONGEST_REASON = 500

# All but the tracks, whose JSON is only found; and the whole, which says where in it an error is.
_DECODER = msgspec.json.Decoder(RawLine[msgspec.Raw])
_WHOLE_DECODER = msgspec.json.Decoder(RawLine[TrackItem])


class UnreadableRawFileError(Exception):
    """A raw file does not hold the raw format; its text says what is wrong, and where."""

    def __init__(self, reason: str) -> None:
        # It may quote a value of any length, before or after which it says where that stands.
        if len(reason) > _LONGEST_REASON:
            half = _LONGEST_REASON // 2 - 3
            reason = f"{reason[:half]} ... {reason[-half:]}"
        super().__init__(reason)


@dataclass(frozen=True)
class RawFile:
    """A raw file, decoded: one extraction of one playlist.

    Attributes
    ----------
    playlist
        As the first line has it.
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

        A page begins at its own offset, so that a page that was stored alone keeps its places, but
        never before the end of the page before it, so that no position comes twice.
        """
        position = 0
        for page in self.pages:
            position = max(position, page.offset or 0)
            for entry in page.items:
                position += 1
                yield position, entry


def decode_raw_file(body: bytes, tracks: TrackDecoder | None = None) -> RawFile:
    """Decode a raw file: JSON Lines, one page each, all of one extraction.

    Parameters
    ----------
    tracks
        Knows tracks of files decoded before.

    Raises
    ------
    UnreadableRawFileError
        With the line, and the place in it as a JSON path or byte.
    """
    tracks = tracks or TrackDecoder()
    lines: list[RawLine[TrackItem]] = []
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


def _decode_line(number: int, text: bytes, tracks: TrackDecoder) -> RawLine[TrackItem]:
    try:
        return _decode_tracks(_DECODER.decode(text), tracks)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return _decode_whole_line(number, text)


def _decode_tracks(line: RawLine[msgspec.Raw], tracks: TrackDecoder) -> RawLine[TrackItem]:
    items = [None if entry is None else _decode_track(entry, tracks) for entry in line.page.items]
    page = Page(items, line.page.offset)
    return RawLine(line.format, line.playlist, line.extracted_at, page)


def _decode_track(entry: Entry[msgspec.Raw], tracks: TrackDecoder) -> Entry[TrackItem]:
    item, track = tracks.decode(entry.item), tracks.decode(entry.track)
    return Entry(entry.added_at, entry.is_local, item, track)


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
    """Say where a line stops being UTF-8; the decoder counts within one JSON string only."""
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return f"not UTF-8: {error.reason} (byte {error.start})"
    return "not UTF-8"


def _refuse_filtered(raw_file: RawFile) -> None:
    """Refuse entries that lost their tracks to a ``fields`` filter: all would count as gone."""
    entries = [entry for _, entry in raw_file.entries() if entry is not None]
    if entries and all(entry.item is entry.track is msgspec.UNSET for entry in entries):
        raise UnreadableRawFileError(
            f"none of the {len(entries)} entries has an `item` or a `track`: "
            "fetch the playlist without a `fields` filter"
        )


def entry_track(entry: Entry[TrackItem] | None) -> Track | None:
    """Return the entry's track or episode object: ``item``, else ``track``, else nothing."""
    if entry is None:
        return None
    item = entry.item
    if item and (item.id or item.type):
        return item
    return entry.track or item or None  # beside a full track an empty item is a filter's doing


def entry_type(entry: Entry[TrackItem] | None, track: Track | None) -> EntryType:
    """Tell what an entry is, given its ``entry_track``.

    A track without an id, or of a type that is neither track nor episode, can't be played or looked
    up, and is ``unavailable`` like one that is null.
    """
    if entry is None or track is None:
        return "unavailable"
    if entry.is_local or track.is_local:
        return "local"
    if track.type == "episode":
        return "episode"
    if track.id and track.type in {"track", None}:
        return "track"
    return "unavailable"
