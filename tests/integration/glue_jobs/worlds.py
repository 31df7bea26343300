"""Small worlds of playlist files, and what their tables must hold.

A world is a few raw files that show the same few songs, albums and artists at the same few times,
with contents that contradict each other. The model below works out from the files alone, in plain
Python, what the README's rules leave possible; the lake must hold one of the possibilities.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from random import Random
from typing import Any

TIMES = [
    datetime(2026, 10, 31, 23, 59, 59),  # noqa: DTZ001 - UTC, as the tables store it
    datetime(2026, 11, 1, 0, 0, 0),  # noqa: DTZ001
    datetime(2026, 11, 1, 6, 0, 3),  # noqa: DTZ001
    datetime(2026, 11, 1, 20, 0, 0),  # noqa: DTZ001
]
# As Spotify writes it, and the day it means.
RELEASE_DATES = {
    ("1996", "year"): date(1996, 1, 1),
    ("2001-07", "month"): date(2001, 7, 1),
    ("2020-02-29", "day"): date(2020, 2, 29),
    ("0000", "year"): None,
    (None, None): None,
}
ADDED_AT = {
    "2026-10-01T00:00:00Z": datetime(2026, 10, 1),  # noqa: DTZ001
    "2026-10-02T12:00:00Z": datetime(2026, 10, 2, 12),  # noqa: DTZ001
    "1970-01-01T00:00:00Z": None,
    None: None,
}

Row = tuple[Any, ...]


@dataclass(frozen=True)
class File:
    """A raw file: its key, and what is in it as plain dictionaries."""

    key: str
    playlist: dict[str, Any]
    extracted_at: datetime
    entries: list[dict[str, Any] | None]

    @property
    def body(self) -> bytes:
        line = {
            "format": "spotify-playlist-page/1",
            "playlist": self.playlist,
            "extracted_at": f"{self.extracted_at.isoformat()}Z",
            "page": {"items": self.entries, "offset": 0},
        }
        return json.dumps(line).encode() + b"\n"


def _artist(world: str, random: Random) -> dict[str, Any]:
    name = random.choice(["X", "Y", None])
    return {"id": f"{world}-x{random.randrange(3)}", "name": name, "type": "artist"}


def _album(world: str, random: Random) -> dict[str, Any]:
    released, precision = random.choice(list(RELEASE_DATES))
    return {
        "id": f"{world}-l{random.randrange(2)}",
        "name": random.choice(["L", "M"]),
        "album_type": "album",
        "release_date": released,
        "release_date_precision": precision,
        "total_tracks": 3,
        "artists": [_artist(world, random) for _ in range(random.randrange(3))],
        "images": random.choice([[], [{"url": "wide"}, {"url": "narrow"}]]),
    }


def _track(world: str, random: Random) -> dict[str, Any]:
    return {
        "type": "track",
        "id": f"{world}-s{random.randrange(2)}",
        "name": random.choice(["S", "T", None]),
        "duration_ms": 1000,
        "popularity": random.choice([None, 1, 2]),
        # Often nobody: credits that vanish leave no row behind to tell that they did.
        "artists": [_artist(world, random) for _ in range(random.choice([0, 0, 1, 2, 3]))],
        "album": _album(world, random),
    }


def _entry(world: str, random: Random) -> dict[str, Any] | None:
    added_at = random.choice(list(ADDED_AT))
    match random.choice(["song", "song", "song", "episode", "local", "gone"]):
        case "song":
            key = random.choice(["item", "track"])
            return {key: _track(world, random), "added_at": added_at}
        case "episode":
            return {"track": _track(world, random) | {"type": "episode"}, "added_at": added_at}
        case "local":
            return {"item": {"type": "track", "id": None, "is_local": True}, "is_local": True}
        case _:
            return {"item": None}


def make_files(world: str, random: Random) -> list[File]:
    """Make the raw files of one world."""
    files = []
    for number in range(random.randint(1, 4)):
        playlist = {
            "id": f"{world}-p{random.randrange(2)}",
            "name": random.choice(["P", "Q", None]),
            "followers": random.choice([None, 1, 3_000_000_000]),
        }
        key = f"{playlist['id']}/{random.randrange(10)}-{number}.jsonl"
        # Often none: a snapshot that is empty leaves no row behind either.
        entries = [_entry(world, random) for _ in range(random.choice([0, 1, 2, 3, 4]))]
        files.append(File(key, playlist, random.choice(TIMES), entries))
    return files


def entry_type(entry: dict[str, Any] | None) -> str:
    track = (entry or {}).get("item") or (entry or {}).get("track")
    if track is None:
        return "unavailable"
    if track.get("is_local"):
        return "local"
    return str(track["type"])


def songs_in(file: File) -> list[tuple[dict[str, Any], datetime | None]]:
    """The file's songs, each with the time it was added."""
    return [
        (entry.get("item") or entry["track"], ADDED_AT[entry["added_at"]])
        for entry in file.entries
        if entry is not None and entry_type(entry) == "track"
    ]


@dataclass
class Possible:
    """What a key's row may hold: when it was seen, and the contents of its newest files."""

    first_seen_at: datetime
    last_seen_at: datetime
    contents: list[Row]
    earliest_added_at: datetime | None = None


def _possible(sightings: list[tuple[str, datetime, Row]]) -> dict[str, Possible]:
    possible = {}
    for key in {sighting[0] for sighting in sightings}:
        times = [time for id_, time, _ in sightings if id_ == key]
        newest = [row for id_, time, row in sightings if id_ == key and time == max(times)]
        possible[key] = Possible(min(times), max(times), newest)
    return possible


def possible_albums(all_files: list[File]) -> dict[str, Possible]:
    """(name, type, release date, precision, total tracks, image, first artist) by album_id."""
    return _possible(
        [
            (
                album["id"],
                file.extracted_at,
                (
                    album["name"],
                    "album",
                    RELEASE_DATES[album["release_date"], album["release_date_precision"]],
                    album["release_date_precision"],
                    3,
                    "wide" if album["images"] else None,
                    album["artists"][0]["id"] if album["artists"] else None,
                ),
            )
            for file in all_files
            for track, _ in songs_in(file)
            for album in [track["album"]]
        ]
    )


def possible_artists(all_files: list[File]) -> dict[str, Possible]:
    """(name,) by artist_id."""
    return _possible(
        [
            (artist["id"], file.extracted_at, (artist["name"],))
            for file in all_files
            for track, _ in songs_in(file)
            for artist in chain(track["artists"], track["album"]["artists"])
        ]
    )


def possible_songs(all_files: list[File]) -> dict[str, Possible]:
    """(name, popularity, album, first artist) by song_id."""
    possible = _possible(
        [
            (
                track["id"],
                file.extracted_at,
                (
                    track["name"],
                    track["popularity"],
                    track["album"]["id"],
                    track["artists"][0]["id"] if track["artists"] else None,
                ),
            )
            for file in all_files
            for track, _ in songs_in(file)
        ]
    )
    for file in all_files:
        for track, added_at in songs_in(file):
            song = possible[track["id"]]
            known = [time for time in (song.earliest_added_at, added_at) if time]
            song.earliest_added_at = min(known, default=None)
    return possible


def possible_credits(all_files: list[File]) -> dict[str, Possible]:
    """The artists in order by song_id."""
    return _possible(
        [
            (track["id"], file.extracted_at, tuple(artist["id"] for artist in track["artists"]))
            for file in all_files
            for track, _ in songs_in(file)
        ]
    )


def possible_playlists(all_files: list[File]) -> dict[str, Possible]:
    """(name, followers) by playlist_id."""
    return _possible(
        [
            (
                file.playlist["id"],
                file.extracted_at,
                (file.playlist["name"], file.playlist["followers"]),
            )
            for file in all_files
        ]
    )


def entries_that_stand(all_files: list[File]) -> set[Row]:
    """playlist_entry, row by row: of each playlist and day, the entries of its latest file."""
    latest: dict[tuple[str, date], File] = {}
    for file in sorted(all_files, key=lambda file: (file.extracted_at, file.key)):
        latest[file.playlist["id"], file.extracted_at.date()] = file
    rows = set()
    for (playlist_id, day), file in latest.items():
        for position, entry in enumerate(file.entries, start=1):
            kind = entry_type(entry)
            track = (entry or {}).get("item") or (entry or {}).get("track") or {}
            rows.add(
                (
                    playlist_id,
                    day,
                    position,
                    kind,
                    track["id"] if kind == "track" else None,
                    ADDED_AT[(entry or {}).get("added_at")],
                    track["popularity"] if kind == "track" else None,
                    file.extracted_at,
                    file.key,
                )
            )
    return rows


def raw_files_loaded(all_files: list[File]) -> set[Row]:
    """raw_file, without reason, run_id and loaded_at."""
    rows = set()
    for file in all_files:
        kinds = [entry_type(entry) for entry in file.entries]
        counts = [kinds.count(kind) for kind in ("track", "episode", "local", "unavailable")]
        playlist_id = file.playlist["id"]
        rows.add((file.key, playlist_id, file.extracted_at, "loaded", len(kinds), *counts))
    return rows
