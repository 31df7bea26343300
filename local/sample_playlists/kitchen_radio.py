"""The playlist "Kitchen Radio": shared by three people, renamed, with unavailable songs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from local.sample_playlists.identity import spotify_id
from local.sample_playlists.model import Song
from local.sample_playlists.payload import Json, entry
from local.sample_playlists.people import DAUGHTERS, LODGER, VERA, Person
from local.sample_playlists.slots import Moment, show

# The lodger adds most, Aunt Vera least.
_PEOPLE = (LODGER, LODGER, LODGER, DAUGHTERS, DAUGHTERS, VERA)
_SONGS_AT_FIRST = 36
_MOST_SONGS = 44
_LATEST = 14  # so many are not removed

_NAMES = {
    0: "Kitchen",
    4: "Kitchen Radio",
    11: "Kitchen Radio (no skipping)",
    75: "Kitchen Radio, Second Helping",
    300: "Kitchen Radio (no skipping)",
}
_DESCRIPTIONS = {
    0: "",
    9: "Washing-up songs. One each, then it&#x27;s somebody else&#x27;s turn.",
    160: "Washing-up songs. Vera dries.",
}

# Songs added on each day of a week; on other days the list is unchanged.
_ADDED = {1: 1, 2: 2, 4: 1, 5: 3, 6: 1}
_MOVING_DAY = 4  # of each week
_CLEARING_DAY = 6  # of each week

# Days of a month of 30 days.
_UNAVAILABLE_DAYS = (6, 8)
_REISSUE_DAY = 10  # the first one is added again, as the same recording under another id
_RETURN_DAY = 12  # the second one is available again
_REMOVAL_DAY = 29  # unavailable songs are removed


class _Entry:
    """A song on the list; unavailable songs keep their entry without a track."""

    def __init__(self, song: Song, added_at: str, person: Person) -> None:
        self.song = song
        self.added_at = added_at
        self.person = person
        self.available = True


class KitchenRadio:
    """The playlist's entries, day after day."""

    def __init__(self, seed: int, first_day: date, songs: Sequence[Song]) -> None:
        self._random = Random(f"{seed}/kitchen")  # noqa: S311 - has to be reproducible
        chosen = self._random.sample(songs, _SONGS_AT_FIRST)
        days = sorted((self._random.randint(3, 400) for _ in chosen), reverse=True)
        self._entries: list[_Entry] = []
        self._unavailable: list[_Entry] = []
        self._number = 0
        for song, days_ago in zip(chosen, days, strict=True):
            self._add(song, first_day - timedelta(days_ago))

    @property
    def name(self) -> str:
        """The playlist's name on this day."""
        return _newest(_NAMES, self._number)

    @property
    def description(self) -> str:
        """The playlist's description on this day, escaped for HTML as Spotify does."""
        return _newest(_DESCRIPTIONS, self._number)

    def next_day(self, number: int, day: date, songs: Sequence[Song]) -> None:
        """Change the list as the three do on a day; they choose among ``songs``."""
        self._number = number
        if number % 30 == _REMOVAL_DAY:
            self._entries = [one for one in self._entries if one.available]
        if number % 7 == _CLEARING_DAY:
            self._clear()
        present = {one.song.id for one in self._entries}
        new = [song for song in songs if song.id not in present and song.released < day]
        for song in self._random.sample(new, _ADDED.get(number % 7, 0)):
            self._add(song, day - timedelta(1))
        if number % 7 == _MOVING_DAY:
            self._entries.insert(0, self._entries.pop(self._random.randrange(10, 30)))
        self._change_availability(number % 30, day)

    def entries(self, moment: Moment, *, legacy: bool) -> list[Json]:
        """Return the entries as the Web API shows them."""
        return [
            entry(
                show(one.song, moment) if one.available else None,
                one.added_at,
                one.person.id,
                holder="track" if legacy else "item",
            )
            for one in self._entries
        ]

    def _change_availability(self, month_day: int, day: date) -> None:
        if month_day == _UNAVAILABLE_DAYS[0]:
            self._unavailable = []
        if month_day in _UNAVAILABLE_DAYS:
            one = self._random.choice([one for one in self._entries[4:20] if one.available])
            one.available = False
            self._unavailable.append(one)
        elif month_day == _REISSUE_DAY and self._unavailable:
            song = self._unavailable[0].song
            self._add(replace(song, id=spotify_id("reissue", song.id)), day - timedelta(1))
        elif month_day == _RETURN_DAY and self._unavailable:
            self._unavailable[-1].available = True

    def _clear(self) -> None:
        """Remove older songs at random until the list is short enough; unavailable ones stay."""
        available = [one for one in self._entries[:-_LATEST] if one.available]
        surplus = max(len(self._entries) - _MOST_SONGS, 0)
        removed = self._random.sample(available, surplus)
        self._entries = [one for one in self._entries if one not in removed]

    def _add(self, song: Song, day: date) -> None:
        day = max(day, song.released)  # no song is added before its release
        second = self._random.randrange(7 * 3600, 23 * 3600)
        time = f"{day}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"
        self._entries.append(_Entry(song, time, self._random.choice(_PEOPLE)))


def _newest(values: dict[int, str], number: int) -> str:
    return values[max(day for day in values if day <= number)]
