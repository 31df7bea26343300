"""Places in a playlist, and what stands there on a given day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from local.sample_playlists.model import Song
from local.sample_playlists.payload import Holder, Json, entry, track

# What a song that charts nowhere has.
_UNCHARTED = 11
# What a slot without a word of its own on the matter leaves to its playlist.
UNSET = "unset"


class Moment(NamedTuple):
    """When a playlist is looked at: the day's number from 0, and popularity by song id."""

    number: int
    popularity: Mapping[str, int]


@dataclass(frozen=True)
class Slot:
    """A place in a playlist: what it shows at a moment, under which name, since when, by whom."""

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
    """Return a place that always shows the song."""
    return Slot(lambda moment: show(song, moment), holder, added_at, user)
