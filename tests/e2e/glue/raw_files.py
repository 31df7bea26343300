"""Two days of one playlist and a truncated file; the expected rows are counted by hand."""

import json
from typing import Any

PLAYLIST = "3cEYpjA9oz9GiPac4AsH4n"

_ADA = {"id": "artist-ada", "name": "Ada"}
_BO = {"id": "artist-bo", "name": "Bo"}


def _song(
    id_: str, name: str, popularity: int, artists: list[dict[str, str]], album: dict[str, Any]
) -> dict[str, Any]:
    return {
        "type": "track",
        "id": id_,
        "name": name,
        "duration_ms": 200_000,
        "popularity": popularity,
        "artists": artists,
        "album": album,
    }


_FIRST = {
    "id": "album-first",
    "name": "First",
    "album_type": "album",
    "release_date": "1996",
    "release_date_precision": "year",
    "total_tracks": 10,
    "artists": [_ADA],
}
_SECOND = {
    "id": "album-second",
    "name": "Second",
    "album_type": "single",
    "release_date": "2001-07",
    "release_date_precision": "month",
    "total_tracks": 1,
    "artists": [_BO],
}


def _alpha(popularity: int) -> dict[str, Any]:
    return _song("song-alpha", "Alpha", popularity, [_ADA], _FIRST)


def _beta(popularity: int) -> dict[str, Any]:
    return _song("song-beta", "Beta", popularity, [_BO, _ADA], _SECOND)


def _file(day: str, items: list[Any]) -> bytes:
    line = {
        "format": "spotify-playlist-page/1",
        "playlist": {"id": PLAYLIST, "name": "By hand", "owner_id": "me", "followers": 7},
        "extracted_at": f"{day}T06:00:00Z",
        "page": {"items": items, "offset": 0},
    }
    return json.dumps(line).encode() + b"\n"


_DAY_1 = _file(
    "2026-11-01",
    [
        {"item": _alpha(50), "added_at": "2026-10-01T08:00:00Z"},
        {"item": _beta(40), "added_at": "2026-10-02T08:00:00Z"},
        {"item": {"type": "episode", "id": "episode", "name": "Talk"}},
        {"item": None},
    ],
)
_DAY_2 = _file(
    "2026-11-02",
    [
        {"item": _beta(45), "added_at": "2026-10-02T08:00:00Z"},
        {"item": _alpha(49), "added_at": "2026-10-01T08:00:00Z"},
    ],
)

FIRST_DAY = f"{PLAYLIST}/20261101T060000Z.jsonl"
SECOND_DAY = f"{PLAYLIST}/20261102T060000Z.jsonl"
CUT_OFF = f"{PLAYLIST}/20261103T060000Z.jsonl"

GOOD = {FIRST_DAY: _DAY_1, SECOND_DAY: _DAY_2}
BAD = {CUT_OFF: _DAY_1[:-9]}
