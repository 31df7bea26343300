"""The three playlists, day by day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from local.sample_playlists import odds
from local.sample_playlists.identity import hexadecimal, spotify_id
from local.sample_playlists.model import Song
from local.sample_playlists.odds import OddsAndEnds
from local.sample_playlists.payload import Json, added_by, entry, images, reference, track
from local.sample_playlists.ranking import Ranking, rankings
from local.sample_playlists.slots import Moment
from local.sample_playlists.snapshot import Snapshot, snapshot_id

FIRST_DAY = date(2026, 11, 1)
SEED = 39

_PLACES = 100
_FINDS = 30
# Who stands this high is nobody's find.
_BIG = 12


@dataclass(frozen=True)
class _Playlist:
    """What stays the same about a playlist, and how its followers grow."""

    name: str
    description: str
    owner: tuple[str, str]
    extracted: time
    followers: int
    growth: int
    collaborative: bool = False

    @property
    def id(self) -> str:
        return spotify_id("playlist", self.name)


_CHARTS = ("nowhere.charts", "Nowhere Charts")
_TOP = _Playlist(
    "Top 100 - Nowhere",
    "Your daily update of the most played songs in Nowhere.",
    _CHARTS,
    time(6, 0, 3, tzinfo=UTC),
    48_213,
    96,
)
_ODDS = _Playlist(
    "Odds and Ends",
    "Bits &amp; bobs. Don&#x27;t tidy up.",  # Spotify escapes descriptions for HTML
    (odds.OWNER, "The Lodger"),
    time(6, 0, 5, tzinfo=UTC),
    17,
    1,
    collaborative=True,
)
_FRESH = _Playlist(
    "Fresh Finds - Nowhere",
    "Out lately, and worth your while.",
    _CHARTS,
    time(6, 0, 8, tzinfo=UTC),
    9_120,
    41,
)
TOP_100, ODDS_AND_ENDS, FRESH_FINDS = _TOP.id, _ODDS.id, _FRESH.id


def snapshots(
    days: int = 14, first_day: date = FIRST_DAY, seed: int = SEED, *, legacy: bool = False
) -> Iterator[Snapshot]:
    """Yield every playlist of every day, in the order of time.

    The same arguments give the same bytes in every process, and fewer days the same as the
    beginning of more.

    Parameters
    ----------
    days
        How many days; each yields three playlists.
    first_day
        The first of them.
    seed
        Another seed, another world: other songs, other fates. The playlists keep their ids.
    legacy
        Whether in the Web API's shape from before 2026 (``track``, ``tracks``).
    """
    top, fresh = _Tenure(first_day), _Tenure(first_day)
    lodger: OddsAndEnds | None = None
    popularity: dict[str, int] = {}
    for number, ranking in enumerate(islice(rankings(seed, first_day), days)):
        popularity |= ranking.popularity
        if lodger is None:
            lodger = OddsAndEnds(seed, first_day, ranking.songs)
        else:
            lodger.next_day(number, ranking.day, ranking.songs)
        moment = Moment(number, popularity)
        for playlist, entries in (
            (_TOP, top.entries(ranking.songs[:_PLACES], ranking, legacy=legacy)),
            (_ODDS, [slot.entry(moment, legacy=legacy) for slot in lodger.slots]),
            (_FRESH, fresh.entries(_finds(ranking), ranking, legacy=legacy)),
        ):
            yield Snapshot(
                playlist_id=playlist.id,
                extracted_at=datetime.combine(ranking.day, playlist.extracted),
                metadata=_metadata(playlist, entries, number),
                entries=entries,
                legacy=legacy,
            )


def _finds(ranking: Ranking) -> list[Song]:
    """Pick young songs that aren't big yet; every day of age costs two places."""

    def staleness(placed: tuple[int, Song]) -> tuple[int, str]:
        place, song = placed
        return place + 2 * (ranking.day - song.released).days, song.id

    finds = sorted(enumerate(ranking.songs[_BIG:], start=_BIG), key=staleness)
    return [song for _, song in finds[:_FINDS]]


class _Tenure:
    """Since when each song has been on a list; who comes back starts anew."""

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
        """Return today; before the first day, some day since the song came out."""
        if today != self._first_day:
            return today
        weeks_ago = timedelta(days=int(hexadecimal(4, "entry", song.id), 16) % 70)
        return max(song.released, today - weeks_ago)


def _metadata(playlist: _Playlist, entries: Sequence[Json], number: int) -> Json:
    owner_id, owner_name = playlist.owner
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
        "owner": {**added_by(owner_id), "display_name": owner_name},
        "primary_color": None,
        "public": not playlist.collaborative,  # a collaborative one never is
        "snapshot_id": snapshot_id(entries),
    }
