"""Generate raw files that contradict each other, and calculate the tables they must end in.

The files of a group, whose ids share a prefix, show the same few songs, albums and artists at the
same few times, with different values and often without some fields. The ``expected_`` functions
apply the tables' rules to the files in plain Python, without the code under test.
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
# release_date and release_date_precision as Spotify sends them, and the date to store.
RELEASE_DATES = {
    ("1996", "year"): date(1996, 1, 1),
    ("2001-07", "month"): date(2001, 7, 1),
    ("2020-02-29", "day"): date(2020, 2, 29),
    ("0000", "year"): None,
    (None, None): None,
}
# added_by as Spotify sends it, and the id to store; "absent" leaves the field out.
ADDED_BY = [({"id": "ada"}, "ada"), ({"id": ""}, None), (None, None), ("absent", None)]
ADDED_AT = {
    "2026-10-01T00:00:00Z": datetime(2026, 10, 1),  # noqa: DTZ001
    "2026-10-02T12:00:00Z": datetime(2026, 10, 2, 12),  # noqa: DTZ001
    "1970-01-01T00:00:00Z": None,
    None: None,
}

Row = tuple[Any, ...]


@dataclass(frozen=True)
class File:
    """A raw file: its key, and its content as plain dictionaries."""

    key: str
    playlist: dict[str, Any]
    extracted_at: datetime
    entries: list[dict[str, Any] | None]
    total: int | None = None

    @property
    def body(self) -> bytes:
        line = {
            "format": "spotify-playlist-page/1",
            "playlist": self.playlist,
            "extracted_at": f"{self.extracted_at.isoformat()}Z",
            "page": {"items": self.entries, "offset": 0, "total": self.total},
        }
        return json.dumps(line).encode() + b"\n"


def _some_fields(fields: dict[str, Any], random: Random) -> dict[str, Any]:
    """Remove one field, but not the id, in one of three cases."""
    if random.randrange(3):
        return fields
    lacking = random.choice(sorted(fields.keys() - {"id", "type"}) or ["id"])
    return {name: value for name, value in fields.items() if name != lacking or name == "id"}


def _artist(prefix: str, random: Random) -> dict[str, Any]:
    name = random.choice(["X", "Y", None])
    id_ = f"{prefix}-x{random.randrange(3)}" if random.randrange(8) else None
    fields = {"id": id_, "name": name, "external_urls": {"spotify": "u"}}
    return {"type": "artist"} | _some_fields(fields, random)


def _album(prefix: str, random: Random) -> dict[str, Any]:
    released, precision = random.choice(list(RELEASE_DATES))
    fields = {
        "id": f"{prefix}-l{random.randrange(2)}",
        "name": random.choice(["L", "M"]),
        "album_type": "album",
        "release_date": released,
        "release_date_precision": precision,
        "total_tracks": random.choice([3, 3.0, 4]),
        "artists": [_artist(prefix, random) for _ in range(random.randrange(3))],
        "images": random.choice([[], [{"url": "wide"}, {"url": "narrow"}]]),
    }
    return _some_fields(fields, random)


def _track(prefix: str, random: Random) -> dict[str, Any]:
    fields = {
        "id": f"{prefix}-s{random.randrange(2)}",
        "name": random.choice(["S", "T", None]),
        "duration_ms": 1000,
        "popularity": random.choice([None, 1, 2]),
        # Often none: removed credits leave no row that shows their time.
        "artists": [_artist(prefix, random) for _ in range(random.choice([0, 0, 1, 2, 3]))],
        "album": _album(prefix, random),
    }
    track = {"type": "track"} | _some_fields(fields, random)
    if random.randrange(8) == 0:
        track |= {"id": f"{prefix}-played-instead", "linked_from": {"id": track["id"]}}
    return track


def _entry(prefix: str, random: Random) -> dict[str, Any] | None:
    added_by, _ = random.choice(ADDED_BY)
    entry = _entry_of_anyone(prefix, random)
    return entry if entry is None or added_by == "absent" else entry | {"added_by": added_by}


def _entry_of_anyone(prefix: str, random: Random) -> dict[str, Any] | None:
    added_at = random.choice(list(ADDED_AT))
    match random.choice(["song", "song", "song", "episode", "local", "gone"]):
        case "song":
            key = random.choice(["item", "track"])
            return {key: _track(prefix, random), "added_at": added_at}
        case "episode":
            return {"track": _track(prefix, random) | {"type": "episode"}, "added_at": added_at}
        case "local":
            return {"item": {"type": "track", "id": None, "is_local": True}, "is_local": True}
        case _:
            return {"item": None}


def make_files(prefix: str, random: Random) -> list[File]:
    """Make the raw files of one group, whose ids begin with the prefix."""
    files = []
    for number in range(random.randint(1, 4)):
        header = {
            "id": f"{prefix}-p{random.randrange(2)}",
            "name": random.choice(["P", "Q", None]),
            "followers": random.choice([None, 1, 3_000_000_000, -1]),
            "collaborative": random.choice([True, False]),
        }
        playlist = _some_fields(header, random)
        key = f"{playlist['id']}/{random.randrange(10)}-{number}.jsonl"
        # Often none: an empty snapshot has no rows.
        entries = [_entry(prefix, random) for _ in range(random.choice([0, 1, 2, 3, 4]))]
        total = random.choice([len(entries), len(entries) + 1, None])
        files.append(File(key, playlist, random.choice(TIMES), entries, total))
    return files


def entry_type(entry: dict[str, Any] | None) -> str:
    track = (entry or {}).get("item") or (entry or {}).get("track")
    if track is None:
        return "unavailable"
    if track.get("is_local"):
        return "local"
    return str(track["type"])


def song_id(track: dict[str, Any]) -> str:
    return str(track.get("linked_from", track)["id"])


def songs_in(file: File) -> list[tuple[dict[str, Any], datetime | None]]:
    """Return the file's songs, each with the time it was added."""
    return [
        (entry.get("item") or entry["track"], ADDED_AT[entry["added_at"]])
        for entry in file.entries
        if entry is not None and entry_type(entry) == "track"
    ]


@dataclass(frozen=True)
class Shown:
    """The columns that one file shows of one id, by attribute (mostly one column each)."""

    id: str
    at: datetime
    attributes: dict[str, dict[str, Any]]


def _newest_wins(key: str, attributes: list[str], shown: list[Shown]) -> dict[str, dict[str, Any]]:
    """Return a table's rows by id: of each attribute the newest value, of ties the greatest."""
    rows = {}
    for id_ in {each.id for each in shown}:
        of_id = [each for each in shown if each.id == id_]
        last = max(each.at for each in of_id)
        row: dict[str, Any] = {key: id_}
        row |= {"first_seen_at": min(each.at for each in of_id), "last_seen_at": last}
        shown_at: dict[str, datetime | None] = {}
        for attribute in attributes:
            showing = [each for each in of_id if attribute in each.attributes]
            latest = max((each.at for each in showing), default=None)
            shown_at[attribute] = latest
            values = [each.attributes[attribute] for each in showing if each.at == latest]
            row |= max(values, key=_nulls_first, default={attribute: None})
        all_shown = set(shown_at.values()) == {last}
        rows[id_] = row | {"shown_at": None if all_shown else shown_at}
    return rows


def _nulls_first(columns: dict[str, Any]) -> list[tuple[bool, str]]:
    return [(value is not None, str(value)) for value in columns.values()]


def _columns(thing: dict[str, Any], **fields: str) -> dict[str, dict[str, Any]]:
    """Return the columns whose field is present, with its value."""
    return {column: {column: thing[field]} for column, field in fields.items() if field in thing}


def _first_id(thing: dict[str, Any]) -> dict[str, dict[str, Any]]:
    if "artists" not in thing:
        return {}
    ids = [artist["id"] for artist in thing["artists"] if artist.get("id")]
    return {"artist_id": {"artist_id": ids[0] if ids else None}}


def expected_albums(files: list[File]) -> dict[str, dict[str, Any]]:
    shown = []
    for file in files:
        for track, _ in songs_in(file):
            album = track.get("album") or {}
            attributes = _columns(
                album, album_name="name", album_type="album_type", total_tracks="total_tracks"
            ) | _first_id(album)
            if "release_date" in album:
                released, precision = album["release_date"], album.get("release_date_precision")
                day = _release_day(released, precision)
                attributes["release_date"] = {
                    "release_date": day, "release_date_precision": precision
                }  # fmt: skip
            if "images" in album:
                attributes["image_url"] = {"image_url": "wide" if album["images"] else None}
            if "total_tracks" in album:
                attributes["total_tracks"] = {"total_tracks": int(album["total_tracks"])}
            if album:
                shown.append(Shown(album["id"], file.extracted_at, attributes))
    names = ["album_name", "album_type", "release_date", "total_tracks", "album_url", "image_url",
             "artist_id"]  # fmt: skip
    return _newest_wins("album_id", names, shown)


def _release_day(released: str | None, precision: str | None) -> date | None:
    if precision is None and released is not None:  # guessed from the text's form
        (precision,) = (each for text, each in RELEASE_DATES if text == released)
    return RELEASE_DATES[released, precision]


def expected_artists(files: list[File]) -> dict[str, dict[str, Any]]:
    shown = [
        Shown(
            artist["id"],
            file.extracted_at,
            _columns(artist, artist_name="name")
            | ({"artist_url": {"artist_url": "u"}} if "external_urls" in artist else {}),
        )
        for file in files
        for track, _ in songs_in(file)
        for artist in chain(track.get("artists", []), track.get("album", {}).get("artists", []))
        if artist.get("id")
    ]
    return _newest_wins("artist_id", ["artist_name", "artist_url"], shown)


def expected_songs(files: list[File]) -> dict[str, dict[str, Any]]:
    shown = []
    added: dict[str, list[datetime]] = {}
    for file in files:
        for track, added_at in songs_in(file):
            attributes = _columns(
                track, song_name="name", duration_ms="duration_ms", popularity="popularity"
            ) | _first_id(track)
            if "album" in track:
                attributes["album_id"] = {"album_id": track["album"]["id"]}
            shown.append(Shown(song_id(track), file.extracted_at, attributes))
            added.setdefault(song_id(track), []).extend([added_at] if added_at else [])
    names = ["song_name", "duration_ms", "explicit", "popularity", "isrc", "disc_number",
             "track_number", "song_url", "album_id", "artist_id"]  # fmt: skip
    rows = _newest_wins("song_id", names, shown)
    for id_, row in rows.items():
        row["song_added_at"] = min(added[id_], default=None)
    return rows


def expected_credits(files: list[File]) -> set[Row]:
    """Return song_artist: of each song the newest credits, of ties the greatest."""
    newest: dict[str, tuple[datetime, list[tuple[str, int]]]] = {}
    for file in files:
        for track, _ in songs_in(file):
            if "artists" in track:
                credits_ = [
                    (artist["id"], position)
                    for position, artist in enumerate(track["artists"], start=1)
                    if artist.get("id")
                ]
                found = (file.extracted_at, credits_)
                newest[song_id(track)] = max(newest.get(song_id(track), found), found)
    return {
        (id_, position, artist_id, seen_at)
        for id_, (seen_at, credits_) in newest.items()
        for artist_id, position in credits_
    }


def expected_playlists(files: list[File]) -> dict[str, dict[str, Any]]:
    shown = []
    for file in files:
        header = dict(file.playlist)
        if header.get("followers") == -1:  # invalid: left out
            del header["followers"]
        attributes = _columns(header, playlist_name="name", followers="followers")
        shown.append(Shown(header["id"], file.extracted_at, attributes))
    names = ["playlist_name", "owner_id", "owner_name", "description", "followers", "playlist_url"]
    return _newest_wins("playlist_id", names, shown)


def _latest_of_day(files: list[File]) -> dict[tuple[str, date], File]:
    """Return the latest file of each playlist and day."""
    latest: dict[tuple[str, date], File] = {}
    for file in sorted(files, key=lambda file: (file.extracted_at, file.key)):
        latest[file.playlist["id"], file.extracted_at.date()] = file
    return latest


def expected_snapshots(files: list[File]) -> list[dict[str, Any]]:
    """Return playlist_snapshot; a field that the latest file of the day lacks is null."""
    nulls = ["description", "owner_id", "owner_name", "is_public", "image_url", "snapshot_id"]
    return [
        dict.fromkeys(nulls)
        | {
            "playlist_id": playlist_id,
            "snapshot_date": day,
            "playlist_name": file.playlist.get("name"),
            "followers": None if file.playlist.get("followers") == -1  # invalid: left out
            else file.playlist.get("followers"),
            "is_collaborative": file.playlist.get("collaborative"),
            "entries": len(file.entries),
            "total": file.total,
            "extracted_at": file.extracted_at,
            "raw_file": file.key,
        }
        for (playlist_id, day), file in _latest_of_day(files).items()
    ]  # fmt: skip


def expected_entries(files: list[File]) -> set[Row]:
    """Return playlist_entry: the entries of the latest file of each playlist and day."""
    rows = set()
    for (playlist_id, day), file in _latest_of_day(files).items():
        for position, entry in enumerate(file.entries, start=1):
            kind = entry_type(entry)
            track = (entry or {}).get("item") or (entry or {}).get("track") or {}
            rows.add(
                (
                    playlist_id,
                    day,
                    position,
                    kind,
                    song_id(track) if kind == "track" else None,
                    ADDED_AT[(entry or {}).get("added_at")],
                    ((entry or {}).get("added_by") or {}).get("id") or None,
                    track.get("popularity") if kind == "track" else None,
                    file.extracted_at,
                    file.key,
                )
            )
    return rows


def expected_raw_files(files: list[File]) -> set[Row]:
    """Return raw_file, without reason, run_id and loaded_at."""
    rows = set()
    for file in files:
        kinds = [entry_type(entry) for entry in file.entries]
        counts = [kinds.count(kind) for kind in ("track", "episode", "local", "unavailable")]
        playlist_id = file.playlist["id"]
        rows.add(
            (file.key, playlist_id, file.extracted_at, "loaded", len(kinds), file.total, *counts)
        )
    return rows
