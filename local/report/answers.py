"""What a page shows: the rows of named queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

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
# Of the songs of a chart, about every second one overtakes the song after it within a week; of
# those of a playlist that is filled by hand, one in twenty.
_CHART_REORDERING = 0.15
# Moves are many, and followers have a part of their own.
_CHANGES_LEFT_OUT = ("moved", "followers")


class Layout(StrEnum):
    """What a playlist's page is made for."""

    CHART = "chart"
    LIBRARY = "library"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The rows that every page shows; most attributes have the name of their query.

    Attributes
    ----------
    playlist
        Its row of the query ``playlists``.
    """

    playlist: Row
    period: Period
    turnover: Rows
    release_years: Rows
    artist_places: Rows
    artist_on_playlists: Rows
    playlist_overlap: Rows
    first_playlist: Rows

    @property
    def snapshots(self) -> int:
        """The number of snapshots in the period."""
        return len(self.turnover)


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


@dataclass(frozen=True, kw_only=True)
class ChartAnswers(Answers):
    """The rows for the page of a chart.

    Attributes
    ----------
    movers
        Over a week, or as far as the history goes back.
    comparisons
        By `WEEKS`, as far as the history goes back.
    """

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
    collaborations: Rows


@dataclass(frozen=True, kw_only=True)
class LibraryAnswers(Answers):
    """The rows for the page of a playlist that people fill by hand.

    Attributes
    ----------
    playlist_changes
        Within the period, without songs that only moved and without followers.
    """

    playlist_as_of: Rows
    follower_history: Rows
    playlist_changes: Rows
    who_added: Rows
    ever_on_playlist: Rows
    duplicates_on_playlist: Rows
    unavailable_songs: Rows


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


def ask(
    queries: "Queries", playlist: Row, period: Period, layout: Layout | None = None
) -> ChartAnswers | LibraryAnswers:
    """Return the rows for the page of a playlist.

    Parameters
    ----------
    playlist
        A row of the query ``playlists``.
    layout
        By default that of a chart if the songs change places; see `is_chart`.
    """
    asking = _Asking(queries, playlist, period)
    if layout is None:
        week_before = period.last - timedelta(weeks=1)
        charts = [
            asking.of_playlist("todays_chart", snapshot_date=day)
            for day in (period.last, week_before)
        ]
        layout = Layout.CHART if is_chart(charts) else Layout.LIBRARY
    return asking.chart() if layout is Layout.CHART else asking.library()


def is_chart(charts: Sequence[Rows]) -> bool:
    """Return whether the songs overtook each other in every one of some weeks.

    One week would take a playlist for a chart that was sorted in it.

    Parameters
    ----------
    charts
        Rows of the query ``todays_chart``, with the positions of the week before.
    """
    shares = [share for chart in charts if (share := _reordering(chart)) is not None]
    return bool(shares) and min(shares) >= _CHART_REORDERING


def _reordering(chart: Rows) -> float | None:
    """Return the share of neighbours that were in the opposite order a week, or a day, before."""
    week_before = [row["position_week_before"] for row in chart]
    day_before = [row["position_before"] for row in chart]
    for positions in (week_before, day_before):
        pairs: list[tuple[int, int]] = list(pairwise(filter(None, positions)))
        if pairs:
            return sum(first > second for first, second in pairs) / len(pairs)
    return None


@dataclass(frozen=True)
class _Asking:
    queries: "Queries"
    playlist: Row
    period: Period

    def of_playlist(self, name: str, **parameters: object) -> Rows:
        return self.queries.rows(name, playlist_id=self.playlist["playlist_id"], **parameters)

    def in_period(self, name: str, **parameters: object) -> Rows:
        period = self.period
        return self.of_playlist(name, first_date=period.first, last_date=period.last, **parameters)

    def at_the_end(self, name: str, **parameters: object) -> Rows:
        return self.of_playlist(name, snapshot_date=self.period.last, **parameters)

    def chart(self) -> ChartAnswers:
        last = self.period.last
        comparisons = [
            self._compared(weeks)
            for weeks in WEEKS
            if _reaches_back(self.playlist["first_date"], last, weeks)
        ]
        return ChartAnswers(
            **self._shared(),
            todays_chart=self.at_the_end("todays_chart"),
            rank_history=self.in_period("rank_history", most_songs=_LEADING),
            weeks_on_chart=self.of_playlist("weeks_on_chart", last_date=last, most_songs=_ALL),
            longest_stays=self.in_period("weeks_on_chart", most_songs=_LONGEST),
            longest_runs_at_number_one=self.of_playlist(
                "longest_runs_at_number_one", last_date=last, most_songs=_ALL
            ),
            entries_and_exits=self.at_the_end("entries_and_exits"),
            movers=(
                comparisons[0].movers
                if comparisons
                else self.at_the_end("biggest_movers", most_songs=_MOVERS)
            ),
            comparisons=comparisons,
            release_to_chart_lag=self.in_period("release_to_chart_lag"),
            time_to_peak=self.in_period("time_to_peak"),
            popularity_changes=self.in_period("popularity_changes"),
            collaborations=self.of_playlist("collaborations"),
        )

    def library(self) -> LibraryAnswers:
        changes = self.of_playlist("playlist_changes", since=self.period.first)
        return LibraryAnswers(
            **self._shared(),
            playlist_as_of=self.at_the_end("playlist_as_of"),
            follower_history=self.in_period("follower_history"),
            playlist_changes=[
                row
                for row in changes
                if row["snapshot_date"] in self.period and row["change"] not in _CHANGES_LEFT_OUT
            ],
            who_added=self.of_playlist("who_added"),
            ever_on_playlist=self.of_playlist("ever_on_playlist"),
            duplicates_on_playlist=self.at_the_end("duplicates_on_playlist"),
            unavailable_songs=self.of_playlist("unavailable_songs"),
        )

    def _shared(self) -> dict[str, Any]:
        return {
            "playlist": self.playlist,
            "period": self.period,
            "turnover": self.in_period("turnover"),
            "release_years": self.at_the_end("release_years"),
            "artist_places": self.in_period("artist_places", most_artists=_ARTISTS_DRAWN),
            "artist_on_playlists": self.at_the_end("artist_on_playlists", most_artists=_ARTISTS),
            "playlist_overlap": self.at_the_end("playlist_overlap"),
            "first_playlist": self.in_period("first_playlist"),
        }

    def _compared(self, weeks: int) -> Comparison:
        before = self.period.last - timedelta(weeks=weeks)
        return Comparison(
            weeks,
            self.at_the_end("biggest_movers", date_before=before, most_songs=_MOVERS),
            self.at_the_end("entries_and_exits", date_before=before),
        )


def _reaches_back(first: date, last: date, weeks: int) -> bool:
    return first <= last - timedelta(weeks=weeks)
