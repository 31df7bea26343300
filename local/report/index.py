"""The page of all playlists: each with its changes, followers, last change and freshness."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from local.report import html
from local.report.part import Row, Rows
from local.report.period import weekly_sums
from local.summary import count

FILE = "index.html"
_LEAST_POINTS = 2
_MOST_DAILY_POINTS = 60


@dataclass(frozen=True)
class Entry:
    """A playlist on the page.

    Attributes
    ----------
    file
        The file of its own page, if it has one.
    points
        Of its sparkline: songs that entered or left, from the first to the last snapshot.
    """

    playlist: Row
    file: str | None
    points: str
    description: str
    last_change: date | None
    newest: datetime | None
    freshness: str | None


def entry(playlist: Row, file: str | None, turnover: Rows, freshness: Rows) -> Entry:
    """Return a playlist's entry.

    Parameters
    ----------
    turnover
        The playlist's rows of the query ``turnover``.
    freshness
        Rows of the query ``data_freshness``.
    """
    compared = [row for row in turnover if row["entered"] is not None]
    changes = [row["snapshot_date"] for row in compared if row["entered"] or row["gone"]]
    if len(compared) > _MOST_DAILY_POINTS:
        compared = list(weekly_sums(compared, ["entered", "gone"]))
    numbers = [row["entered"] + row["gone"] for row in compared]
    state = next(
        (row for row in freshness if row["playlist_id"] == playlist["playlist_id"]),
        {"newest_extracted_at": None, "freshness": None},
    )
    return Entry(
        playlist=playlist,
        file=file,
        points=_polyline(numbers),
        description=f"Songs that entered or left: {', '.join(map(str, numbers))}",
        last_change=max(changes, default=None),
        newest=state["newest_extracted_at"],
        freshness=state["freshness"],
    )


def render_index(entries: Sequence[Entry], as_of: datetime) -> str:
    """Return the page as HTML that needs no network; it links to the playlists' pages."""
    style = html.asset("style.css")
    template = html.environment().get_template("index.html.jinja")
    return template.render(
        policy=html.policy(style, []),
        style=Markup(style),  # noqa: S704 - a file of ours
        entries=entries,
        count=count(len(entries), "playlist"),
        as_of=as_of,
    )


def _polyline(numbers: Sequence[int]) -> str:
    """Return the points of a line over 100 x 20 units, with 0 at the bottom."""
    if len(numbers) < _LEAST_POINTS:
        return ""
    highest = max(*numbers, 1)
    step = 100 / (len(numbers) - 1)
    return " ".join(
        f"{number * step:.1f},{19 - 18 * value / highest:.1f}"
        for number, value in enumerate(numbers)
    )
