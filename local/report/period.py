"""The period that a report is about, and weekly values where it is long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cli.errors import UserError
from local.report.part import Row, Rows

DEFAULT_DAYS = 56
# Charts of more snapshots show one point a week.
MOST_SNAPSHOTS_DRAWN = 60


@dataclass(frozen=True)
class Period:
    """Two days and what is between them."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Whether the day is in the period."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Window:
    """The period asked for; by default the last 8 weeks of each playlist.

    Attributes
    ----------
    first, last
        Its first and last day, where they are given.
    days
        Its length, if the first day is not given.
    everything
        Whether it begins with a playlist's first snapshot.
    """

    first: date | None = None
    last: date | None = None
    days: int = DEFAULT_DAYS
    everything: bool = False

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.first and self.last and self.first > self.last:
            raise UserError(f"--from {self.first} is after --to {self.last}: swap them")

    def of(self, playlist: Row) -> Period | None:
        """Return the period for a playlist, a row of the query ``playlists``; None: no snapshot.

        Snapshots between its first and its last may be missing all the same.
        """
        if playlist["last_date"] is None:
            return None
        last = min(self.last or playlist["last_date"], playlist["last_date"])
        first = self.first or last - timedelta(days=self.days - 1)
        if self.everything:
            first = playlist["first_date"]
        first = max(first, playlist["first_date"])
        return Period(first, last) if first <= last else None


def is_weekly(dates: Iterable[date]) -> bool:
    """Return whether charts of these snapshots show one point a week."""
    return len(set(dates)) > MOST_SNAPSHOTS_DRAWN


def last_of_each_week(rows: Rows) -> Rows:
    """Return the rows of the last snapshot of each ISO week."""
    last: dict[tuple[int, int], date] = {}
    for row in rows:
        day = row["snapshot_date"]
        last[_week(day)] = max(day, last.get(_week(day), day))
    return [row for row in rows if row["snapshot_date"] == last[_week(row["snapshot_date"])]]


def drawn(rows: Rows) -> Rows:
    """Return the rows to draw: all, or those of the last snapshot of each week."""
    return last_of_each_week(rows) if is_weekly(row["snapshot_date"] for row in rows) else rows


def weekly_sums(rows: Rows, columns: Iterable[str]) -> Rows:
    """Return a row a week: its last snapshot's, with the sums of these columns over the week."""
    sums: dict[tuple[int, int], dict[str, int]] = {}
    for row in rows:
        week = sums.setdefault(_week(row["snapshot_date"]), dict.fromkeys(columns, 0))
        for column in columns:
            week[column] += row[column] or 0
    return [{**row, **sums[_week(row["snapshot_date"])]} for row in last_of_each_week(rows)]


def _week(day: date) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return year, week
