"""The newest snapshot against those 1, 4, 12 and 52 weeks before."""

from typing import TYPE_CHECKING

from local.report.part import Part, Row, Table
from local.report.parts.entries import CHANGE_COLUMNS, in_words
from local.report.parts.movers import MOVER_COLUMNS
from local.report.text import day, named
from local.summary import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.report.answers import Comparison


def comparisons(compared: "Sequence[Comparison]") -> Part:
    """Return a row for each period, and below it the songs behind its numbers."""
    summary = [_summary(each) for each in compared]
    details = [table for each in compared for table in _details(each)]
    return Part(
        key="comparisons",
        title="Period against period",
        text=(
            "The end of the period against the last snapshot up to so many weeks before."
            if compared
            else "the history is shorter than a week"
        ),
        queries=["biggest_movers", "entries_and_exits"],
        tables=[
            Table(
                {
                    "period": "Period",
                    "date_before": "Compared with",
                    "new": "New entries",
                    "back": "Re-entries",
                    "gone": "Exits",
                    "climber": "Highest climb",
                    "faller": "Deepest fall",
                },
                summary,
                open=True,
            ),
            *details,
        ]
        if compared
        else [],
        wide=True,
    )


def _summary(one: "Comparison") -> Row:
    changes = [row["change"] for row in one.entries_and_exits]
    rows = [*one.movers, *one.entries_and_exits]
    return {
        "period": count(one.weeks, "week"),
        "date_before": rows[0]["date_before"] if rows else None,
        **{change: changes.count(change) for change in ("new", "back", "gone")},
        "climber": _most(one, "up"),
        "faller": _most(one, "down"),
    }


def _most(one: "Comparison", direction: str) -> str | None:
    moved = [row for row in one.movers if row["direction"] == direction]
    if not moved:
        return None
    most = max(moved, key=lambda row: row["places"])
    sign = "▲" if direction == "up" else "▼"
    return f"{sign} {most['places']} {named(most['song_name'])}"


def _details(one: "Comparison") -> list[Table]:
    weeks = count(one.weeks, "week")
    tables = []
    if one.movers:
        since = day(one.movers[0]["date_before"])
        tables.append(Table(MOVER_COLUMNS, one.movers, title=f"{weeks}: moves since {since}"))
    if one.entries_and_exits:
        since = day(one.entries_and_exits[0]["date_before"])
        tables.append(
            Table(
                CHANGE_COLUMNS,
                in_words(one.entries_and_exits),
                title=f"{weeks}: new entries and exits since {since}",
            )
        )
    return tables
