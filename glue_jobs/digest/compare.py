"""What changed on a playlist between two whole snapshots."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Generic, TypeVar

# A digest lists at most this many songs of each kind; it counts all.
MOST_LISTED = 10

T = TypeVar("T", str, int)


@dataclass(frozen=True)
class Snapshot:
    """A playlist's state at one extraction; a field that was not shown is None.

    Attributes
    ----------
    positions
        Each song's position; that of a song that is listed twice is its best one.
    """

    playlist_id: str
    extracted_at: date
    positions: Mapping[str, int] = field(default_factory=dict)
    playlist_name: str | None = None
    description: str | None = None
    owner_id: str | None = None
    followers: int | None = None


@dataclass(frozen=True)
class Song:
    """A song that was added, removed or moved; names are None where they are unknown."""

    song_id: str
    position_before: int | None
    position: int | None
    song_name: str | None = None
    artist_names: str | None = None

    @property
    def distance(self) -> int:
        """How many places it moved."""
        return abs((self.position_before or 0) - (self.position or 0))


@dataclass(frozen=True)
class Change(Generic[T]):
    """A value that both snapshots show, and that differs."""

    before: T
    after: T


@dataclass(frozen=True)
class Digest:
    """What changed on a playlist between two extractions.

    Attributes
    ----------
    before, after
        When the two snapshots were extracted: a UTC time, or a day.
    songs
        Those whose positions differ.
    """

    playlist_id: str
    playlist_name: str | None
    before: date
    after: date
    songs: frozenset[Song] = frozenset()
    renamed: Change[str] | None = None
    description: Change[str] | None = None
    owner: Change[str] | None = None
    followers: Change[int] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        values = (self.renamed, self.description, self.owner, self.followers)
        return not self.songs and not any(values)

    @property
    def added(self) -> list[Song]:
        """The songs that only the later snapshot has, in its order."""
        songs = [song for song in self.songs if song.position_before is None]
        return sorted(songs, key=lambda song: song.position or 0)

    @property
    def removed(self) -> list[Song]:
        """The songs that only the earlier snapshot has, in its order."""
        songs = [song for song in self.songs if song.position is None]
        return sorted(songs, key=lambda song: song.position_before or 0)

    @property
    def moved(self) -> list[Song]:
        """The songs that both have, at another position; the farthest moves first."""
        songs = [song for song in self.songs if None not in {song.position_before, song.position}]
        return sorted(songs, key=lambda song: (-song.distance, song.position or 0))

    @property
    def listed(self) -> Collection[str]:
        """The ids of the songs that it lists."""
        return {
            song.song_id
            for songs in (self.added, self.removed, self.moved)
            for song in songs[:MOST_LISTED]
        }

    def named(self, names: Mapping[str, tuple[str | None, str | None]]) -> "Digest":
        """Return the digest with songs named, given title and artists by song id."""

        def named(song: Song) -> Song:
            song_name, artist_names = names.get(song.song_id, (None, None))
            return replace(song, song_name=song_name, artist_names=artist_names)

        return replace(self, songs=frozenset(map(named, self.songs)))


def compare(before: Snapshot, after: Snapshot) -> Digest:
    """Return what changed on a playlist from one snapshot to a later one.

    Both have to be whole: what the extraction of a partial one missed would count as removed.
    """
    songs = (
        Song(song_id, before.positions.get(song_id), after.positions.get(song_id))
        for song_id in before.positions.keys() | after.positions.keys()
    )
    return Digest(
        after.playlist_id,
        after.playlist_name or before.playlist_name,
        before.extracted_at,
        after.extracted_at,
        frozenset(song for song in songs if song.position_before != song.position),
        renamed=_change(before.playlist_name, after.playlist_name),
        description=_change(before.description, after.description),
        owner=_change(before.owner_id, after.owner_id),
        followers=_change(before.followers, after.followers),
    )


def _change(before: T | None, after: T | None) -> Change[T] | None:
    if before is None or after is None or before == after:
        return None
    return Change(before, after)
