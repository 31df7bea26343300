"""How all charts look. Colours are the page's own (style.css), so that they follow its theme."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import altair as alt

from local.report.part import Row

INK = "var(--ink)"
MUTED = "var(--muted)"
LINE = "var(--line)"
UP = "var(--accent)"
DOWN = "var(--warm)"
SERIES = [f"var(--series-{number})" for number in range(1, 6)]

# A bar is centred on its day, and leaves a gap to the next one.
_HALF_A_BAR = int(0.4 * 24 * 60 * 60 * 1000)
WITH_SIDES = {
    "left": f"toDate(datum.snapshot_date) - {_HALF_A_BAR}",
    "right": f"toDate(datum.snapshot_date) + {_HALF_A_BAR}",
}
_MOST_DAYS_NAMED = 7

DAY = alt.Tooltip("snapshot_date:N", title="Day")

_CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": "system-ui, sans-serif",
    "padding": {"left": 0, "right": 2, "top": 4, "bottom": 4},
    "axis": {
        "domain": False,
        "gridColor": LINE,
        "labelColor": MUTED,
        "labelFontSize": 12,
        "labelPadding": 6,
        "tickColor": LINE,
        "ticks": False,
        "titleColor": MUTED,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 8,
    },
    "text": {"fill": INK, "fontSize": 13, "baseline": "middle"},
    "view": {"stroke": None},
}


def data(rows: Iterable[Row]) -> alt.Data:
    """Return rows as a chart's data, days as ``2026-11-14``, without what is all the same."""
    return alt.Data(  # type: ignore[no-untyped-call]
        values=[
            {
                column: value.isoformat() if isinstance(value, date) else value
                for column, value in row.items()
                if column not in ("playlist_id", "playlist_name")
            }
            for row in rows
        ]
    )


def days(column: str, dates: Iterable[date], **scale: Any) -> alt.X:
    """Return the days of snapshots from left to right, of which the newest is named in any case.

    In UTC: in the reader's own time a day could slip into the one before.
    """
    newest_first = sorted(set(dates), reverse=True)
    axis = alt.Axis(
        format="%-d %b",
        grid=False,
        labelFlush=False,
        labelOverlap=True,
        labelSeparation=8,
        title=None,
        values=[
            {"year": each.year, "month": each.month, "date": each.day, "utc": True}
            for each in newest_first[:: math.ceil(len(newest_first) / _MOST_DAYS_NAMED)]
        ],
    )
    return alt.X(f"{column}:T", axis=axis, scale=alt.Scale(type="utc", nice=False, **scale))


def at_whole_songs(span: int) -> int:
    """Return how many ticks an axis of so many songs has, so that none is at half a song."""
    return min(span, 6)


def in_rows(column: str, keys: Sequence[str]) -> alt.Y:
    """Return the rows of a list, in this order: a name above, and below it what is drawn."""
    return alt.Y(f"{column}:N", sort=list(keys), axis=None, scale=alt.Scale(paddingInner=0))


def spec_of(rows: Iterable[Row], height: int, *layers: alt.Chart) -> dict[str, Any]:
    """Return the spec of a chart that is as wide as its place.

    Parameters
    ----------
    rows
        The data of all layers that have none of their own.
    height
        Of the plot, in pixels; what an axis takes comes on top.

    Raises
    ------
    altair.utils.schemapi.SchemaValidationError
        If Vega-Lite's schema does not allow it.
    """
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    chart = alt.layer(*layers, data=data(rows)).properties(height=height, autosize=fit)
    spec: dict[str, Any] = chart.configure(**_CONFIG).to_dict()
    return spec | {"width": "container"}
