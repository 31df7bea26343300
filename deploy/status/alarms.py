"""The alarms in state ALARM, with the command that shows what to do about each."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from deploy.status.line import BAD, GOOD, Line

if TYPE_CHECKING:
    from deploy.aws import Aws

_ALARMS_AT_ONCE = 100  # the most names that one request takes


def describe_alarms(aws: "Aws", stack: str, names: list[str]) -> Iterator[Line]:
    """Yield a line for each alarm in state ALARM, or one line if there is none."""
    cloudwatch = aws.session.client("cloudwatch")
    found = [
        alarm
        for start in range(0, len(names), _ALARMS_AT_ONCE)
        for alarm in cloudwatch.describe_alarms(
            AlarmNames=names[start : start + _ALARMS_AT_ONCE], MaxRecords=_ALARMS_AT_ONCE
        )["MetricAlarms"]
    ]
    in_alarm = [one for one in found if one.get("StateValue") == "ALARM"]
    for alarm in in_alarm:
        name = alarm.get("AlarmName", "").removeprefix(f"{stack}-")
        what = alarm.get("AlarmDescription", "").partition(" What to do: ")[0]
        what = what or alarm.get("StateReason", "")
        yield Line(name, "ALARM", what, BAD, aws.lake_deploy("runbook", stack, name))
    if not in_alarm:
        yield Line("alarms", "OK", f"none of {len(found)} is in state ALARM", GOOD)
