"""Songs that enter and leave, over time."""

import altair as alt

from local.report.part import Chart, Part, Rows, Table
from local.report.period import is_weekly, weekly_sums
from local.report.text import day
from local.report.theme import DAY, DOWN, MUTED, UP, at_whole_songs, bar_sides, data, days, spec_of
from local.summary import count


def turnover(rows: Rows, entries: str = "entries", exits: str = "exits") -> Part:
    """Return bars upwards for songs that entered, downwards for those that left.

    Parameters
    ----------
    entries, exits
        What both are called.
    """
    weekly = is_weekly(row["snapshot_date"] for row in rows)
    compared = [row for row in rows if row["entered"] is not None]
    shown = weekly_sums(compared, ["entered", "gone"]) if weekly else compared
    moved = any(row["entered"] or row["gone"] for row in compared)
    return Part(
        key="turnover",
        title="Turnover",
        text=_text(rows, compared, moved=moved, weekly=weekly),
        queries=["turnover"],
        chart=(
            Chart(_spec(shown, weekly, entries, exits), _describe(shown, entries, exits))
            if moved
            else None
        ),
        tables=[
            Table(
                {
                    "snapshot_date": "Week until" if weekly else "Day",
                    "songs": "Songs",
                    "entered": entries.capitalize(),
                    "gone": exits.capitalize(),
                },
                shown[::-1] if moved else [],
            )
        ],
    )


def _text(rows: Rows, compared: Rows, *, moved: bool, weekly: bool) -> str:
    if not compared:
        return "there is no earlier snapshot to compare with"
    if not moved:
        return "no song entered or left in this period"
    average = sum(row["entered"] for row in compared) / len(compared)
    return (
        f"{average:.1f} songs entered with a snapshot on average, over "
        f"{count(len(rows), 'snapshot')}. Up: entries; down: exits"
        f"{', each bar a week' if weekly else ''}."
    )


def _describe(rows: Rows, entries: str, exits: str) -> str:
    most = max(rows, key=lambda row: row["entered"])
    last = rows[-1]
    return (
        f"Bars of {entries} and {exits}: most {entries} on {day(most['snapshot_date'])} "
        f"({most['entered']}); on {day(last['snapshot_date'])} {last['entered']} {entries} and "
        f"{last['gone']} {exits}."
    )


def _spec(rows: Rows, weekly: bool, entries: str, exits: str) -> dict[str, object]:
    columns = ("snapshot_date", "songs", "entered", "gone")
    base = (
        alt.Chart()
        .transform_calculate(**bar_sides(weekly=weekly), down="-datum.gone")
        .encode(
            x=days("left", [row["snapshot_date"] for row in rows]),
            x2="right:T",
            tooltip=[
                DAY,
                alt.Tooltip("entered:Q", title=entries.capitalize()),
                alt.Tooltip("gone:Q", title=exits.capitalize()),
                alt.Tooltip("songs:Q", title="Songs"),
            ],
        )
    )
    span = sum(max(row[way] or 0 for row in rows) for way in ("entered", "gone"))
    axis = alt.Axis(
        title=f"← {exits} · {entries} →",
        labelExpr="abs(datum.value)",
        tickCount=at_whole_songs(span),
    )
    entered = base.mark_bar(fill=UP).encode(y=alt.Y("entered:Q", axis=axis), y2=alt.Y2Datum(0))
    left = base.mark_bar(fill=DOWN).encode(y=alt.Y("down:Q", axis=axis), y2=alt.Y2Datum(0))
    zero = alt.Chart(data([{"zero": 0}])).mark_rule(stroke=MUTED).encode(y="zero:Q")
    shown = [{column: row[column] for column in columns} for row in rows]
    return spec_of(shown, 220, entered, left, zero)
