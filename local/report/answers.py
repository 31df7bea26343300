"""What a page shows: the rows of named queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from local.report.part import Row, Rows
from local.report.period import Period

if TYPE_CHECKING:
    from local.report.queries import Queries

_LEADING = 10
_MOVERS = 5
_ARTISTS_DRAWN = 10
_ARTISTS = 50
_LONGEST = 50
_ALL = 1_000_000
# Weeks between the two snapshots of a comparison.
WEEKS = (1, 4, 12, 52)


@dataclass(frozen=True)
class Comparison:
    """What changed between two snapshots.

    Attributes
    ----------
    weeks
        How far apart they are.
    """

    weeks: int
    movers: Rows
    entries_and_exits: Rows


@dataclass(frozen=True)
class Answers:
    """The rows for the page of a playlist; most attributes have the name of their query.

    Attributes
    ----------
    playlist
        Its row of the query ``playlists``.
    movers
        Over a week, or as far as the history goes back.
    comparisons
        By `WEEKS`, as far as the history goes back.
    """

    playlist: Row
    period: Period
    todays_chart: Rows
    rank_history: Rows
    weeks_on_chart: Rows
    longest_stays: Rows
    longest_runs_at_number_one: Rows
    entries_and_exits: Rows
    movers: Rows
    comparisons: list[Comparison]
    release_to_chart_lag: Rows
    time_to_peak: Rows
    popularity_changes: Rows
    turnover: Rows
    release_years: Rows
    artist_places: Rows
    artist_on_playlists: Rows
    collaborations: Rows
    playlist_overlap: Rows
    first_playlist: Rows

    @property
    def snapshots(self) -> int:
        """The number of snapshots in the period."""
        return len(self.turnover)


@dataclass(frozen=True)
class Quality:
    """What all pages show of the lake's data."""

    data_freshness: Rows
    load_reconciliation: Rows


def ask_quality(queries: "Queries", as_of: datetime) -> Quality:
    """Return the rows about the lake's data; ages are counted from ``as_of``, in UTC."""
    return Quality(
        data_freshness=queries.rows("data_freshness", as_of=as_of.replace(tzinfo=None)),
        load_reconciliation=queries.rows("load_reconciliation"),
    )


def ask(queries: "Queries", playlist: Row, period: Period) -> Answers:
    """Return the rows for the page of a playlist.

    Parameters
    ----------
    playlist
        A row of the query ``playlists``.
    """

    def of_playlist(name: str, **parameters: object) -> Rows:
        return queries.rows(name, playlist_id=playlist["playlist_id"], **parameters)

    def in_period(name: str, **parameters: object) -> Rows:
        return of_playlist(name, first_date=period.first, last_date=period.last, **parameters)

    def at_the_end(name: str, **parameters: object) -> Rows:
        return of_playlist(name, snapshot_date=period.last, **parameters)

    def compared(weeks: int) -> Comparison:
        before = period.last - timedelta(weeks=weeks)
        return Comparison(
            weeks,
            at_the_end("biggest_movers", date_before=before, most_songs=_MOVERS),
            at_the_end("entries_and_exits", date_before=before),
        )

    comparisons = [
        compared(weeks)
        for weeks in WEEKS
        if _reaches_back(playlist["first_date"], period.last, weeks)
    ]
    return Answers(
        playlist=playlist,
        period=period,
        todays_chart=at_the_end("todays_chart"),
        rank_history=in_period("rank_history", most_songs=_LEADING),
        weeks_on_chart=of_playlist("weeks_on_chart", last_date=period.last, most_songs=_ALL),
        longest_stays=in_period("weeks_on_chart", most_songs=_LONGEST),
        longest_runs_at_number_one=of_playlist(
            "longest_runs_at_number_one", last_date=period.last, most_songs=_ALL
        ),
        entries_and_exits=at_the_end("entries_and_exits"),
        movers=(
            comparisons[0].movers
            if comparisons
            else at_the_end("biggest_movers", most_songs=_MOVERS)
        ),
        comparisons=comparisons,
        release_to_chart_lag=in_period("release_to_chart_lag"),
        time_to_peak=in_period("time_to_peak"),
        popularity_changes=in_period("popularity_changes"),
        turnover=in_period("turnover"),
        release_years=at_the_end("release_years"),
        artist_places=in_period("artist_places", most_artists=_ARTISTS_DRAWN),
        artist_on_playlists=at_the_end("artist_on_playlists", most_artists=_ARTISTS),
        collaborations=of_playlist("collaborations"),
        playlist_overlap=at_the_end("playlist_overlap"),
        first_playlist=in_period("first_playlist"),
    )


def _reaches_back(first: date, last: date, weeks: int) -> bool:
    return first <= last - timedelta(weeks=weeks)
