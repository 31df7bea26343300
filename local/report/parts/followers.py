"""The followers of a playlist over time."""

import altair as alt

from local.report.part import Chart, Part, Rows, Table
from local.report.period import drawn
from local.report.text import day
from local.report.theme import DAY, UP, days, spec_of
from local.summary import count

_MOST_DATES_WITH_POINTS = 40
_DISC_AREA = 900  # pixels: a radius of 17


def followers(rows: Rows) -> Part:
    """Return a line of followers.

    Parameters
    ----------
    rows
        Of the query ``follower_history``.
    """
    shown = _with_gains(drawn(rows))
    return Part(
        key="followers",
        title="Followers",
        text=_text(rows),
        queries=["follower_history"],
        chart=Chart(_spec(shown), _describe(shown)) if len(shown) > 1 else None,
        tables=[
            Table(
                {"snapshot_date": "Day", "followers": "Followers", "gained": "Change"},
                shown[::-1] if len(shown) > 1 else [],
            )
        ],
        wide=True,
    )


def _with_gains(rows: Rows) -> Rows:
    before = [None, *(row["followers"] for row in rows)]
    return [
        {**row, "gained": None if past is None else row["followers"] - past}
        for row, past in zip(rows, before, strict=False)
    ]


def _text(rows: Rows) -> str:
    if not rows:
        return "Spotify shows no followers of this list"
    if len(rows) == 1:
        return "there is no earlier snapshot to compare with"
    first, last = rows[0], rows[-1]
    gained = last["followers"] - first["followers"]
    return (
        f"{count(last['followers'], 'follower')} on {day(last['snapshot_date'])}, "
        f"{gained:+,} since {day(first['snapshot_date'])}."
    )


def _describe(rows: Rows) -> str:
    first, last = rows[0], rows[-1]
    return (
        f"Line of followers from {first['followers']:,} on {day(first['snapshot_date'])} to "
        f"{last['followers']:,} on {day(last['snapshot_date'])}."
    )


def _spec(rows: Rows) -> dict[str, object]:
    base = alt.Chart().encode(
        x=days("snapshot_date", [row["snapshot_date"] for row in rows]),
        y=alt.Y(
            "followers:Q",
            scale=alt.Scale(zero=False, nice=True),
            axis=alt.Axis(title="followers", format=",d", tickMinStep=1, tickCount=5),
        ),
    )
    line = base.mark_line(stroke=UP, strokeWidth=2.5, strokeCap="round")
    size = 36 if len(rows) <= _MOST_DATES_WITH_POINTS else 0
    points = base.mark_circle(fill=UP, size=size, opacity=1)
    # Invisible discs around the points: the pointer need not meet a point exactly.
    discs = base.mark_circle(size=_DISC_AREA, opacity=0).encode(
        tooltip=[
            DAY,
            alt.Tooltip("followers:Q", title="Followers", format=",d"),
            alt.Tooltip("gained:Q", title="Change", format="+,d"),
        ]
    )
    columns = ("snapshot_date", "followers", "gained")
    shown = [{column: row[column] for column in columns} for row in rows]
    return spec_of(shown, 220, line, points, discs)
