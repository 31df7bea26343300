"""The rows that a worker extracts from its raw files, as Arrow record batches.

An extracted row has one of these columns filled: ``file`` (what became of a raw file; if it was
loaded, its ``snapshot`` and ``entries`` are beside it), ``playlist``, ``song``, ``album`` or
``artist``. Before the last four leave the worker they are deduplicated: only the newest row per id
goes on, so that a year of a daily chart costs a shuffle of its songs, not of its entries. If files
of one time disagree about an id, both rows are emitted; the table's tie-break picks one.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Generic, Literal, TypeVar

import pyarrow as pa

from glue_jobs.raw_format.dates import parse_added_at
from glue_jobs.raw_format.decode import RawFile, entry_track, entry_type
from glue_jobs.raw_format.payload import Album, Artist, Playlist, Track
from glue_jobs.tables import ALBUM, ARTIST, PLAYLIST, SONG
from glue_jobs.tables.extracted import PayloadColumns, extracted_type, struct_array
from glue_jobs.tables.newest_wins import NOT_SHOWN
from glue_jobs.tables.playlist_entry import ENTRY, entry_row
from glue_jobs.tables.playlist_snapshot import SNAPSHOT, snapshot_row
from glue_jobs.tables.raw_file import FILE_RESULT, loaded_file, unloaded_file
from glue_jobs.tables.table import SHOWN_AT, Table

# A worker emits its rows when it has collected this many.
MAX_ENTRIES = 20_000
MAX_IDS = 50_000
MAX_TRACKS = 5_000

_TABLES = (PLAYLIST, SONG, ALBUM, ARTIST)
_TYPES = {table.name: extracted_type(table, without=[SHOWN_AT]) for table in _TABLES}
EXTRACTED = pa.schema(
    [
        ("file", FILE_RESULT),
        ("snapshot", SNAPSHOT),
        ("entries", pa.list_(ENTRY)),
        *_TYPES.items(),
    ]
)

Content = TypeVar("Content", Playlist, Track, Album, Artist)


@dataclass(slots=True)
class _Times:
    """When an object was extracted first and last, and when it was added first."""

    first_seen_at: datetime
    last_seen_at: datetime
    song_added_at: datetime | None = None

    def add(self, seen_at: datetime, added_at: datetime | None) -> None:
        if seen_at > self.last_seen_at:
            self.last_seen_at = seen_at
        elif seen_at < self.first_seen_at:
            self.first_seen_at = seen_at
        if added_at != self.song_added_at:
            self.song_added_at = _earlier(self.song_added_at, added_at)

    def merge(self, other: "_Times") -> None:
        # For each artist of each track: min and max would take twice as long.
        if other.first_seen_at < self.first_seen_at:  # noqa: PLR1730
            self.first_seen_at = other.first_seen_at
        if other.last_seen_at > self.last_seen_at:  # noqa: PLR1730
            self.last_seen_at = other.last_seen_at
        if other.song_added_at != self.song_added_at:
            self.song_added_at = _earlier(self.song_added_at, other.song_added_at)


_TIME_COLUMNS = {name: attrgetter(name) for name in _Times.__slots__}


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(one, other) if one and other else one or other


@dataclass(slots=True)
class _Newest(Generic[Content]):
    """The newest contents of an id: usually one, several where files of one time disagree."""

    times: _Times
    contents: list[Content]

    def add(self, content: Content, times: _Times) -> None:
        if times.last_seen_at > self.times.last_seen_at:
            self.contents = [content]
        elif times.last_seen_at == self.times.last_seen_at and content not in self.contents:
            self.contents.append(content)
        self.times.merge(times)


class _NewestPerId(Generic[Content]):
    """The newest contents of each id, of one table; apart for contents that show other fields."""

    def __init__(self, table: Table) -> None:
        self._name = table.name
        self._columns = PayloadColumns(table)
        self._newest: dict[tuple[str, tuple[str, ...]], _Newest[Content]] = {}

    def __len__(self) -> int:
        return len(self._newest)

    def add(self, id_: str, content: Content, times: _Times) -> None:
        key = (id_, self._columns.not_shown(content))
        known = self._newest.get(key)
        if known is None:
            own = _Times(times.first_seen_at, times.last_seen_at, times.song_added_at)
            self._newest[key] = _Newest(own, [content])
        else:
            known.add(content, times)

    def take(self) -> Iterator[pa.RecordBatch]:
        """Hand over all rows, and start over."""
        newest = [
            (content, each.times, not_shown)
            for (_, not_shown), each in self._newest.items()
            for content in each.contents
        ]
        self._newest = {}
        columns = self._columns.read([content for content, _, _ in newest])
        for name, get in _TIME_COLUMNS.items():
            columns[name] = [get(times) for _, times, _ in newest]
        columns[NOT_SHOWN] = [not_shown or None for _, _, not_shown in newest]
        yield from _record_batches(**{self._name: struct_array(_TYPES[self._name], columns)})


class ExtractedRows:
    """Collects the rows of decoded raw files until they are taken as record batches."""

    def __init__(self) -> None:
        self._files: list[Any] = []
        self._snapshots: list[Any] = []  # of each file
        self._entries: list[tuple[Any, ...]] = []
        self._entries_end: list[int] = [0]  # of each file, as Arrow's list offsets
        # By the object's id: equal JSON is decoded into one object, see `TrackDecoder`.
        self._tracks: dict[int, tuple[Track, _Times]] = {}
        self._playlists = _NewestPerId[Playlist](PLAYLIST)
        self._songs = _NewestPerId[Track](SONG)
        self._albums = _NewestPerId[Album](ALBUM)
        self._artists = _NewestPerId[Artist](ARTIST)

    def add(self, key: str, version: str, raw_file: RawFile) -> None:
        """Add the rows of a decoded raw file."""
        extracted_at = raw_file.extracted_at
        types: Counter[str] = Counter()
        for position, entry in raw_file.entries():
            track = entry_track(entry)
            type_ = entry_type(entry, track)
            added_at = parse_added_at(entry.added_at) if entry else None
            added_by = entry.added_by.id or None if entry and entry.added_by else None
            song = track if type_ == "track" else None
            if song:
                self._add_track(song, extracted_at, added_at)
            types[type_] += 1
            self._entries.append(entry_row(position, type_, song, added_at, added_by))
        playlist = raw_file.playlist
        self._playlists.add(playlist.id, playlist, _Times(extracted_at, extracted_at))
        self._add_file(
            loaded_file(key, version, raw_file, types),
            snapshot_row(key, raw_file, types.total()),
        )

    def add_unloaded(
        self, key: str, version: str | None, status: Literal["rejected", "failed"], reason: str
    ) -> None:
        """Add a raw file that does not hold the raw format, or could not be read."""
        self._add_file(unloaded_file(key, version, status, reason))

    def _add_file(self, result: Any, snapshot: Any = None) -> None:
        self._files.append(result)
        self._snapshots.append(snapshot)
        self._entries_end.append(len(self._entries))

    def _add_track(self, track: Track, seen_at: datetime, added_at: datetime | None) -> None:
        known = self._tracks.get(id(track))
        if known is None:
            self._tracks[id(track)] = (track, _Times(seen_at, seen_at, added_at))
        else:
            known[1].add(seen_at, added_at)

    def _deduplicate_tracks(self) -> None:
        """Move the collected tracks into the newest rows per id."""
        for track, times in self._tracks.values():
            if track.song_id:
                self._songs.add(track.song_id, track, times)
            artists = track.artists or []
            if album := track.album:
                artists = artists + (album.artists or [])
                if album.id:
                    self._albums.add(album.id, album, times)
            for artist in artists:
                if artist and artist.id:
                    self._artists.add(artist.id, artist, times)
        self._tracks.clear()

    def take_surplus(self) -> Iterator[pa.RecordBatch]:
        """Hand over entries, ids or both where there are too many to hold."""
        if len(self._entries) >= MAX_ENTRIES:
            yield from self._take_files()
        if len(self._tracks) >= MAX_TRACKS:
            self._deduplicate_tracks()
        if len(self._songs) >= MAX_IDS or len(self._artists) >= MAX_IDS:
            yield from self._take_ids()

    def take(self) -> Iterator[pa.RecordBatch]:
        """Hand over everything as batches of ``EXTRACTED``, and start over."""
        yield from self._take_files()
        yield from self._take_ids()

    def _take_files(self) -> Iterator[pa.RecordBatch]:
        columns = zip(*self._entries, strict=True) if self._entries else ((),) * ENTRY.num_fields
        names = [field.name for field in ENTRY]
        entries = struct_array(ENTRY, dict(zip(names, columns, strict=True)))
        yield from _record_batches(
            file=pa.array(self._files, FILE_RESULT),
            snapshot=pa.array(self._snapshots, SNAPSHOT),
            entries=pa.ListArray.from_arrays(self._entries_end, entries),
        )
        self._files, self._snapshots = [], []
        self._entries, self._entries_end = [], [0]

    def _take_ids(self) -> Iterator[pa.RecordBatch]:
        self._deduplicate_tracks()
        for newest in (self._playlists, self._songs, self._albums, self._artists):
            yield from newest.take()


def _record_batches(**columns: pa.Array) -> Iterator[pa.RecordBatch]:
    rows = len(next(iter(columns.values())))
    if rows:
        arrays = [
            columns[field.name] if field.name in columns else pa.nulls(rows, field.type)
            for field in EXTRACTED
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=EXTRACTED)
