"""Pages of lakes made by hand, and what they show."""

import re
from datetime import UTC, datetime
from html import unescape

from local.queries.duckdb_tables import LakeTables
from local.report.answers import ChartAnswers, Layout, LibraryAnswers, ask, ask_quality
from local.report.page import render
from local.report.period import Window
from local.report.playlists import choose, read_playlists
from local.report.queries import Queries

AS_OF = datetime(2026, 11, 9, 18, tzinfo=UTC)
EVERYTHING = Window(everything=True)
# All lakes made by hand have the same columns, so a query is translated once for all pages.
_TRANSLATED: dict[str, str] = {}


def answers_of(
    tables: LakeTables, playlist: str | None = "p1", window: Window = EVERYTHING
) -> ChartAnswers:
    """Return the data of a chart's page."""
    answers = _ask(tables, playlist, window, Layout.CHART)
    assert isinstance(answers, ChartAnswers)
    return answers


def page_of(
    tables: LakeTables,
    playlist: str | None = "p1",
    window: Window = EVERYTHING,
    layout: Layout | None = Layout.CHART,
) -> str:
    """Return a playlist's page, made in the evening of the newest snapshot."""
    quality = ask_quality(Queries(tables, _TRANSLATED), AS_OF)
    answers = _ask(tables, playlist, window, layout)
    return render(answers, quality, AS_OF, index="index.html")


def _ask(
    tables: LakeTables, playlist: str | None, window: Window, layout: Layout | None
) -> ChartAnswers | LibraryAnswers:
    queries = Queries(tables, _TRANSLATED)
    chosen = choose(read_playlists(queries), playlist)
    period = window.of(chosen)
    assert period
    return ask(queries, chosen, period, layout)


def sentences(page: str) -> dict[str, str]:
    """Return the text of each part by heading."""
    return {
        title: unescape(text)
        for title, text in re.findall(r'<h2[^>]*>(.*?)</h2>.*?class="text">(.*?)<', page, re.DOTALL)
    }


def missing(page: str) -> str:
    """Return the sentence about the missing parts."""
    found = re.search(r'id="missing">(.*?)</p>', page, re.DOTALL)
    return " ".join(unescape(found[1]).split()) if found else ""


def rows(page: str, key: str) -> list[list[str]]:
    """Return the cells of a part's first table."""
    section = page.split(f'<section id="{key}"')[1].split("</section>", maxsplit=1)[0]
    body = section.split("<tbody>")[1].split("</tbody>")[0]
    return [
        [unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<td.*?</td>", row)]
        for row in re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
    ]
