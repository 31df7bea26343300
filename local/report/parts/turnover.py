"""How many songs come and go."""

from collections.abc import Sequence

import altair as alt

from local.report.part import Chart, Part, Row, Table
from local.report.theme import DAY, DOWN, MUTED, UP, WITH_SIDES, at_whole_songs, data, days, spec_of
from local.report.words import day
from local.summary import count


def turnover(rows: Sequence[Row]) -> Part:
    """Return bars upwards for the songs that came, downwards for those that left."""
    compared = [row for row in rows if row["entered"] is not None]
    moved = any(row["entered"] or row["gone"] for row in compared)
    return Part(
        key="turnover",
        title="Turnover",
        text=_text(compared, moved=moved),
        queries=["turnover"],
        chart=Chart(_spec(rows), _describe(compared)) if moved else None,
        table=Table(
            {
                "snapshot_date": "Day",
                "songs": "Songs",
                "entered": "Came",
                "gone": "Left",
                "stayed": "Stayed",
                "percent_new": "% new",
            },
            rows,
        ),
    )


def _text(compared: Sequence[Row], *, moved: bool) -> str:
    if not compared:
        return "There is no earlier snapshot to compare with yet."
    if not moved:
        return "The same songs have stood here from the first snapshot on."
    a_day = sum(row["entered"] for row in compared) / len(compared)
    return f"{a_day:.1f} songs came in with a snapshot on average. Up: came in; down: left."


def _describe(compared: Sequence[Row]) -> str:
    most = max(compared, key=lambda row: row["entered"])
    last = compared[-1]
    return (
        f"Bars of songs that came and left, over {count(len(compared), 'snapshot')}: "
        f"most came on {day(most['snapshot_date'])} ({most['entered']}); "
        f"on {day(last['snapshot_date'])} {last['entered']} came and {last['gone']} left."
    )


def _spec(rows: Sequence[Row]) -> dict[str, object]:
    dates = [row["snapshot_date"] for row in rows if row["entered"] is not None]
    base = (
        alt.Chart()
        .transform_filter("isValid(datum.entered)")
        .transform_calculate(**WITH_SIDES, down="-datum.gone")
        .encode(
            x=days("left", dates),
            x2="right:T",
            tooltip=[
                DAY,
                alt.Tooltip("entered:Q", title="Came"),
                alt.Tooltip("gone:Q", title="Left"),
                alt.Tooltip("stayed:Q", title="Stayed"),
            ],
        )
    )
    span = sum(max(row[way] or 0 for row in rows) for way in ("entered", "gone"))
    axis = alt.Axis(
        title="← left · came in →", labelExpr="abs(datum.value)", tickCount=at_whole_songs(span)
    )
    came = base.mark_bar(fill=UP).encode(y=alt.Y("entered:Q", axis=axis), y2=alt.datum(0))
    left = base.mark_bar(fill=DOWN).encode(y=alt.Y("down:Q", axis=axis), y2=alt.datum(0))
    zero = alt.Chart(data([{"zero": 0}])).mark_rule(stroke=MUTED).encode(y="zero:Q")
    return spec_of(rows, 220, came, left, zero)
