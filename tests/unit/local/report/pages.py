"""Reports of lakes made by hand."""

from datetime import UTC, datetime

from local.queries.duckdb_tables import LakeTables
from local.report.page import render
from local.report.playlists import choose, read_playlists
from local.report.questions import ask

AS_OF = datetime(2026, 11, 9, 18, tzinfo=UTC)


def page_of(tables: LakeTables, playlist: str | None = None) -> str:
    """The report of a playlist, as of the evening of the newest snapshot."""
    return render(ask(tables, choose(read_playlists(tables), playlist), AS_OF))
