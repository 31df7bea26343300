"""The next start of a daily schedule."""

from datetime import UTC, datetime

import pytest

from deploy.status.schedule import next_start

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "start"),
    [
        ("cron(0 6 * * ? *)", datetime(2026, 11, 29, 6, tzinfo=UTC)),
        ("cron(45 9 * * ? *)", datetime(2026, 11, 28, 9, 45, tzinfo=UTC)),
        ("cron(30 9 * * ? *)", datetime(2026, 11, 29, 9, 30, tzinfo=UTC)),
        ("cron(15 6,18 * * ? *)", datetime(2026, 11, 28, 18, 15, tzinfo=UTC)),
        ("cron(0 * * * ? *)", datetime(2026, 11, 28, 10, tzinfo=UTC)),
        ("cron(0 */6 * * ? *)", datetime(2026, 11, 28, 12, tzinfo=UTC)),
        ("cron(0 3/4 * * ? *)", datetime(2026, 11, 28, 11, tzinfo=UTC)),
        ("cron(0 6-8 * * ? *)", datetime(2026, 11, 29, 6, tzinfo=UTC)),
        ("cron(0 6-20/7 * * ? *)", datetime(2026, 11, 28, 13, tzinfo=UTC)),
    ],
)
def test_next_start(expression: str, start: datetime) -> None:
    assert next_start(expression, NOW) == start


@pytest.mark.parametrize(
    "expression",
    ["rate(1 day)", "cron(0 6 ? * MON *)", "cron(0 , * * ? *)", "cron(0 */0 * * ? *)"],
)
def test_other_schedules_are_unknown(expression: str) -> None:
    assert next_start(expression, NOW) is None
