"""The events of a stack and its nested stacks during an operation, and why it failed."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import TYPE_CHECKING

from deploy.template import STACK

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackEventTypeDef

# Seconds between polls: short at first, since small changes take seconds.
_WAITS = (0.3, 0.5, 1.0, 2.0)
_LONGEST_WAIT = 3.0

# Reasons of failures that follow from another failure.
_CONSEQUENCE = re.compile(
    r"cancelled|Embedded stack .* was not successfully|The following resource\(s\) failed",
    re.IGNORECASE,
)
# The way out of failures whose reason does not name it.
_WAYS_OUT = {
    r"UnreservedConcurrentExecution": (
        "the account's Lambda quota is too small to reserve a run: deploy again with "
        "--param ReserveConcurrency=false"
    ),
    r"must allow AWS EventBridge Scheduler to assume": (
        "IAM had not made the new role known yet: deploy again"
    ),
    r"already exists": (
        "delete it or, if it is the data of an earlier stack of this name, deploy with --adopt"
    ),
}


@dataclass(frozen=True)
class Event:
    """An event of a resource, or of a stack itself.

    Attributes
    ----------
    path
        The logical ids down to the resource: ``Storage/RawBucket``.
    """

    event_id: str
    time: datetime
    stack_id: str
    path: str
    physical_id: str
    type: str
    status: str
    reason: str

    @property
    def is_of_stack(self) -> bool:
        """Whether it is about the stack that reports it, not about one of its resources."""
        return self.type == STACK and self.physical_id == self.stack_id

    @property
    def is_failure(self) -> bool:
        """Whether something failed."""
        return self.status.endswith("_FAILED")

    @property
    def is_end(self) -> bool:
        """Whether an action has ended."""
        return not self.status.endswith("_IN_PROGRESS")


@dataclass
class Operation:
    """The events of one operation on a stack; created before the operation starts.

    Nested stacks are found by their events in the parent stack.
    """

    cloudformation: "CloudFormationClient"
    stack_id: str
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        newest = next(_newest_first(self.cloudformation, self.stack_id), None)
        # By CloudFormation's clock: events of nested stacks before the root stack's last event
        # belong to earlier operations.
        self._since = newest["Timestamp"] if newest else datetime.min.replace(tzinfo=UTC)
        self._seen = {newest["EventId"]} if newest else set()
        self._paths = {self.stack_id: ""}

    def follow(self, show: Callable[[Event], None]) -> str:
        """Show each event until the operation ends; return the final state of the stack."""
        for seconds in chain(_WAITS, repeat(_LONGEST_WAIT)):
            for event in self._new_events():
                self.events.append(event)
                show(event)
                if event.is_of_stack and event.stack_id == self.stack_id and event.is_end:
                    return event.status
            time.sleep(seconds)
        raise AssertionError  # repeat() never ends

    def _new_events(self) -> list[Event]:
        """Return the new events of the stack and all nested stacks, in the order of time."""
        found: list[Event] = []
        asked: set[str] = set()
        # Parents first: once a parent reports its end, its nested stacks have reported everything.
        while unasked := [stack_id for stack_id in self._paths if stack_id not in asked]:
            for stack_id in unasked:
                asked.add(stack_id)
                for event in self._new_events_of(stack_id):
                    found.append(event)
                    if event.type == STACK and event.physical_id:
                        self._paths.setdefault(event.physical_id, f"{event.path}/")
        # The end of the stack itself comes last.
        return sorted(found, key=lambda one: (one.time, one.stack_id == self.stack_id))

    def _new_events_of(self, stack_id: str) -> list[Event]:
        is_nested = stack_id != self.stack_id
        new: list[Event] = []
        for event in _newest_first(self.cloudformation, stack_id):
            if event["EventId"] in self._seen or (is_nested and event["Timestamp"] <= self._since):
                break
            self._seen.add(event["EventId"])
            new.append(_event(event, self._paths[stack_id]))
        if is_nested:  # the parent reports the state of a nested stack
            new = [one for one in new if not one.is_of_stack]
        return new[::-1]


def _newest_first(
    cloudformation: "CloudFormationClient", stack_id: str
) -> "Iterator[StackEventTypeDef]":
    pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack_id)
    return chain.from_iterable(page["StackEvents"] for page in pages)


def _event(found: "StackEventTypeDef", prefix: str) -> Event:
    is_own = found.get("PhysicalResourceId") == found["StackId"]
    logical_id = found.get("LogicalResourceId", "")
    return Event(
        event_id=found["EventId"],
        time=found["Timestamp"],
        stack_id=found["StackId"],
        path=prefix.removesuffix("/") or logical_id if is_own else prefix + logical_id,
        physical_id=found.get("PhysicalResourceId", ""),
        type=found.get("ResourceType", ""),
        status=found.get("ResourceStatus", ""),
        reason=found.get("ResourceStatusReason", ""),
    )


def root_cause(events: Iterable[Event]) -> Event | None:
    """Return the first failure that does not follow from another one."""
    failures = sorted((one for one in events if one.is_failure and one.reason), key=_by_time)
    own = [one for one in failures if not _CONSEQUENCE.search(one.reason)]
    in_resources = [one for one in own if one.type != STACK]
    return next(iter(in_resources or own or failures), None)


def _by_time(event: Event) -> datetime:
    return event.time


def describe_cause(events: Iterable[Event]) -> str:
    """Return what failed first and why, with the way out if it is known."""
    cause = root_cause(events)
    if cause is None:
        return "CloudFormation gives no reason"
    reason = " ".join(cause.reason.split())
    way_out = next((way for sign, way in _WAYS_OUT.items() if re.search(sign, reason)), "")
    return f"{cause.path} ({cause.type}): {reason}" + (
        f". The way out: {way_out}" if way_out else ""
    )
