"""A queue that gets the events of raw files as well as the workflow."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.emulator import Emulator

_SECONDS = 15.0


@dataclass
class EventTap:
    """A second target of the rule that starts the workflow.

    Attributes
    ----------
    events
        The events received so far, by the object's key.
    """

    emulator: Emulator
    url: str
    events: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def wait_for(self, key: str) -> list[dict[str, Any]]:
        """Wait for an object's first event; return its events."""
        sqs = self.emulator.client("sqs")
        until = time.monotonic() + _SECONDS
        while key not in self.events and time.monotonic() < until:
            answer = sqs.receive_message(
                QueueUrl=self.url, MaxNumberOfMessages=10, WaitTimeSeconds=1
            )
            for message in answer.get("Messages", []):
                sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
                event = json.loads(message["Body"])
                self.events.setdefault(event["detail"]["object"]["key"], []).append(event)
        assert key in self.events, f"no event of {key} came, but of {sorted(self.events)}"
        return self.events[key]


def tap_rule(emulator: Emulator, rule: str, queue: str) -> EventTap:
    """Create a queue and add it to the rule's targets."""
    sqs = emulator.client("sqs")
    events = emulator.client("events")
    url = sqs.create_queue(QueueName=queue)["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    arn = attributes["QueueArn"]
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": events.describe_rule(Name=rule)["Arn"]}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    refused = events.put_targets(Rule=rule, Targets=[{"Id": "tap", "Arn": arn}])
    assert refused["FailedEntryCount"] == 0, refused
    return EventTap(emulator, url)
