"""Writes the report of a lake: a page for each playlist, and one of all playlists."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import UserError
from local.atomic_write import write_whole
from local.queries.duckdb_tables import open_tables
from local.report.answers import ask, ask_quality
from local.report.index import FILE, entry, render_index
from local.report.page import render
from local.report.period import Window
from local.report.playlists import choose, read_playlists
from local.report.queries import Queries, in_memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.lake import Lake
    from local.report.part import Row, Rows

_DEFAULT_WINDOW = Window()


def write_report(
    lake: "Lake",
    playlist: str | None = None,
    file: Path | None = None,
    window: Window = _DEFAULT_WINDOW,
    progress: "Callable[[str], object]" = lambda _: None,
) -> Path:
    """Write the pages of all playlists with an index, or that of one; return the file to open.

    Parameters
    ----------
    playlist
        An id, a name or a unique part of a name: write its page only.
    file
        Where to write the page of the playlist, or of the first one; else below ``reports/``.
    window
        The period that the pages are about.
    progress
        Called with a line about what is being done.

    Raises
    ------
    UserError
        If there is no lake, no such playlist, no snapshot in the period, or a file cannot be
        written.
    """
    progress("reading the tables")
    queries = Queries(in_memory(open_tables(lake)))
    playlists = read_playlists(queries)
    as_of = datetime.now(UTC)
    quality = ask_quality(queries, as_of)
    if playlist or file:
        chosen = choose(playlists, playlist)
        path = file or lake.reports / file_name(chosen, playlists)
        period = window.of(chosen)
        if period is None:
            raise UserError(_no_snapshot(chosen))
        progress(f"writing {path}")
        _write(path, render(ask(queries, chosen, period), quality, as_of))
        return path
    choose(playlists, None)
    entries = []
    for number, each in enumerate(playlists, start=1):
        name = file_name(each, playlists)
        period = window.of(each)
        turnover: Rows = []
        if period:
            progress(f"playlist {number} of {len(playlists)}: {name}")
            answers = ask(queries, each, period)
            turnover = answers.turnover
            _write(lake.reports / name, render(answers, quality, as_of, index=FILE))
        entries.append(entry(each, name if period else None, turnover, quality.data_freshness))
    if not any(each.file for each in entries):
        raise UserError(_no_snapshot(playlists[0]))
    _write(lake.reports / FILE, render_index(entries, as_of))
    return lake.reports / FILE


def file_name(playlist: "Row", playlists: "Rows") -> str:
    """Return the file name of a playlist's page, such as ``top-100.html``.

    A playlist without a name in ASCII letters, or with the name of another, goes by its id.
    """
    name = _slug(playlist)
    if not name or name == "index" or [_slug(each) for each in playlists].count(name) > 1:
        name = re.sub(r"\W", "", playlist["playlist_id"], flags=re.ASCII) or "playlist"
    return f"{name}.html"


def _slug(playlist: "Row") -> str:
    words = re.findall(r"[0-9a-z]+", (playlist["playlist_name"] or "").lower())
    return "-".join(words)[:60].strip("-")


def _no_snapshot(playlist: "Row") -> str:
    if playlist["last_date"] is None:
        return f"{playlist['playlist_name']!r} has no snapshot yet"
    return (
        f"{playlist['playlist_name']!r} has no snapshot in this period: its snapshots are from "
        f"{playlist['first_date']} to {playlist['last_date']}"
    )


def _write(path: Path, page: str) -> None:
    try:
        write_whole(path, [page.encode()])
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror}): name another place with --file"
        ) from None
