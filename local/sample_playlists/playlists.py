"""The sample playlists, day by day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from local.sample_playlists.identity import hexadecimal, spotify_id
from local.sample_playlists.kitchen_radio import KitchenRadio
from local.sample_playlists.liked_songs import LikedSongs
from local.sample_playlists.model import Song
from local.sample_playlists.odds_and_ends import OddsAndEnds
from local.sample_playlists.payload import Json, added_by, entry, images, reference, track
from local.sample_playlists.people import CHARTS, LODGER, Person
from local.sample_playlists.ranking import FIRST_DAY, Ranking, rankings
from local.sample_playlists.slots import Moment
from local.sample_playlists.snapshot import Snapshot, liked_id, snapshot_id

SEED = 39

_PLACES = 100
_FINDS = 30
# A song this high is too well known for Fresh Finds.
_BIG = 12


@dataclass(frozen=True)
class _Playlist:
    """What stays the same about a playlist, and how its followers grow."""

    name: str
    description: str
    owner: Person
    extracted: time
    followers: int
    growth: int
    collaborative: bool = False

    @property
    def id(self) -> str:
        return spotify_id("playlist", self.name)


_TOP = _Playlist(
    "Top 100 - Nowhere",
    "Your daily update of the most played songs in Nowhere.",
    CHARTS,
    time(6, 0, 3, tzinfo=UTC),
    48_213,
    96,
)
_ODDS = _Playlist(
    "Odds and Ends",
    "Bits &amp; bobs. Don&#x27;t tidy up.",  # Spotify escapes descriptions for HTML
    LODGER,
    time(6, 0, 5, tzinfo=UTC),
    17,
    1,
    collaborative=True,
)
_FRESH = _Playlist(
    "Fresh Finds - Nowhere",
    "Out lately, and worth your while.",
    CHARTS,
    time(6, 0, 8, tzinfo=UTC),
    9_120,
    41,
)
_KITCHEN = _Playlist(
    "Kitchen Radio",
    "",
    LODGER,
    time(6, 0, 10, tzinfo=UTC),
    23,
    2,
    collaborative=True,
)
_LIKED_TIME = time(6, 0, 12, tzinfo=UTC)
TOP_100, ODDS_AND_ENDS, FRESH_FINDS = _TOP.id, _ODDS.id, _FRESH.id
KITCHEN_RADIO = _KITCHEN.id
LIKED_SONGS = liked_id(LODGER.id)


@dataclass(frozen=True)
class SampleDay:
    """The playlists of one day.

    Attributes
    ----------
    playlists
        In the order of time.
    liked
        The Liked Songs of `LODGER`, which are no playlist to the Web API.
    """

    date: date
    playlists: Sequence[Snapshot]
    liked: Snapshot


def snapshots(
    days: int = 14, first_day: date = FIRST_DAY, seed: int = SEED, *, legacy: bool = False
) -> Iterator[Snapshot]:
    """Yield every playlist of every day, in the order of time, without the Liked Songs.

    The parameters are those of `sample_days`.
    """
    for day in sample_days(days, first_day, seed, legacy=legacy):
        yield from day.playlists


def sample_days(
    days: int = 14, first_day: date = FIRST_DAY, seed: int = SEED, *, legacy: bool = False
) -> Iterator[SampleDay]:
    """Yield the playlists day by day; each day is made when it is asked for.

    The same arguments give the same bytes in every process, and fewer days the same as the
    beginning of more. Another first day shifts every date and changes nothing else.

    Parameters
    ----------
    days
        How many days.
    first_day
        The first of them.
    seed
        Another seed gives other songs with other histories. The playlists keep their ids.
    legacy
        Use the Web API's shape from before 2026 (``track``, ``tracks``).
    """
    top, fresh = _Tenure(first_day), _Tenure(first_day)
    popularity: dict[str, int] = {}
    everyday: tuple[OddsAndEnds, KitchenRadio, LikedSongs] | None = None
    for number, ranking in enumerate(islice(rankings(seed, first_day), days)):
        popularity |= ranking.popularity
        if everyday is None:
            everyday = (
                OddsAndEnds(seed, first_day, ranking.songs),
                KitchenRadio(seed, first_day, ranking.songs),
                LikedSongs(seed, first_day, ranking.songs),
            )
        else:
            for each in everyday:
                each.next_day(number, ranking.day, ranking.songs)
        odds, kitchen, liked = everyday
        moment = Moment(number, popularity)
        named = {"name": kitchen.name, "description": kitchen.description}
        lists: tuple[tuple[_Playlist, Json, list[Json]], ...] = (
            (_TOP, {}, top.entries(ranking.songs[:_PLACES], ranking, legacy=legacy)),
            (_ODDS, {}, odds.entries(moment, legacy=legacy)),
            (_FRESH, {}, fresh.entries(_finds(ranking), ranking, legacy=legacy)),
            (_KITCHEN, named, kitchen.entries(moment, legacy=legacy)),
        )
        yield SampleDay(
            date=ranking.day,
            playlists=[
                Snapshot(
                    playlist_id=playlist.id,
                    extracted_at=datetime.combine(ranking.day, playlist.extracted),
                    metadata=_metadata(playlist, entries, number) | changed,
                    entries=entries,
                    legacy=legacy,
                )
                for playlist, changed, entries in lists
            ],
            liked=Snapshot(
                playlist_id=LIKED_SONGS,
                extracted_at=datetime.combine(ranking.day, _LIKED_TIME),
                metadata={
                    "id": LIKED_SONGS,
                    "name": "Liked Songs",
                    "owner": {"id": LODGER.id, "display_name": LODGER.name},
                },
                entries=liked.entries(moment),
            ),
        )


def first_day_until(last_day: date, days: int) -> date:
    """Return the first of so many days that end with ``last_day``."""
    return last_day - timedelta(days=days - 1)


def _finds(ranking: Ranking) -> list[Song]:
    """Return recent songs that are not well known yet; each day of age costs two places."""

    def staleness(placed: tuple[int, Song]) -> tuple[int, str]:
        place, song = placed
        return place + 2 * (ranking.day - song.released).days, song.id

    finds = sorted(enumerate(ranking.songs[_BIG:], start=_BIG), key=staleness)
    return [song for _, song in finds[:_FINDS]]


class _Tenure:
    """Since when each song has been on a list; a returning song starts again."""

    def __init__(self, first_day: date) -> None:
        self._first_day = first_day
        self._since: dict[str, date] = {}

    def entries(self, songs: Sequence[Song], ranking: Ranking, *, legacy: bool) -> list[Json]:
        self._since = {
            song.id: self._since.get(song.id) or self._entry_day(song, ranking.day)
            for song in songs
        }
        return [
            entry(
                track(song, ranking.popularity[song.id]),
                f"{self._since[song.id]}T05:30:00Z",
                holder="track" if legacy else "item",
            )
            for song in songs
        ]

    def _entry_day(self, song: Song, today: date) -> date:
        """Return today; on the first day, some day since the song came out."""
        if today != self._first_day:
            return today
        weeks_ago = timedelta(days=int(hexadecimal(4, "entry", song.id), 16) % 70)
        return max(song.released, today - weeks_ago)


def _metadata(playlist: _Playlist, entries: Sequence[Json], number: int) -> Json:
    chance = int(hexadecimal(4, "followers", playlist.name, number), 16) % (playlist.growth + 1)
    return {
        **reference("playlist", playlist.id),
        "collaborative": playlist.collaborative,
        "description": playlist.description,
        "followers": {
            "href": None,
            "total": playlist.followers + number * playlist.growth + chance,
        },
        "images": [{"height": None, "url": images(playlist.id)[0]["url"], "width": None}],
        "name": playlist.name,
        "owner": {**added_by(playlist.owner.id), "display_name": playlist.owner.name},
        "primary_color": None,
        "public": not playlist.collaborative,  # a collaborative one never is
        "snapshot_id": snapshot_id(entries),
    }
