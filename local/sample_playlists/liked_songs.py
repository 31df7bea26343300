"""A user's Liked Songs, newest first, in the shape of ``GET /me/tracks``."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from local.sample_playlists.model import Song
from local.sample_playlists.payload import Json
from local.sample_playlists.slots import Moment, show

_SONGS_AT_FIRST = 84
# What happens on which day of every fortnight: songs liked, and one that is not any more.
_LIKED = {1: 1, 4: 1, 6: 2, 9: 1, 12: 2}
_UNLIKING_DAY = 8


class LikedSongs:
    """The list, day after day."""

    def __init__(self, seed: int, first_day: date, songs: Sequence[Song]) -> None:
        self._random = Random(f"{seed}/liked")  # noqa: S311 - has to be reproducible
        chosen = self._random.sample(songs, _SONGS_AT_FIRST)
        days = sorted((self._random.randint(2, 1500) for _ in chosen), reverse=True)
        self._songs: list[tuple[Song, str]] = []
        for song, days_ago in zip(chosen, days, strict=True):
            self._like(song, first_day - timedelta(days_ago))
        # A song that came out lately cannot have been liked before.
        self._songs.sort(key=lambda liked: liked[1], reverse=True)

    def next_day(self, number: int, day: date, songs: Sequence[Song]) -> None:
        """Change the list as its user does on a day, who chooses among ``songs``."""
        if number % 14 == _UNLIKING_DAY:
            del self._songs[self._random.randrange(len(self._songs))]
        present = {song.id for song, _ in self._songs}
        new = [song for song in songs if song.id not in present and song.released < day]
        liked = self._random.sample(new, _LIKED.get(number % 14, 0))
        for song in liked:
            self._like(song, day - timedelta(1))
        self._songs[: len(liked)] = sorted(
            self._songs[: len(liked)], key=lambda one: one[1], reverse=True
        )

    def entries(self, moment: Moment) -> list[Json]:
        """Return the entries as the Web API shows them."""
        return [{"added_at": time, "track": show(song, moment)} for song, time in self._songs]

    def _like(self, song: Song, day: date) -> None:
        day = max(day, song.released)
        second = self._random.randrange(24 * 3600)
        time = f"{day}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"
        self._songs.insert(0, (song, time))
