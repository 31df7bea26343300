"""Writes the report of a lake: a page for each playlist, and one of all playlists."""

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import UserError
from local.atomic_write import write_whole
from local.queries.duckdb_tables import open_tables
from local.report.answers import Layout, ask, ask_quality
from local.report.index import FILE, entry, render_index
from local.report.page import render
from local.report.period import Window
from local.report.playlists import choose, read_playlists
from local.report.queries import Queries, in_memory
from local.report.text import named

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.lake import Lake
    from local.report.part import Row, Rows

_DEFAULT_WINDOW = Window()
_FILE_NAME = re.compile(r"[\w.-]{1,100}", re.ASCII)


def write_report(  # noqa: PLR0913 - a user's choices
    lake: "Lake",
    playlist: str | None = None,
    file: Path | None = None,
    window: Window = _DEFAULT_WINDOW,
    *,
    layout: Layout | None = None,
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
    layout
        What the pages are made for; by default what suits each playlist.
    progress
        Called with a line about what is being done.

    Raises
    ------
    UserError
        If there is no lake, no such playlist, no snapshot in the period, or a file cannot be
        written.
    """
    # On two threads the small queries of a report take 1.4 times the CPU time.
    queries = Queries(in_memory(open_tables(lake, threads=1)))
    playlists = read_playlists(queries)
    as_of = datetime.now(UTC)
    quality = ask_quality(queries, as_of)
    if playlist or file:
        chosen = choose(playlists, playlist)
        path = file or lake.reports / file_name(chosen)
        period = window.of(chosen)
        if period is None:
            raise UserError(_no_snapshot(chosen))
        progress(f"writing {path}")
        index = FILE if (path.parent / FILE).exists() and not file else None
        _write(path, render(ask(queries, chosen, period, layout), quality, as_of, index))
        return path
    choose(playlists, None)
    entries = []
    without_page = []
    for number, each in enumerate(playlists, start=1):
        name = file_name(each)
        period = window.of(each)
        turnover: Rows = []
        if period:
            progress(f"playlist {number} of {len(playlists)}: {named(each['playlist_name'])}")
            answers = ask(queries, each, period, layout)
            turnover = answers.turnover
            _write(lake.reports / name, render(answers, quality, as_of, index=FILE))
        else:
            without_page.append(lake.reports / name)
        entries.append(entry(each, name if period else None, turnover, quality.data_freshness))
    if not any(each.file for each in entries):
        raise UserError(_no_snapshot(playlists[0]))
    _write(lake.reports / FILE, render_index(entries, as_of))
    for path in without_page:  # an earlier report's, of another period
        path.unlink(missing_ok=True)
    return lake.reports / FILE


def file_name(playlist: "Row") -> str:
    """Return the file name of a playlist's page, by its id: it stays when the playlist is renamed.

    Ids that Spotify gives are used unchanged, others are hashed.
    """
    key = playlist["playlist_id"]
    if not _FILE_NAME.fullmatch(key):
        key = hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[:22]
    return f"playlist-{key}.html"


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
