"""The longest stays on a playlist, and the longest runs at number one."""

from datetime import date

from local.report.part import Part, Rows, Table
from local.report.text import day
from local.summary import count

_MOST_RUNS = 20


def longest_stays(rows: Rows, last_date: date | None) -> Part:
    """Return the songs that were on the playlist longest within the period."""
    shown = [{**row, "is_there": row["last_date"] == last_date} for row in rows]
    return Part(
        key="longest-stays",
        title="Longest stays",
        text=(
            "Songs by their weeks on the chart within the period."
            if rows
            else "there is no song on this playlist"
        ),
        queries=["weeks_on_chart"],
        tables=[
            Table(
                {
                    "song_name": "Song",
                    "artist_names": "Artists",
                    "weeks_on_chart": "Weeks on chart",
                    "snapshots_on_chart": "Snapshots",
                    "peak_position": "Peak",
                    "first_date": "From",
                    "last_date": "To",
                    "is_there": "Still there",
                },
                shown,
            )
        ],
        wide=True,
    )


def number_ones(rows: Rows, last_date: date | None) -> Part:
    """Return the longest runs at number one, over all snapshots up to the end of the period."""
    shown = [{**row, "is_there": row["last_date"] == last_date} for row in rows[:_MOST_RUNS]]
    return Part(
        key="number-ones",
        title="Number ones",
        text=(
            f"{count(len(rows), 'run')} at number one since the first snapshot; the longest of "
            f"all time first{_until(last_date)}."
            if rows
            else "there is no song on this playlist"
        ),
        queries=["longest_runs_at_number_one"],
        tables=[
            Table(
                {
                    "song_name": "Song",
                    "artist_names": "Artists",
                    "snapshots": "Snapshots",
                    "days": "Days",
                    "first_date": "From",
                    "last_date": "To",
                    "is_there": "Still number one",
                },
                shown,
            )
        ],
        wide=True,
    )


def _until(last_date: date | None) -> str:
    return f", up to {day(last_date)}" if last_date else ""
