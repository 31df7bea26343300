"""The page of a chart."""

from typing import TYPE_CHECKING

from local.report.content import Content
from local.report.parts import chart_table, headline
from local.report.parts.artists import artists
from local.report.parts.collaborations import collaborations
from local.report.parts.comparisons import comparisons
from local.report.parts.entries import debuts, entries_and_exits
from local.report.parts.longest import longest_stays, number_ones
from local.report.parts.movers import movers
from local.report.parts.overlap import overlap
from local.report.parts.popularity import popularity
from local.report.parts.rank_history import rank_history
from local.report.parts.release_years import release_years
from local.report.parts.turnover import turnover

if TYPE_CHECKING:
    from local.report.answers import ChartAnswers


def chart_page(answers: "ChartAnswers") -> Content:
    """Return the content of a chart page."""
    chart = answers.todays_chart
    last_date = chart[0]["snapshot_date"] if chart else None
    snapshots = answers.playlist["snapshots"]
    return Content(
        facts=list(headline.headline(answers)),
        headline_queries=headline.QUERIES,
        first=chart_table.chart(chart),
        places=list(chart_table.with_stay(chart, answers.weeks_on_chart)),
        parts=[
            rank_history(answers.rank_history),
            comparisons(answers.comparisons),
            movers(answers.movers, snapshots),
            entries_and_exits(answers.entries_and_exits, snapshots),
            debuts(answers.release_to_chart_lag, answers.time_to_peak),
            longest_stays(answers.longest_stays, last_date),
            number_ones(answers.longest_runs_at_number_one, last_date),
            popularity(answers.popularity_changes),
            artists(answers.artist_places, answers.artist_on_playlists),
            turnover(answers.turnover),
            release_years(answers.release_years),
            collaborations(answers.collaborations),
            overlap(answers.playlist_overlap, answers.first_playlist),
        ],
    )
