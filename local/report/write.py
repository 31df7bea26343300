"""Writes the report of a lake: ``python -m local report``."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cli.errors import UserError
from local.atomic_write import write_whole
from local.queries.duckdb_tables import open_tables
from local.report.page import render
from local.report.playlists import choose, read_playlists
from local.report.questions import ask

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from local.lake import Lake
    from local.report.part import Row


def write_report(lake: "Lake", playlist: str | None = None, file: "Path | None" = None) -> "Path":
    """Write the report of a playlist, and return where it lies.

    Parameters
    ----------
    playlist
        Its name or id; else the first that the query ``playlists`` tells of.
    file
        Where to write; else below ``reports/``, named by the playlist and its newest snapshot.

    Raises
    ------
    UserError
        If there is no lake, no such playlist, or the file cannot be written.
    """
    tables = open_tables(lake)
    playlists = read_playlists(tables)
    chosen = choose(playlists, playlist)
    page = render(ask(tables, chosen, datetime.now(UTC)))
    path = file or lake.reports / file_name(chosen, playlists)
    try:
        write_whole(path, [page.encode()])
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror}): name another place with --file"
        ) from None
    return path


def file_name(playlist: "Row", playlists: "Sequence[Row]") -> str:
    """Return the name of a report, such as ``top-100-2026-11-14.html``.

    A playlist whose name has no letters for a file, or that is another's too, goes by its id.
    """
    name = _slug(playlist)
    if not name or [_slug(each) for each in playlists].count(name) > 1:
        name = re.sub(r"\W", "", playlist["playlist_id"], flags=re.ASCII) or "playlist"
    return "-".join(filter(None, [name, str(playlist["last_date"] or "")])) + ".html"


def _slug(playlist: "Row") -> str:
    words = re.findall(r"[0-9a-z]+", (playlist["playlist_name"] or "").lower())
    return "-".join(words)[:60].strip("-")
