"""The page of a playlist: parts, style and scripts in one HTML file."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from altair.utils.schemapi import debug_mode
from markupsafe import Markup

from cli import commands
from local.report import html
from local.report.part import Part
from local.report.parts import chart_table, headline
from local.report.parts.artists import artists
from local.report.parts.collaborations import collaborations
from local.report.parts.comparisons import comparisons
from local.report.parts.data_quality import files, freshness
from local.report.parts.entries import debuts, entries_and_exits
from local.report.parts.longest import longest_stays, number_ones
from local.report.parts.movers import movers
from local.report.parts.overlap import overlap
from local.report.parts.popularity import popularity
from local.report.parts.rank_history import rank_history
from local.report.parts.release_years import release_years
from local.report.parts.turnover import turnover
from local.report.vega import vega

if TYPE_CHECKING:
    from local.report.answers import Answers, Quality


def render(
    answers: "Answers", quality: "Quality", as_of: datetime, index: str | None = None
) -> str:
    """Return the page as HTML that needs no other file and no network.

    Parameters
    ----------
    as_of
        When the report is made.
    index
        The file name of the page of all playlists, for a link.
    """
    # Validating the charts takes most of their time; the tests do it.
    with debug_mode(False):
        parts = _parts(answers)
    shown = [part for part in parts if not part.is_empty]
    engineering = [freshness(quality.data_freshness, as_of), files(quality.load_reconciliation)]
    style = html.asset("style.css")
    script = html.asset("page.js")
    specs = {f"{part.key}-chart": part.chart.spec for part in shown if part.chart}
    scripts = [script, vega().script] if specs else [script]
    return (
        html.environment()
        .get_template("page.html.jinja")
        .render(
            answers=answers,
            index=index,
            policy=html.policy(style, scripts),
            style=Markup(style),  # noqa: S704 - a file of ours
            script=Markup(script),  # noqa: S704 - a file of ours
            vega=vega().compressed if specs else None,
            facts=list(headline.headline(answers)),
            chart_text=chart_table.text(answers.todays_chart),
            chart_rows=list(chart_table.with_stay(answers.todays_chart, answers.weeks_on_chart)),
            has_popularity=any(row["popularity"] is not None for row in answers.todays_chart),
            query_command=commands.lake("query", "NAME"),
            parts=shown,
            missing=[part for part in parts if part.is_empty],
            as_of=as_of,
            quality=engineering,
            sources=_sources([*shown, *engineering]),
            specs=html.packed(json.dumps(specs)) if specs else None,
        )
    )


def _parts(answers: "Answers") -> Sequence[Part]:
    chart = answers.todays_chart
    last_date = chart[0]["snapshot_date"] if chart else None
    snapshots = answers.playlist["snapshots"]
    return [
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
    ]


def _sources(parts: Sequence[Part]) -> dict[str, Sequence[str]]:
    """Return the queries behind each part of the page."""
    return {
        "Headline": headline.QUERIES,
        "Chart": chart_table.QUERIES,
        **{part.title: part.queries for part in parts},
    }
