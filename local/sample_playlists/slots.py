"""Entries of a playlist, and what they show on a given day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from local.sample_playlists.model import Song
from local.sample_playlists.payload import Holder, Json, entry, track

# The popularity of a song that is on no chart.
_UNCHARTED = 11
# The playlist sets it.
UNSET = "unset"


class Moment(NamedTuple):
    """A day: its number from 0, and the popularity by song id."""

    number: int
    popularity: Mapping[str, int]


@dataclass(frozen=True)
class Slot:
    """An entry of a playlist: its content on a day, the key that holds it, added_at, added_by."""

    content: Callable[[Moment], Json | None]
    holder: Holder = "item"
    added_at: str | None = UNSET
    user: str = UNSET
    song: Song | None = None  # only where an ordinary song comes and goes

    def entry(self, moment: Moment, *, legacy: bool) -> Json:
        """Return the entry; the legacy shape knows ``track`` only."""
        holder = "track" if legacy else self.holder
        return entry(self.content(moment), self.added_at, self.user, holder)


def show(song: Song, moment: Moment) -> Json:
    """Return the song's track object, with the popularity of the day."""
    return track(song, moment.popularity.get(song.id, _UNCHARTED))


def song_slot(
    song: Song, holder: Holder = "item", added_at: str | None = UNSET, user: str = UNSET
) -> Slot:
    """Return an entry that always shows the song."""
    return Slot(lambda moment: show(song, moment), holder, added_at, user)
