"""The order of the chart from day to day: debuts, climbs, fades, comebacks.

Scores use the four basic operations alone, no powers or logarithms: all machines round these
alike, so that a seed gives the same places everywhere. What happens depends on the number of the
day, not on its date: the same history can end on any day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from local.sample_playlists.catalogue import Catalogue
from local.sample_playlists.model import Song

FIRST_DAY = date(2026, 11, 1)

# The day of each week on which new songs come out; if the first day is a Sunday, a Friday.
_RELEASE_DAY = 5
_BIG_ALBUM_EVERY_DAYS = 28
# Songs that compete for a place; a song that falls below cannot come back.
_FIELD = 260
_CLASSIC_BEFORE = FIRST_DAY - timedelta(days=3650)


@dataclass(frozen=True)
class Ranking:
    """One day's order, from number one down to the songs that don't chart."""

    day: date
    songs: tuple[Song, ...]
    popularity: dict[str, int]


@dataclass(slots=True)
class _Contender:
    """A song that competes for a place.

    ``strength`` grows by ``push`` for ``push_days`` days, then fades towards ``floor``. ``luck``
    is a random walk around zero. The score is the sum of both.
    """

    song: Song
    strength: float
    floor: float
    fade: float
    popularity: float
    taste: float
    push: float = 0.0
    push_days: int = 0
    luck: float = 0.0

    @property
    def score(self) -> float:
        return self.strength + self.luck

    def next_day(self, random: Random) -> None:
        if self.push_days:
            self.strength += self.push
            self.push_days -= 1
        else:
            self.strength += (self.floor - self.strength) * self.fade
        self.luck = 0.8 * self.luck + random.uniform(-0.7, 0.7)

    def follow(self, place: int) -> None:
        """Move the popularity towards that of the place, with some days' delay as on Spotify."""
        target = 98 - 0.29 * place + self.taste
        self.popularity += (min(max(target, 1), 100) - self.popularity) * 0.3


def rankings(seed: int, first_day: date) -> Iterator[Ranking]:
    """Yield the order of every day, beginning with the first, without end."""
    random = Random(f"{seed}/ranking")  # noqa: S311 - has to be reproducible
    catalogue = Catalogue(seed)
    field = _opening(catalogue.backlist(first_day), first_day, random)
    for number in count():
        day = first_day + timedelta(number)
        if number:
            for contender in field:
                contender.next_day(random)
            _strike(field, random)
            field += [_debut(song, random) for song in _releases(catalogue, number, day, random)]
        if number == _SLEEPER_DAY:
            field.append(_sleeper(catalogue, day))
        field.sort(key=lambda contender: (-contender.score, contender.song.id))
        del field[_FIELD:]
        for place, contender in enumerate(field, start=1):
            contender.follow(place)
        yield Ranking(
            day=day,
            songs=tuple(contender.song for contender in field),
            popularity={one.song.id: round(one.popularity) for one in field},
        )


def _opening(songs: list[Song], today: date, random: Random) -> list[_Contender]:
    """Return the songs of the first day in order: newer ones rather higher, classics low."""

    def is_classic(song: Song) -> bool:
        return song.released < _CLASSIC_BEFORE

    def appeal(song: Song) -> float:
        is_new = (today - song.released).days < 120
        return random.random() + (0.3 if is_new else -0.45 if is_classic(song) else 0)

    ordered = sorted(((appeal(song), song.id, song) for song in songs), reverse=True)
    field = []
    for place, (_, _, song) in enumerate(ordered):
        field.append(
            _Contender(
                song=song,
                strength=_strength(place),
                # Classics stay just below the chart, so that they can come back.
                floor=random.uniform(34, 38) if is_classic(song) else random.uniform(18, 34),
                fade=random.uniform(0.004, 0.04),
                popularity=98 - 0.29 * place + random.uniform(-8, 2),
                taste=random.uniform(-5, 5),
                luck=random.uniform(-1, 1),
            )
        )
    field[0].fade, field[0].luck = 0.004, 0.0  # stays number one for a week or more
    return field


def _strength(place: int) -> float:
    """Return a strength for a place from 0: far apart at the top, close together below."""
    return 24 + 80 / (1 + place / 18)


def _releases(catalogue: Catalogue, number: int, day: date, random: Random) -> list[Song]:
    """Return the day's new songs."""
    if number % 7 != _RELEASE_DAY:
        return catalogue.release("single", day) if random.random() < 0.45 else []
    songs = []
    for _ in range(random.randint(4, 7)):
        songs += catalogue.release("single", day)
    if number % _BIG_ALBUM_EVERY_DAYS == _RELEASE_DAY:
        songs += catalogue.release("album", day, random.randint(5, 7))
    elif random.random() < 0.5:
        songs += catalogue.release("album", day, random.randint(1, 3))
    if random.random() < 0.3:
        songs += catalogue.release("ep", day, random.randint(1, 3))
    return songs


def _debut(song: Song, random: Random) -> _Contender:
    """Return a new song that enters at its peak, or low and rising."""
    draw = random.random()
    peak = 34 + 68 * draw * draw * draw  # few get far
    fade = random.uniform(0.015, 0.08)
    contender = _Contender(
        song=song,
        strength=peak,
        floor=random.uniform(18, 32),
        fade=fade,
        popularity=random.uniform(0, 40),  # a new song's popularity lags behind its place
        taste=random.uniform(-5, 5),
    )
    if random.random() < 0.45:
        contender.strength = random.uniform(35, 38)
        contender.push_days = random.randint(5, 18)
        contender.push = (peak - contender.strength) / contender.push_days
    return contender


# A song that enters low on this day and is number one eight days later.
_SLEEPER_DAY = 2


def _sleeper(catalogue: Catalogue, day: date) -> _Contender:
    (song,) = catalogue.release("single", day)
    return _Contender(
        song, 38.5, floor=30, fade=0.03, popularity=12, taste=2, push=8.6, push_days=8
    )


def _strike(field: list[_Contender], random: Random) -> None:
    """Change the strength of random songs: a film brings one back, a scandal costs another."""
    lucky = field[random.randrange(60, min(len(field), 180))]
    unlucky = field[random.randrange(3, 80)]
    if random.random() < 0.5 and not lucky.push_days:
        lucky.push_days = random.randint(1, 3)
        lucky.push = random.uniform(4, 24) / lucky.push_days
    if random.random() < 0.4 and not unlucky.push_days:
        unlucky.strength -= random.uniform(5, 25)
