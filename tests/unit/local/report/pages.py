"""Pages of lakes made by hand."""

from datetime import UTC, datetime

from local.queries.duckdb_tables import LakeTables
from local.report.answers import Answers, ask, ask_quality
from local.report.page import render
from local.report.period import Window
from local.report.playlists import choose, read_playlists
from local.report.queries import Queries

AS_OF = datetime(2026, 11, 9, 18, tzinfo=UTC)
EVERYTHING = Window(everything=True)


def answers_of(
    tables: LakeTables, playlist: str | None = "p1", window: Window = EVERYTHING
) -> Answers:
    """Return the data of a playlist's page."""
    queries = Queries(tables)
    chosen = choose(read_playlists(queries), playlist)
    period = window.of(chosen)
    assert period
    return ask(queries, chosen, period)


def page_of(tables: LakeTables, playlist: str | None = "p1", window: Window = EVERYTHING) -> str:
    """Return a playlist's page, made in the evening of the newest snapshot."""
    quality = ask_quality(Queries(tables), AS_OF)
    return render(answers_of(tables, playlist, window), quality, AS_OF, index="index.html")
