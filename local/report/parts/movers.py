"""Which songs rose and fell most."""

from collections.abc import Sequence

import altair as alt

from local.report.part import Chart, Part, Row, Table
from local.report.theme import DOWN, INK, UP, in_rows, spec_of
from local.report.words import apart, day, listed, named
from local.summary import count

_ROW = 44  # pixels: a name, and below it an arrow
_SIGNS = {"up": "▲", "down": "▼"}


def movers(rows: Sequence[Row], snapshots: int) -> Part:
    """Return arrows from the position before to the position now, climbers first."""
    return Part(
        key="movers",
        title="Climbers and fallers",
        text=_text(rows, snapshots),
        queries=["biggest_movers"],
        chart=Chart(_spec(rows), _describe(rows)) if rows else None,
        table=Table(
            {
                "song_name": "Song",
                "artist_names": "Artists",
                "position_before": "Place before",
                "position": "Place now",
                "direction": "Direction",
                "places": "Places",
            },
            rows,
        ),
    )


def _text(rows: Sequence[Row], snapshots: int) -> str:
    if snapshots < 2:
        return "There is no earlier snapshot to compare with yet."
    if not rows:
        return "No song that stayed has changed its place."
    first, last = rows[0]["date_before"], rows[0]["snapshot_date"]
    return f"From {day(first)} to {day(last)}. The farther right, the nearer to the top."


def _describe(rows: Sequence[Row]) -> str:
    ways = [
        f"{apart(row['song_name'])} {row['direction']} {count(row['places'], 'place')} "
        f"from {row['position_before']} to {row['position']}"
        for row in rows
    ]
    return f"Arrows from the place before to the place now: {listed(ways)}."


def _spec(rows: Sequence[Row]) -> dict[str, object]:
    shown = [
        {
            **row,
            "key": f"{row['direction']} {row['song_id']}",
            "label": named(row["song_name"]),
            "change": f"{_SIGNS[row['direction']]} {row['places']}",
        }
        for row in rows
    ]
    keys = [row["key"] for row in shown]
    lowest = max(max(row["position"], row["position_before"]) for row in rows)
    base = alt.Chart().encode(
        y=in_rows("key", keys),
        color=alt.Color(
            "direction:N", legend=None, scale=alt.Scale(domain=["up", "down"], range=[UP, DOWN])
        ),
        tooltip=[
            alt.Tooltip("label:N", title="Song"),
            alt.Tooltip("artist_names:N", title="Artists"),
            alt.Tooltip("position_before:Q", title="Place before"),
            alt.Tooltip("position:Q", title="Place now"),
        ],
    )
    step = 10 if lowest > 20 else 2
    place = alt.Scale(domain=[lowest, 1], nice=False, zero=False, padding=8)
    axis = alt.Axis(
        title="place", format="d", values=[1, *range(step, lowest + 1, step)], labelOverlap=True
    )
    before = alt.X("position_before:Q", scale=place, axis=axis)
    now = alt.X("position:Q", scale=place, axis=axis)
    names = base.mark_text(align="left", dy=-9, limit={"expr": "width - 56"}).encode(
        x=alt.value(0), text="label:N", color=alt.value(INK)
    )
    changes = base.mark_text(align="right", dy=-9).encode(x=alt.value("width"), text="change:N")
    rules = base.mark_rule(strokeWidth=3, yOffset=9).encode(x=before, x2="position:Q")
    starts = base.mark_circle(size=40, yOffset=9, opacity=1).encode(x=before)
    arrows = base.mark_point(filled=True, size=110, yOffset=9, opacity=1).encode(
        x=now,
        shape=alt.Shape(
            "direction:N",
            legend=None,
            scale=alt.Scale(domain=["up", "down"], range=["triangle-right", "triangle-left"]),
        ),
    )
    return spec_of(shown, len(rows) * _ROW, rules, starts, arrows, names, changes)
