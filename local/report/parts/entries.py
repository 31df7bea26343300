"""Songs that entered, returned and left; debuts with their age."""

from typing import TYPE_CHECKING

from local.report.part import Part, Row, Rows, Table
from local.report.text import day
from local.summary import count

if TYPE_CHECKING:
    from collections.abc import Mapping

CHANGES = {"new": "New entry", "back": "Re-entry", "gone": "Exit"}
_MOST_DEBUTS = 200
CHANGE_COLUMNS = {
    "change": "Change",
    "position": "Position",
    "song_name": "Song",
    "artist_names": "Artists",
}


def entries_and_exits(rows: Rows, snapshots: int) -> Part:
    """Return what entered and left with the newest snapshot."""
    return Part(
        key="entries-and-exits",
        title="New entries and exits",
        text=_text(rows, snapshots),
        queries=["entries_and_exits"],
        tables=[Table(CHANGE_COLUMNS, in_words(rows))],
    )


def in_words(rows: Rows) -> Rows:
    """Return rows of ``entries_and_exits`` with the change in the words of charts."""
    return [{**row, "change": CHANGES[row["change"]]} for row in rows]


def _text(rows: Rows, snapshots: int) -> str:
    if snapshots < 2:
        return "there is no earlier snapshot to compare with"
    if not rows:
        return "no song entered or left since the snapshot before"
    gone = sum(row["change"] == "gone" for row in rows)
    return (
        f"With the snapshot of {day(rows[0]['snapshot_date'])}, {count(len(rows) - gone, 'song')} "
        f"entered and {gone} left. The position of an exit is its last one."
    )


def debuts(lags: Rows, peaks: Rows) -> Part:
    """Return the songs that entered for the first time within the period, the newest first.

    Parameters
    ----------
    lags
        Of the query ``release_to_chart_lag``.
    peaks
        Of the query ``time_to_peak``.
    """
    lag_of: Mapping[str, Row] = {row["song_id"]: row for row in lags}
    rows = [
        {
            **row,
            "release_date": lag_of.get(row["song_id"], {}).get("release_date"),
            "days_to_chart": lag_of.get(row["song_id"], {}).get("days_to_chart"),
        }
        for row in peaks
    ]
    rows.sort(key=lambda row: (-row["first_date"].toordinal(), row["first_position"]))
    return Part(
        key="debuts",
        title="Debuts",
        text=(
            f"{count(len(rows), 'song')} entered for the first time in this period{_cut(rows)}. "
            "The age is the number of days from the release to the first day on the playlist."
            if rows
            else "no song entered for the first time in this period"
        ),
        queries=["time_to_peak", "release_to_chart_lag"],
        tables=[
            Table(
                {
                    "first_date": "Entered",
                    "first_position": "Entered at",
                    "song_name": "Song",
                    "artist_names": "Artists",
                    "release_date": "Released",
                    "days_to_chart": "Age in days",
                    "peak_position": "Peak",
                    "days_to_peak": "Days to peak",
                },
                rows[:_MOST_DEBUTS],
            )
        ],
        wide=True,
    )


def _cut(rows: Rows) -> str:
    return f"; the newest {_MOST_DEBUTS} are shown" if len(rows) > _MOST_DEBUTS else ""
