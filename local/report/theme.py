"""The look of all charts. Colours are the page's CSS variables, so that they follow its theme."""

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

_DAY = 24 * 60 * 60 * 1000
_MOST_DAYS_NAMED = 7

# Values of channels are given as their classes: of alt.value(), alt.datum() and alt.condition(),
# altair finds the class by hashing its whole schema, which took half the time of a page.
LEFT = alt.XValue(0)  # type: ignore[no-untyped-call]
RIGHT = alt.XValue("width")  # type: ignore[no-untyped-call]

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


def bar_sides(*, weekly: bool) -> dict[str, str]:
    """Return expressions for the left and right side of a bar, which leave a gap between bars.

    The bar of a day is centred on it; that of a week ends with its last snapshot.
    """
    left, right = (6, 0) if weekly else (0.4, 0.4)
    return {
        "left": f"toDate(datum.snapshot_date) - {int(left * _DAY)}",
        "right": f"toDate(datum.snapshot_date) + {int(right * _DAY)}",
    }


def data(rows: Iterable[Row]) -> alt.Data:
    """Return rows as the data of a layer."""
    return alt.Data(values=_values(rows))  # type: ignore[no-untyped-call]


def _values(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return rows for JSON, with days as ``2026-11-14``."""
    return [
        {
            column: value.isoformat() if isinstance(value, date) else value
            for column, value in row.items()
        }
        for row in rows
    ]


def days(column: str, dates: Iterable[date], **scale: Any) -> alt.X:
    """Return an axis of days; the newest always has a label.

    In UTC: in the reader's time zone a day could become the one before.
    """
    newest_first = sorted(set(dates), reverse=True)
    axis = alt.Axis(
        grid=False,
        labelExpr="[utcFormat(datum.value, '%-d %b'), utcFormat(datum.value, '%Y')]",
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
    """Return the number of ticks for an axis of so many songs, so that none is at half a song."""
    return min(span, 6)


def in_rows(column: str, keys: Sequence[str]) -> alt.Y:
    """Return an axis of rows in this order: in each a name, and below it the marks."""
    return alt.Y(f"{column}:N", sort=list(keys), axis=None, scale=alt.Scale(paddingInner=0))


def spec_of(rows: Iterable[Row], height: int, *layers: alt.Chart) -> dict[str, Any]:
    """Return the specification of a chart that is as wide as its container.

    Parameters
    ----------
    rows
        The data of all layers without data of their own.
    height
        The height of the plot in pixels, without axes.
    """
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    chart = alt.layer(*layers, data=data([])).properties(height=height, autosize=fit)
    spec: dict[str, Any] = chart.configure(**_CONFIG).to_dict(validate=False)
    # The data come last: altair copies what it has many times.
    return spec | {"data": {"values": _values(rows)}, "width": "container"}
