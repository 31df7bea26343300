"""Invented releases: songs with their artists, albums and release dates."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, count
from random import Random
from typing import Literal

from local.sample_playlists import words
from local.sample_playlists.identity import isrc, spotify_id
from local.sample_playlists.model import VARIOUS_ARTISTS, Album, AlbumType, Artist, Precision, Song

Kind = Literal["album", "ep", "single", "compilation"]

# Album type, fewest and most tracks. To the Web API an EP is a single with several tracks.
_KINDS: dict[Kind, tuple[AlbumType, int, int]] = {
    "album": ("album", 9, 18),
    "ep": ("single", 4, 6),
    "single": ("single", 1, 1),
    "compilation": ("compilation", 18, 40),
}

# Releases from before the first day: how many songs of each may chart.
_BACKLIST: dict[Kind, tuple[int, ...]] = {
    "album": (7, 6, 5, 4, 4, 3, 3, 3, *(1,) * 20),
    "compilation": (2, 2, 1, 1),
    "ep": (3, 3, 2, 2, 2),
    "single": (1,) * 56,
}
_BACKLIST_DAYS = 2000

_ODD_LENGTHS = {words.INTERLUDE: 47_250, words.EPIC: 702_133}


class Catalogue:
    """An endless supply of releases.

    Parameters
    ----------
    seed
        The same seed gives the same releases to the same calls in the same order.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._random = Random(f"{seed}/catalogue")  # noqa: S311 - has to be reproducible
        self._album_numbers = count(1)
        self._titles = self._names(words.TITLES)
        self._album_names = self._names(words.ALBUMS)
        self._compilation_names = self._names(words.COMPILATIONS)
        self._artists = [Artist.named(name) for name in words.ARTISTS]
        # Each artist has a usual partner, so that some pairs recur.
        partners = self._random.sample(self._artists, len(self._artists))
        self._partner = dict(zip(self._artists, partners, strict=True))

    def backlist(self, today: date) -> list[Song]:
        """Return the songs that chart on the first day, or may come back to the chart later."""
        songs: list[Song] = []
        for kind, sizes in _BACKLIST.items():
            for size in sizes:
                # The product of two random numbers makes most releases recent.
                age = 1 + int(_BACKLIST_DAYS * self._random.random() * self._random.random())
                songs += self.release(kind, today - timedelta(age), size)
        songs += self.release("album", today - timedelta(40), titles=[words.INTERLUDE])
        songs += self.release("album", today - timedelta(200), titles=[words.EPIC])
        for age in (12, 90):  # two songs of one name, by two artists
            songs += self.release("single", today - timedelta(age), titles=[words.NAMESAKE])
        return songs + self._classics()

    def release(
        self, kind: Kind, day: date, size: int = 1, titles: Sequence[str] = ()
    ) -> list[Song]:
        """Make a release and return the ``size`` songs of it that may chart."""
        titles = titles or [next(self._titles) for _ in range(size)]
        if kind == "compilation":
            performers = [self._credits(self._anyone()) for _ in titles]
            name = next(self._compilation_names)
            by: tuple[Artist, ...] = (VARIOUS_ARTISTS,)
        else:
            lead = self._anyone()
            performers = [self._credits(lead) for _ in titles]
            # A single has its song's name and all its artists.
            name = next(self._album_names) if kind == "album" else titles[0]
            by = performers[0] if kind == "single" else (lead,)
        album = self._album(name, kind, by, day)
        numbers = sorted(self._random.sample(range(1, album.total_tracks + 1), len(titles)))
        return [
            self._song(title, album, artists, day, number)
            for title, artists, number in zip(titles, performers, numbers, strict=True)
        ]

    def _classics(self) -> list[Song]:
        songs = []
        for decade, titles in words.CLASSICS.items():
            albums = []
            for name, act in zip(words.CLASSIC_ALBUMS[decade], words.VETERANS[decade], strict=True):
                day = date(decade, 1, 1) + timedelta(self._random.randrange(3600))
                albums.append((day, self._album(name, "album", (Artist.named(act),), day)))
            for index, title in enumerate(titles):
                day, album = albums[index % len(albums)]
                name = f"{title} - Remastered 2011" if self._random.random() < 0.3 else title
                songs.append(self._song(name, album, album.artists, day, index + 1))
        return songs

    def _album(self, name: str, kind: Kind, by: tuple[Artist, ...], day: date) -> Album:
        album_type, fewest, most = _KINDS[kind]
        # Old releases often have a year or a month only.
        known = self._random.random() * (1 if day.year < 2000 else 40)
        precision: Precision = "year" if known < 0.5 else "month" if known < 0.7 else "day"
        return Album(
            # Not of its date, which shifts with the first day.
            id=spotify_id(self._seed, "album", next(self._album_numbers)),
            name=name,
            album_type=album_type,
            artists=by,
            release_date=day.isoformat()[: {"year": 4, "month": 7, "day": 10}[precision]],
            precision=precision,
            total_tracks=self._random.randint(fewest, most),
        )

    def _song(
        self, title: str, album: Album, artists: tuple[Artist, ...], day: date, number: int
    ) -> Song:
        key = (self._seed, "song", album.id, title)
        names_guest = len(artists) == 2 and self._random.random() < 0.5 and title != words.NAMESAKE
        # The median of three, since most songs are about three minutes long.
        length = sorted(self._random.randint(110_000, 290_000) for _ in range(3))[1]
        return Song(
            id=spotify_id(*key),
            name=f"{title} (feat. {artists[1].name})" if names_guest else title,
            album=album,
            artists=artists,
            released=day,
            duration_ms=_ODD_LENGTHS.get(title, length),
            explicit=self._random.random() < (0.32 if day.year >= 1990 else 0),
            isrc=isrc(day.year, *key),
            track_number=number,
        )

    def _anyone(self) -> Artist:
        """Return a random artist, more often one of the first."""
        return self._artists[min(self._random.randrange(len(self._artists)) for _ in range(2))]

    def _credits(self, lead: Artist) -> tuple[Artist, ...]:
        """Return the lead and, for about three songs in ten, up to three guests."""
        (guests,) = self._random.choices((0, 1, 2, 3), (70, 22, 6, 2))
        first = self._partner[lead] if self._random.random() < 0.6 else self._anyone()
        others = [first, self._anyone(), self._anyone()][:guests]
        return tuple(dict.fromkeys([lead, *others]))

    def _names(self, written: Sequence[str]) -> Iterator[str]:
        """Yield the given names, then combined ones, then both again with a number."""
        names = [
            *self._random.sample(written, len(written)),
            *self._random.sample(words.MORE_TITLES, len(words.MORE_TITLES)),
        ]
        numbered = (f"{name} {number}" for number in count(2) for name in names)
        return chain(names, numbered)
