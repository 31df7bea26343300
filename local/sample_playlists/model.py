"""Artists, albums and songs."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from local.sample_playlists.identity import spotify_id

AlbumType = Literal["album", "single", "compilation"]
Precision = Literal["year", "month", "day"]


@dataclass(frozen=True)
class Artist:
    """A performer."""

    id: str
    name: str

    @classmethod
    def named(cls, name: str) -> "Artist":
        """Return the artist of that name; the id follows from it."""
        return cls(spotify_id("artist", name), name)


@dataclass(frozen=True)
class Album:
    """A release; ``release_date`` is cut to its precision."""

    id: str
    name: str
    album_type: AlbumType
    artists: tuple[Artist, ...]
    release_date: str
    precision: Precision
    total_tracks: int


@dataclass(frozen=True)
class Song:
    """A track; ``released`` is the exact day, also where the album has only the year."""

    id: str
    name: str
    album: Album
    artists: tuple[Artist, ...]
    released: date
    duration_ms: int
    explicit: bool
    isrc: str
    track_number: int


VARIOUS_ARTISTS = Artist.named("Various Artists")
