"""Generate raw files to measure with: playlists that change a little from day to day.

Values are invented; shape and size are the Web API's: an entry takes 2.3 KB, or 4.2 KB with
``available_markets``. The same arguments make the same bytes.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import count
from math import isqrt
from pathlib import Path

import msgspec

from glue_jobs.raw_zone.zone import TO_PROCESS

ENTRIES_PER_FILE = 100
_ENTRIES_PER_PAGE = 50  # the Web API's largest page
FIRST_DAY = datetime(2025, 1, 1, 6, tzinfo=UTC)
_NEW_ENTRIES_A_DAY = 3
_SHARED_SONGS = 10_000
_DAYS_OF_SAME_POPULARITY = 4
_MARKETS = [a + b for a in "ABCDEFGHIJKLMN" for b in "ABCDEFGHIJKLM"]

_Json = dict[str, object]


def write_raw_files(
    raw_zone: Path, files: int, *, markets: bool, entries: int = ENTRIES_PER_FILE
) -> int:
    """Write raw files into ``to_process/``; return their bytes.

    There are as many playlists as days. Each day three songs of a playlist are replaced by others,
    half of which are shared with other playlists, and a quarter of the songs change popularity.
    """
    playlists = isqrt(files)
    lists = [_Playlist(number, entries, markets=markets) for number in range(playlists)]
    written = 0
    for number in range(files):
        playlist, day = lists[number % playlists], number // playlists
        time = FIRST_DAY + timedelta(days=day, seconds=number % playlists)
        path = raw_zone / TO_PROCESS / _key(playlist.id, time)
        path.parent.mkdir(parents=True, exist_ok=True)
        written += path.write_bytes(playlist.raw_file(day, time))
    return written


def further_days(entries: int) -> Iterator[tuple[str, bytes]]:
    """Yield the key and content of a playlist's raw files, from the second day on without end."""
    playlist = _Playlist(0, entries, markets=False)
    for day in count(1):
        time = FIRST_DAY + timedelta(days=day)
        yield _key(playlist.id, time), playlist.raw_file(day, time)


def _key(playlist_id: str, time: datetime) -> str:
    return f"{playlist_id}/{time:%Y%m%dT%H%M%SZ}.jsonl"


class _Playlist:
    """A playlist that makes its raw files day by day."""

    def __init__(self, number: int, entries: int, *, markets: bool) -> None:
        self.id = spotify_id("playlist", number)
        self._number = number
        self._markets = markets
        self._random = random.Random(number)  # noqa: S311 - made-up music
        self._new_songs = 0
        self._songs = [self._another_song(0) for _ in range(entries)]

    def _another_song(self, day: int) -> tuple["_Song", str]:
        added_at = (
            f"{FIRST_DAY + timedelta(days=day, seconds=-self._random.randrange(9**6)):%FT%TZ}"
        )
        if self._random.random() < 0.5:
            name = self._random.randrange(_SHARED_SONGS)
        else:
            self._new_songs += 1
            name = _SHARED_SONGS + self._number * 1_000_000 + self._new_songs
        return _Song(name, markets=self._markets), added_at

    def raw_file(self, day: int, time: datetime) -> bytes:
        """Return the next day's extraction."""
        if day:
            for _ in range(_NEW_ENTRIES_A_DAY):
                self._songs.pop(self._random.randrange(len(self._songs)))
                place = self._random.randrange(len(self._songs))
                self._songs.insert(place, self._another_song(day))
        return b"".join(
            self._line(day, time, offset)
            for offset in range(0, len(self._songs), _ENTRIES_PER_PAGE)
        )

    def _line(self, day: int, time: datetime, offset: int) -> bytes:
        url = f"https://api.spotify.com/v1/playlists/{self.id}/items"
        header = {
            "id": self.id,
            "name": f"Playlist {self._number}",
            "owner_id": "benchmark",
            "owner_name": "Benchmark",
            "description": "Made up",
            "followers": 1_000 + day,
            "snapshot_id": spotify_id("snapshot", day),
            "url": f"https://open.spotify.com/playlist/{self.id}",
        }
        entries = self._songs[offset : offset + _ENTRIES_PER_PAGE]
        page = {
            "href": f"{url}?offset={offset}&limit={_ENTRIES_PER_PAGE}",
            "items": [msgspec.Raw(song.entry(added_at, day)) for song, added_at in entries],
            "limit": _ENTRIES_PER_PAGE,
            "next": None,
            "offset": offset,
            "previous": None,
            "total": len(self._songs),
        }
        line = {
            "format": "spotify-playlist-page/1",
            "playlist": header,
            "extracted_at": f"{time:%FT%TZ}",
            "page": page,
        }
        return msgspec.json.encode(line) + b"\n"


class _Song:
    """A song; its JSON is made once, except for the popularity."""

    def __init__(self, number: int, *, markets: bool) -> None:
        chance = random.Random(number)  # noqa: S311 - made-up music
        self._base = chance.randrange(20, 90)
        self._phase = chance.randrange(_DAYS_OF_SAME_POPULARITY)
        self._before, self._after = _track_json(number, chance, markets=markets)

    def entry(self, added_at: str, day: int) -> bytes:
        """Return the entry as a day's page shows it."""
        step = (day + self._phase) // _DAYS_OF_SAME_POPULARITY
        popularity = self._base + step * 7 % 11
        return (
            f'{{"added_at":"{added_at}","added_by":{{"external_urls":{{"spotify":'
            '"https://open.spotify.com/user/benchmark"},"href":'
            '"https://api.spotify.com/v1/users/benchmark","id":"benchmark","type":"user",'
            '"uri":"spotify:user:benchmark"},"is_local":false,"primary_color":null,"item":'
        ).encode() + b'%s%d%s,"video_thumbnail":{"url":null}}' % (
            self._before,
            popularity,
            self._after,
        )


def _track_json(number: int, chance: random.Random, *, markets: bool) -> tuple[bytes, bytes]:
    first = chance.randrange(number // 2 + 1)
    artists = [_artist(first + more) for more in range(chance.choice([1, 1, 1, 2, 2, 3]))]
    where: _Json = {"available_markets": _MARKETS} if markets else {}
    album_number = number // 2
    image = f"https://i.scdn.co/image/{spotify_id('image', album_number)}"
    year, month, day = 1960 + chance.randrange(65), chance.randrange(1, 13), chance.randrange(1, 29)
    precision = chance.choices(["day", "month", "year"], [90, 3, 7])[0]
    album = {
        "album_type": chance.choice(["album", "single", "compilation"]),
        "artists": artists[:1],
        **where,
        "external_urls": _urls("album", album_number),
        "href": f"https://api.spotify.com/v1/albums/{spotify_id('album', album_number)}",
        "id": spotify_id("album", album_number),
        "images": [
            {"height": side, "url": f"{image}{side}", "width": side}
            for side in (640, 300, 64)
        ],
        "name": f"Album number {album_number}",
        "release_date": {
            "day": f"{year}-{month:02}-{day:02}", "month": f"{year}-{month:02}", "year": f"{year}"
        }[precision],
        "release_date_precision": precision,
        "total_tracks": chance.randrange(1, 20),
        "type": "album",
        "uri": f"spotify:album:{spotify_id('album', album_number)}",
    }  # fmt: skip
    track = {
        "album": album,
        "artists": artists,
        **where,
        "disc_number": 1,
        "duration_ms": chance.randrange(90_000, 400_000),
        "episode": False,
        "explicit": chance.random() < 0.3,
        "external_ids": {"isrc": f"QZ{number:010}"},
        "external_urls": _urls("track", number),
        "href": f"https://api.spotify.com/v1/tracks/{spotify_id('track', number)}",
        "id": spotify_id("track", number),
        "is_local": False,
        "name": f"Song number {number} (feat. somebody)",
        "popularity": "?",
        "preview_url": None,
        "track": True,
        "track_number": chance.randrange(1, 20),
        "type": "track",
        "uri": f"spotify:track:{spotify_id('track', number)}",
    }
    before, _, after = msgspec.json.encode(track).partition(b'"?"')
    return before, after


def _artist(number: int) -> _Json:
    return {
        "external_urls": _urls("artist", number),
        "href": f"https://api.spotify.com/v1/artists/{spotify_id('artist', number)}",
        "id": spotify_id("artist", number),
        "name": f"Artist number {number}",
        "type": "artist",
        "uri": f"spotify:artist:{spotify_id('artist', number)}",
    }


def _urls(kind: str, number: int) -> _Json:
    return {"spotify": f"https://open.spotify.com/{kind}/{spotify_id(kind, number)}"}


def spotify_id(kind: str, number: int) -> str:
    """Return the id of a generated object: 22 letters and digits, like Spotify's ids."""
    return blake2b(f"{kind} {number}".encode(), digest_size=11).hexdigest()
