"""When the schedule starts the next extraction."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from deploy.status.line import BAD, GOOD, WARNING, Line

if TYPE_CHECKING:
    from deploy.aws import Aws

# What the parameter ScheduleExpression allows: a minute and hours of every day.
_DAILY = re.compile(r"cron\((\d{1,2}) ([\d,*/-]+) \* \* \? \*\)")


def describe_schedule(aws: "Aws", group: str, name: str) -> Iterator[Line]:
    """Yield a line about the next run."""
    about = "next extraction"
    schedule = aws.session.client("scheduler").get_schedule(GroupName=group, Name=name)
    expression = schedule["ScheduleExpression"]
    zone = schedule.get("ScheduleExpressionTimezone", "UTC")
    minutes = schedule.get("FlexibleTimeWindow", {}).get("MaximumWindowInMinutes", 0)
    if schedule.get("State") == "DISABLED":
        todo = f"{expression}: enable {name} in the console, EventBridge Scheduler"
        yield Line(about, "DISABLED", todo, BAD)
        return
    start = next_start(expression, datetime.now(UTC)) if zone == "UTC" else None
    if start is None:
        yield Line(about, "unknown", f"the schedule is {expression}, {zone}", WARNING)
        return
    later = f", or up to {minutes} minutes later" if minutes else ""
    yield Line(about, "scheduled", f"{start:%Y-%m-%d %H:%M} UTC{later}", GOOD)


def next_start(expression: str, now: datetime) -> datetime | None:
    """Return the first time after now that a daily schedule names; None for any other schedule."""
    found = _DAILY.fullmatch(expression)
    if not found:
        return None
    minute = int(found[1])
    hours = [hour for part in found[2].split(",") for hour in _hours(part)]
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = (
        midnight + timedelta(days=day, hours=hour, minutes=minute)
        for day in (0, 1)
        for hour in hours
    )
    return min((one for one in starts if one > now), default=None)


def _hours(part: str) -> list[int]:
    """Return the hours of ``*``, ``6``, ``6-9``, and of these with a step, such as ``6/4``."""
    bounds, _, step = part.partition("/")
    first, _, last = bounds.partition("-")
    if first == "*":
        first, last = "0", "23"
    try:
        end = int(last or (23 if step else first))
        return [hour for hour in range(int(first), end + 1, int(step or 1)) if hour < 24]
    except ValueError:
        return []
