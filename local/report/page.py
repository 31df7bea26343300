"""The page: parts, style, scripts and what it allows itself, in one file."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import altair as alt
import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from local.report.part import Part
from local.report.parts import headline, todays_chart
from local.report.parts.artist_places import artist_places
from local.report.parts.collaborations import collaborations
from local.report.parts.entries_and_exits import entries_and_exits
from local.report.parts.freshness import files, freshness
from local.report.parts.movers import movers
from local.report.parts.rank_history import rank_history
from local.report.parts.release_years import release_years
from local.report.parts.turnover import turnover
from local.report.words import day, named

if TYPE_CHECKING:
    from local.report.questions import Answers

_HERE = Path(__file__).parent


def render(answers: "Answers") -> str:
    """Return the page as HTML that needs nothing else."""
    parts = _parts(answers)
    style = _read("style.css")
    scripts = [_vega(), _read("draw_charts.js")]
    template = _environment().get_template("page.html.jinja")
    return template.render(
        answers=answers,
        policy=_policy(style, scripts),
        style=Markup(style),  # noqa: S704 - a file of ours
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - ours and Vega's
        facts=list(headline.headline(answers)),
        fact_queries=headline.QUERIES,
        chart_text=todays_chart.text(answers.todays_chart),
        chart_rows=list(todays_chart.with_stay(answers.todays_chart, answers.weeks_on_chart)),
        chart_queries=todays_chart.QUERIES,
        shown_at_once=todays_chart.SHOWN_AT_ONCE,
        has_popularity=any(row["popularity"] is not None for row in answers.todays_chart),
        parts=parts,
        specs={part.key: part.chart.spec for part in parts if part.chart},
    )


def spotify_url(url: str | None) -> str | None:
    """Return the URL if it leads to Spotify's web player, and nowhere else."""
    return url if url and url.startswith("https://open.spotify.com/") else None


def _parts(answers: "Answers") -> Sequence[Part]:
    snapshots = len(answers.turnover)
    return [
        rank_history(answers.rank_history),
        movers(answers.biggest_movers, snapshots),
        artist_places(answers.artist_places),
        collaborations(answers.collaborations),
        entries_and_exits(answers.entries_and_exits, snapshots),
        turnover(answers.turnover),
        release_years(answers.release_years),
        freshness(answers.data_freshness, answers.as_of),
        files(answers.load_reconciliation),
    ]


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(cell=_cell, day=day, named=named, spotify_url=spotify_url)
    return environment


def _cell(value: Any) -> str:
    match value:
        case None:
            return "-"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case float() | Decimal():
            return f"{value:,.1f}"
        case _:
            return str(value)


def _vega() -> str:
    """Return Vega, and the Vega-Lite whose schema altair follows."""
    version = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    # Its stub lacks the default of the snippet.
    return vl_convert.javascript_bundle(vl_version=version)  # type: ignore[call-arg]


def _policy(style: str, scripts: Sequence[str]) -> str:
    """Return a Content-Security-Policy under which only these texts have any effect."""
    sources = {
        "default-src": "'none'",
        "script-src": " ".join(map(_hash, scripts)),
        "style-src": _hash(style),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {source}" for name, source in sources.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
