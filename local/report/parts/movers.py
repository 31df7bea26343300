"""The songs that rose and fell most within a week."""

import altair as alt

from local.report.part import Chart, Part, Rows, Table
from local.report.text import day, isolated, listed, shortened
from local.report.theme import DOWN, INK, LEFT, RIGHT, UP, in_rows, spec_of
from local.summary import count

MOVER_COLUMNS = {
    "song_name": "Song",
    "artist_names": "Artists",
    "position_before": "Before",
    "position": "Position",
    "direction": "Direction",
    "places": "Places",
}
_ROW = 44  # pixels: a name, and below it an arrow
_SIGNS = {"up": "▲", "down": "▼"}


def movers(rows: Rows, snapshots: int) -> Part:
    """Return arrows from the position before to the last one, climbers first."""
    rows = sorted(rows, key=lambda row: row["direction"] != "up")
    return Part(
        key="movers",
        title="Climbers and fallers",
        text=_text(rows, snapshots),
        queries=["biggest_movers"],
        chart=Chart(_spec(rows), _describe(rows)) if rows else None,
        tables=[Table(MOVER_COLUMNS, rows)],
    )


def _text(rows: Rows, snapshots: int) -> str:
    if snapshots < 2:
        return "there is no earlier snapshot to compare with"
    if not rows:
        return "no song that stayed has changed its position"
    before, last = rows[0]["date_before"], rows[0]["snapshot_date"]
    return f"From {day(before)} to {day(last)}. Further to the right is nearer to number one."


def _describe(rows: Rows) -> str:
    moves = [
        f"{isolated(row['song_name'])} {row['direction']} {count(row['places'], 'place')} "
        f"from {row['position_before']} to {row['position']}"
        for row in rows
    ]
    return f"Arrows from the position before to the last one: {listed(moves)}."


def _spec(rows: Rows) -> dict[str, object]:
    shown = [
        {
            "key": f"{row['direction']} {row['song_id']}",
            "label": shortened(row["song_name"]),
            "artist_names": row["artist_names"],
            "change": f"{_SIGNS[row['direction']]} {row['places']}",
            "direction": row["direction"],
            "position_before": row["position_before"],
            "position": row["position"],
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
            alt.Tooltip("position_before:Q", title="Position before"),
            alt.Tooltip("position:Q", title="Position"),
        ],
    )
    step = 10 if lowest > 20 else 2
    place = alt.Scale(domain=[lowest, 1], nice=False, zero=False, padding=8)
    axis = alt.Axis(
        title="position", format="d", values=[1, *range(step, lowest + 1, step)], labelOverlap=True
    )
    before = alt.X("position_before:Q", scale=place, axis=axis)
    now = alt.X("position:Q", scale=place, axis=axis)
    names = base.mark_text(align="left", dy=-9, limit={"expr": "width - 56"}).encode(
        x=LEFT, text="label:N", color=alt.ColorValue(INK)
    )
    changes = base.mark_text(align="right", dy=-9).encode(x=RIGHT, text="change:N")
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
