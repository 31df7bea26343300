"""A hand-written loop: orjson and dicts in one process per core, merged in the parent."""

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from glue_jobs.raw_zone.zone import TO_PROCESS

# By id: the newest row, beginning with its time. A song's earliest added_at is kept separately.
_Newest = dict[str, tuple[Any, ...]]
_Earliest = dict[str, str]

_ALBUM = pa.schema(
    [
        ("album_id", pa.string()),
        ("album_name", pa.string()),
        ("release_date", pa.date32()),
        ("total_tracks", pa.int32()),
        ("album_url", pa.string()),
    ]
)
_ARTIST = pa.schema(
    [("artist_id", pa.string()), ("artist_name", pa.string()), ("artist_url", pa.string())]
)
_SONG = pa.schema(
    [
        ("song_id", pa.string()),
        ("song_name", pa.string()),
        ("duration_ms", pa.int32()),
        ("song_url", pa.string()),
        ("popularity", pa.int32()),
        ("album_id", pa.string()),
        ("artist_id", pa.string()),
        ("song_added_at", pa.timestamp("us")),
    ]
)


def run(raw_zone: Path, out: Path) -> None:
    """Read, deduplicate, write."""
    out.mkdir(parents=True)
    paths = sorted((raw_zone / TO_PROCESS).rglob("*.jsonl"))
    processes = min(os.cpu_count() or 1, len(paths))
    shares = [paths[len(paths) * n // processes : len(paths) * (n + 1) // processes]
              for n in range(processes)]  # fmt: skip
    with ProcessPoolExecutor(processes) as pool:
        (albums, artists, songs, added), *others = pool.map(_read, shares)
    for more_albums, more_artists, more_songs, more_added in others:
        _merge(albums, more_albums)
        _merge(artists, more_artists)
        _merge(songs, more_songs)
        for id_, time in more_added.items():
            added[id_] = min(time, added.get(id_, time))
    album_rows = (
        (id_, name, _date(day), tracks, url) for id_, (_, name, day, tracks, url) in albums.items()
    )
    _write(out / "album.parquet", _ALBUM, album_rows)
    artist_rows = ((id_, name, url) for id_, (_, name, url) in artists.items())
    _write(out / "artist.parquet", _ARTIST, artist_rows)
    song_rows = ((id_, *content[1:], _time(added[id_])) for id_, content in songs.items())
    _write(out / "song.parquet", _SONG, song_rows)


def _read(paths: list[Path]) -> tuple[_Newest, _Newest, _Newest, _Earliest]:
    albums: _Newest = {}
    artists: _Newest = {}
    songs: _Newest = {}
    added: _Earliest = {}
    for path in paths:
        for text in path.read_bytes().splitlines():
            line = orjson.loads(text)
            seen_at = line["extracted_at"]
            for entry in line["page"]["items"]:
                _add_entry(entry, seen_at, albums, artists, songs, added)
    return albums, artists, songs, added


def _add_entry(  # noqa: PLR0913, PLR0917 - the five dicts change together
    entry: dict[str, Any],
    seen_at: str,
    albums: _Newest,
    artists: _Newest,
    songs: _Newest,
    added: _Earliest,
) -> None:
    track, time = entry["item"], entry["added_at"]
    id_, album = track["id"], track["album"]
    if time < added.get(id_, "~"):
        added[id_] = time
    existing = songs.get(id_)
    if existing is None or seen_at > existing[0]:
        songs[id_] = (
            seen_at,
            track["name"],
            track["duration_ms"],
            track["external_urls"]["spotify"],
            track["popularity"],
            album["id"],
            track["artists"][0]["id"],
        )
    existing = albums.get(album["id"])
    if existing is None or seen_at >= existing[0]:
        content = (
            seen_at,
            album["name"],
            (album["release_date"] + "-01-01")[:10],
            album["total_tracks"],
            album["external_urls"]["spotify"],
        )
        albums[album["id"]] = _newer(existing, content)
    for artist in track["artists"] + album["artists"]:
        existing = artists.get(artist["id"])
        if existing is None or seen_at > existing[0]:
            url = artist["external_urls"]["spotify"]
            artists[artist["id"]] = (seen_at, artist["name"], url)


def _merge(newest: _Newest, more: _Newest) -> None:
    for id_, content in more.items():
        newest[id_] = _newer(newest.get(id_), content)


def _newer(one: tuple[Any, ...] | None, other: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the row of the later time; of one time each column's greater value, as in the job."""
    if one is None or other[0] > one[0]:
        return other
    return tuple(map(max, one, other)) if other[0] == one[0] else one


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)


def _write(path: Path, schema: pa.Schema, rows: Any) -> None:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    pq.write_table(pa.table(arrays, schema=schema), path)
