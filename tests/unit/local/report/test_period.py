"""The period of a page, and weekly values."""

from datetime import date, timedelta

import pytest

from cli.errors import UserError
from local.report.period import Period, Window, drawn, last_of_each_week, weekly_sums

FIRST, LAST = date(2025, 1, 1), date(2026, 11, 27)
PLAYLIST = {"first_date": FIRST, "last_date": LAST}


@pytest.mark.parametrize(
    ("window", "first", "last"),
    [
        (Window(), date(2026, 10, 3), LAST),  # 56 days
        (Window(days=1), LAST, LAST),
        (Window(everything=True), FIRST, LAST),
        (Window(first=date(2026, 5, 1)), date(2026, 5, 1), LAST),
        (Window(last=date(2026, 3, 31), days=31), date(2026, 3, 1), date(2026, 3, 31)),
        (Window(last=date(2030, 1, 1)), date(2026, 10, 3), LAST),
        (Window(days=9999), FIRST, LAST),
    ],
)
def test_period_is_within_the_snapshots(window: Window, first: date, last: date) -> None:
    assert window.of(PLAYLIST) == Period(first, last)


def test_period_outside_the_snapshots_is_refused() -> None:
    assert Window(last=date(2024, 12, 31)).of(PLAYLIST) is None
    assert Window(first=date(2026, 11, 28)).of(PLAYLIST) is None
    assert Window().of({"first_date": None, "last_date": None}) is None


def test_reversed_period_is_refused() -> None:
    with pytest.raises(UserError, match="--from 2026-02-01 is after --to 2026-01-01: swap them"):
        Window(first=date(2026, 2, 1), last=date(2026, 1, 1))


def rows(days: int) -> list[dict[str, object]]:
    """A row a day from Wednesday, 1 January 2025."""
    return [
        {"snapshot_date": FIRST + timedelta(number), "entered": 1, "gone": None}
        for number in range(days)
    ]


def test_weeks_end_on_sunday_or_with_the_newest_snapshot() -> None:
    days = [row["snapshot_date"] for row in last_of_each_week(rows(14))]

    assert days == [date(2025, 1, 5), date(2025, 1, 12), date(2025, 1, 14)]


def test_sums_of_a_week() -> None:
    sums = [(row["entered"], row["gone"]) for row in weekly_sums(rows(14), ["entered", "gone"])]

    assert sums == [(5, 0), (7, 0), (2, 0)]


def test_more_than_sixty_snapshots_are_drawn_by_week() -> None:
    assert len(drawn(rows(60))) == 60
    assert len(drawn(rows(61))) == 9
