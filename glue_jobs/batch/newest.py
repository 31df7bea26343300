"""What a worker saw in its raw files, as Arrow columns: the tables are made of these.

A sighting is one row with one of five columns filled: ``snapshot`` (a raw file: its counts, or the
reason why it was not read; its entries stand beside it in ``entries``), ``playlist``, ``song``,
``album`` or ``artist``. The last four are folded before they leave the worker: of an id that many
files show only what the newest of them says goes on, so that a year of a daily chart costs a
shuffle of its songs, not of its entries. Two contents of one id at one time both go on: the tables
choose.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

import pyarrow as pa

from glue_jobs.raw_format.dates import parse_added_at, parse_release_date
from glue_jobs.raw_format.decode import RawFile, entry_track, entry_type
from glue_jobs.raw_format.payload import Album, Artist, ExternalUrls, Playlist, Track, whole_number

# A worker hands on what it holds when it holds this much, whatever the number of its files.
MAX_ENTRIES = 20_000
MAX_IDS = 50_000
MAX_TRACKS = 5_000

Status = Literal["loaded", "rejected", "unread"]

_TIME = pa.timestamp("us")
_SEEN_AT = [("first_seen_at", _TIME), ("last_seen_at", _TIME)]

ENTRY = pa.struct(
    [
        ("position", pa.int32()),
        ("entry_type", pa.string()),
        ("song_id", pa.string()),
        ("added_at", _TIME),
        ("popularity", pa.int32()),
    ]
)
SNAPSHOT = pa.struct(
    [
        ("raw_file", pa.string()),
        ("version", pa.string()),
        ("playlist_id", pa.string()),
        ("extracted_at", _TIME),
        ("status", pa.string()),
        ("reason", pa.string()),
        ("entries", pa.int32()),
        ("tracks", pa.int32()),
        ("episodes", pa.int32()),
        ("local", pa.int32()),
        ("unavailable", pa.int32()),
    ]
)
SONG = pa.struct(
    [
        ("song_id", pa.string()),
        ("song_name", pa.string()),
        ("duration_ms", pa.int32()),
        ("explicit", pa.bool_()),
        ("popularity", pa.int32()),
        ("isrc", pa.string()),
        ("disc_number", pa.int32()),
        ("track_number", pa.int32()),
        ("song_url", pa.string()),
        ("album_id", pa.string()),
        ("artist_ids", pa.list_(pa.string())),
        ("song_added_at", _TIME),
        *_SEEN_AT,
    ]
)
ALBUM = pa.struct(
    [
        ("album_id", pa.string()),
        ("album_name", pa.string()),
        ("album_type", pa.string()),
        ("release_date", pa.date32()),
        ("release_date_precision", pa.string()),
        ("total_tracks", pa.int32()),
        ("album_url", pa.string()),
        ("image_url", pa.string()),
        ("artist_id", pa.string()),
        *_SEEN_AT,
    ]
)
ARTIST = pa.struct(
    [
        ("artist_id", pa.string()),
        ("artist_name", pa.string()),
        ("artist_url", pa.string()),
        *_SEEN_AT,
    ]
)
PLAYLIST = pa.struct(
    [
        ("playlist_id", pa.string()),
        ("playlist_name", pa.string()),
        ("owner_id", pa.string()),
        ("owner_name", pa.string()),
        ("description", pa.string()),
        ("followers", pa.int64()),
        ("playlist_url", pa.string()),
        *_SEEN_AT,
    ]
)
SIGHTING = pa.schema(
    [
        ("snapshot", SNAPSHOT),
        ("entries", pa.list_(ENTRY)),
        ("playlist", PLAYLIST),
        ("song", SONG),
        ("album", ALBUM),
        ("artist", ARTIST),
    ]
)

Row = tuple[Any, ...]
Content = TypeVar("Content")


@dataclass(slots=True)
class _Seen(Generic[Content]):
    """An id: when it was seen, and what its newest file says of it (usually one content)."""

    first_at: datetime
    last_at: datetime
    added_at: datetime | None
    contents: list[Content]

    def update(self, content: Content, shown: "_Shown") -> None:
        if shown.last_at > self.last_at:
            self.last_at = shown.last_at
            self.contents = [content]
        elif shown.last_at == self.last_at and content not in self.contents:
            self.contents.append(content)
        self.first_at = min(self.first_at, shown.first_at)
        self.added_at = _earlier(self.added_at, shown.added_at)


class _Newest(Generic[Content]):
    """The newest content of each id."""

    def __init__(self) -> None:
        self._by_id: dict[str, _Seen[Content]] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def see(self, key: str, content: Content, shown: "_Shown") -> None:
        seen = self._by_id.get(key)
        if seen is None:
            self._by_id[key] = _Seen(shown.first_at, shown.last_at, shown.added_at, [content])
        else:
            seen.update(content, shown)

    def take(self) -> Iterator[tuple[Content, _Seen[Content]]]:
        """Hand over everything, and begin anew."""
        taken, self._by_id = self._by_id, {}
        for seen in taken.values():
            for content in seen.contents:
                yield content, seen


@dataclass(slots=True)
class _Shown:
    """From when to when something was shown as it is, and when it was first added."""

    first_at: datetime
    last_at: datetime
    added_at: datetime | None = None

    def update(self, seen_at: datetime, added_at: datetime | None) -> None:
        if seen_at > self.last_at:
            self.last_at = seen_at
        elif seen_at < self.first_at:
            self.first_at = seen_at
        if added_at != self.added_at:
            self.added_at = _earlier(self.added_at, added_at)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(one, other) if one and other else one or other


class Sightings:
    """Collects what a worker sees, file by file, until it is handed on as Arrow batches."""

    def __init__(self) -> None:
        self._snapshots: list[Row] = []
        self._entries: list[Row] = []
        self._entries_end: list[int] = [0]  # where each snapshot's entries end, as Arrow wants it
        # By the object: the decoder makes one of those that are the same, see `TrackDecoder`.
        self._tracks: dict[int, tuple[Track, _Shown]] = {}
        self._playlists = _Newest[Playlist]()
        self._songs = _Newest[Track]()
        self._albums = _Newest[Album]()
        self._artists = _Newest[Artist]()

    @property
    def entries(self) -> int:
        """How many entries have been seen and not handed over."""
        return len(self._entries)

    def see(self, key: str, version: str, raw_file: RawFile) -> None:
        """Take in a decoded raw file."""
        seen_at = raw_file.extracted_at
        types: Counter[str] = Counter()
        for position, entry in raw_file.entries():
            track = entry_track(entry)
            kind = entry_type(entry, track)
            added_at = parse_added_at(entry.added_at) if entry else None
            song_id = popularity = None
            if kind == "track" and track and track.id:
                song_id, popularity = track.id, whole_number(track.popularity)
                self._see_track(track, seen_at, added_at)
            types[kind] += 1
            self._entries.append((position, kind, song_id, added_at, popularity))
        self._playlists.see(raw_file.playlist.id, raw_file.playlist, _Shown(seen_at, seen_at))
        counts = (types["track"], types["episode"], types["local"], types["unavailable"])
        self._snapshot(
            (key, version, raw_file.playlist.id, seen_at, "loaded", None, sum(counts), *counts)
        )

    def see_failure(
        self, key: str, version: str | None, status: Literal["rejected", "unread"], reason: str
    ) -> None:
        """Take in a raw file that does not hold the raw format, or could not be fetched."""
        self._snapshot((key, version, None, None, status, reason, 0, 0, 0, 0, 0))

    def _snapshot(self, row: Row) -> None:
        self._snapshots.append(row)
        self._entries_end.append(len(self._entries))

    def _see_track(self, track: Track, seen_at: datetime, added_at: datetime | None) -> None:
        known = self._tracks.get(id(track))
        if known is None:
            self._tracks[id(track)] = (track, _Shown(seen_at, seen_at, added_at))
        else:
            known[1].update(seen_at, added_at)

    def _fold_tracks(self) -> None:
        """Bring the tracks to the newest of each id that stands in them."""
        for track, shown in self._tracks.values():
            if track.id:
                self._songs.see(track.id, track, shown)
            artists = track.artists or []
            if album := track.album:
                artists = artists + (album.artists or [])
                if album.id:
                    self._albums.see(album.id, album, shown)
            for artist in artists:
                if artist and artist.id:
                    self._artists.see(artist.id, artist, shown)
        self._tracks.clear()

    def take_surplus(self) -> Iterator[pa.RecordBatch]:
        """Hand over what has become too much to hold: entries, ids, both or nothing."""
        if len(self._entries) >= MAX_ENTRIES:
            yield from self._take_snapshots()
        if len(self._tracks) >= MAX_TRACKS:
            self._fold_tracks()
        if len(self._songs) >= MAX_IDS or len(self._artists) >= MAX_IDS:
            yield from self._take_ids()

    def take(self) -> Iterator[pa.RecordBatch]:
        """Hand over everything as batches of ``SIGHTING``, and begin anew."""
        yield from self._take_snapshots()
        yield from self._take_ids()

    def _take_snapshots(self) -> Iterator[pa.RecordBatch]:
        yield from _batches(
            snapshot=_structs(SNAPSHOT, self._snapshots),
            entries=pa.ListArray.from_arrays(self._entries_end, _structs(ENTRY, self._entries)),
        )
        self._snapshots, self._entries, self._entries_end = [], [], [0]

    def _take_ids(self) -> Iterator[pa.RecordBatch]:
        self._fold_tracks()
        yield from _batches(playlist=_structs(PLAYLIST, map(_playlist, self._playlists.take())))
        yield from _batches(song=_structs(SONG, map(_song, self._songs.take())))
        yield from _batches(album=_structs(ALBUM, map(_album, self._albums.take())))
        yield from _batches(artist=_structs(ARTIST, map(_artist, self._artists.take())))


def _structs(type_: pa.StructType, rows: Iterable[Row]) -> pa.StructArray:
    columns = list(zip(*rows, strict=True)) or [()] * type_.num_fields
    fields = list(type_)
    arrays = [
        pa.array(column, type=field.type) for column, field in zip(columns, fields, strict=True)
    ]
    return pa.StructArray.from_arrays(arrays, fields=fields)


def _batches(**columns: pa.Array) -> Iterator[pa.RecordBatch]:
    rows = len(next(iter(columns.values())))
    if rows:
        arrays = [
            columns[field.name] if field.name in columns else pa.nulls(rows, field.type)
            for field in SIGHTING
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=SIGHTING)


def _playlist(sighting: tuple[Playlist, _Seen[Playlist]]) -> Row:
    playlist, seen = sighting
    return (
        playlist.id,
        playlist.name,
        playlist.owner_id,
        playlist.owner_name,
        playlist.description,
        whole_number(playlist.followers),
        playlist.url,
        seen.first_at,
        seen.last_at,
    )


def _song(sighting: tuple[Track, _Seen[Track]]) -> Row:
    track, seen = sighting
    return (
        track.id,
        track.name,
        whole_number(track.duration_ms),
        track.explicit,
        whole_number(track.popularity),
        track.external_ids.isrc if track.external_ids else None,
        whole_number(track.disc_number),
        whole_number(track.track_number),
        _url(track.external_urls),
        (track.album.id or None) if track.album else None,
        [artist.id for artist in track.artists or () if artist and artist.id],
        seen.added_at,
        seen.first_at,
        seen.last_at,
    )


def _album(sighting: tuple[Album, _Seen[Album]]) -> Row:
    album, seen = sighting
    artists = [artist.id for artist in album.artists or () if artist and artist.id]
    images = [image.url for image in album.images or () if image and image.url]
    return (
        album.id,
        album.name,
        album.album_type,
        parse_release_date(album.release_date, album.release_date_precision),
        album.release_date_precision,
        whole_number(album.total_tracks),
        _url(album.external_urls),
        images[0] if images else None,
        artists[0] if artists else None,
        seen.first_at,
        seen.last_at,
    )


def _artist(sighting: tuple[Artist, _Seen[Artist]]) -> Row:
    artist, seen = sighting
    return (artist.id, artist.name, _url(artist.external_urls), seen.first_at, seen.last_at)


def _url(urls: ExternalUrls | None) -> str | None:
    return urls.spotify if urls else None
