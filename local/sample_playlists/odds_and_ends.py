"""The playlist "Odds and Ends": shared by two people, with every edge case in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from local.sample_playlists.model import Song
from local.sample_playlists.oddities import oddities
from local.sample_playlists.payload import Json
from local.sample_playlists.people import DAUGHTERS, LODGER
from local.sample_playlists.slots import UNSET, Moment, Slot, song_slot

_USERS = (LODGER.id, LODGER.id, DAUGHTERS.id)
_SONGS_AT_FIRST = 58

# Songs added on each day of a fortnight; on other days the list is unchanged.
_ADDED = {2: 3, 3: 1, 5: 4, 9: 6, 10: 1, 12: 8, 13: 7}
_CLEARING_DAY = 8
_SIZE_AFTER_CLEARING = 68


class OddsAndEnds:
    """The playlist's entries, day after day."""

    def __init__(self, seed: int, first_day: date, songs: Sequence[Song]) -> None:
        self._random = Random(f"{seed}/odds")  # noqa: S311 - has to be reproducible
        slots = [*oddities(), *map(_ordinary, self._random.sample(songs, _SONGS_AT_FIRST))]
        self._random.shuffle(slots)
        days = sorted((self._random.randint(3, 2200) for _ in slots), reverse=True)
        self.slots = [
            self._add(slot, first_day - timedelta(ago))
            for slot, ago in zip(slots, days, strict=True)
        ]

    def entries(self, moment: Moment, *, legacy: bool) -> list[Json]:
        """Return the entries as the Web API shows them."""
        return [slot.entry(moment, legacy=legacy) for slot in self.slots]

    def next_day(self, number: int, day: date, songs: Sequence[Song]) -> None:
        """Change the list as the two do on a day; they choose among ``songs``."""
        fortnight_day = number % 14
        if fortnight_day == _CLEARING_DAY:
            self._clear()
        here = {slot.song.id for slot in self.slots if slot.song}
        new = [song for song in songs if song.id not in here and song.released < day]
        for song in self._random.sample(new, _ADDED.get(fortnight_day, 0)):
            self.slots.append(self._add(_ordinary(song), day - timedelta(1)))

    def _clear(self) -> None:
        """Remove ordinary songs until the list is short enough; the edge cases stay."""
        ordinary = [slot.song.id for slot in self.slots if slot.song]
        gone = set(self._random.sample(ordinary, len(self.slots) - _SIZE_AFTER_CLEARING))
        self.slots = [slot for slot in self.slots if not (slot.song and slot.song.id in gone)]

    def _add(self, slot: Slot, day: date) -> Slot:
        if slot.song:
            day = max(day, slot.song.released)  # no song is added before its release
        second = self._random.randrange(24 * 3600)
        user = self._random.choice(_USERS)
        time = f"{day}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"
        return replace(
            slot,
            added_at=time if slot.added_at == UNSET else slot.added_at,
            user=user if slot.user == UNSET else slot.user,
        )


def _ordinary(song: Song) -> Slot:
    return replace(song_slot(song), song=song)
