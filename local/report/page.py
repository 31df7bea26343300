"""The page of a playlist: parts, style and scripts in one HTML file."""

import json
from datetime import datetime
from typing import TYPE_CHECKING

from altair.utils.schemapi import debug_mode
from markupsafe import Markup

from cli import commands
from local.report import html
from local.report.answers import ChartAnswers, LibraryAnswers
from local.report.chart_page import chart_page
from local.report.library_page import library_page
from local.report.parts.data_quality import files, freshness
from local.report.vega import vega

if TYPE_CHECKING:
    from local.report.answers import Quality


def render(
    answers: ChartAnswers | LibraryAnswers,
    quality: "Quality",
    as_of: datetime,
    index: str | None = None,
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
        content = (
            chart_page(answers) if isinstance(answers, ChartAnswers) else library_page(answers)
        )
    parts = [part for part in content.parts if not part.is_empty]
    engineering = [freshness(quality.data_freshness, as_of), files(quality.load_reconciliation)]
    style = html.asset("style.css")
    script = html.asset("page.js")
    specs = {f"{part.key}-chart": part.chart.spec for part in parts if part.chart}
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
            specs=html.packed(json.dumps(specs)) if specs else None,
            facts=content.facts,
            first=content.first,
            places=content.places,
            has_popularity=any(row["popularity"] is not None for row in content.places),
            parts=parts,
            missing=[part for part in content.parts if part.is_empty],
            quality=engineering,
            query_command=commands.lake("query", "NAME"),
            sources={
                "Headline": content.headline_queries,
                **{part.title: part.queries for part in [content.first, *parts, *engineering]},
            },
            as_of=as_of,
        )
    )
