"""Queues that receive what the load job publishes about changes."""

import json
import time
from dataclasses import dataclass
from typing import Any

from tests.e2e.glue.deployed_lake import DeployedLake
from tests.integration.deploy.ministack import ACCOUNT, REGION

_SECONDS = 15.0


@dataclass(frozen=True)
class ChangeQueues:
    """A queue on the topic, and one of a rule on the default bus."""

    lake: DeployedLake
    mails: str
    events: str

    def receive(self, url: str, count: int) -> list[dict[str, Any]]:
        """Return the messages so far, after ``count`` have come or some seconds have passed."""
        sqs = self.lake.emulator.client("sqs")
        received: list[dict[str, Any]] = []
        until = time.monotonic() + (_SECONDS if count else 0)
        while True:
            answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            for message in answer.get("Messages", []):
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                received.append(json.loads(message["Body"]))
            if len(received) >= count or time.monotonic() > until:
                return received


def listen(lake: DeployedLake) -> ChangeQueues:
    """Create the queues."""
    client = lake.emulator.client
    urls, arns = {}, {}
    for name, service in (("mails", "sns"), ("events", "events")):
        arns[name] = f"arn:aws:sqs:{REGION}:{ACCOUNT}:changes-{name}"
        allowed = {
            "Effect": "Allow",
            "Principal": {"Service": f"{service}.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arns[name],
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        urls[name] = client("sqs").create_queue(
            QueueName=f"changes-{name}", Attributes={"Policy": policy}
        )["QueueUrl"]
    client("sns").subscribe(
        TopicArn=lake.stack.outputs["ChangesTopicArn"], Protocol="sqs", Endpoint=arns["mails"]
    )
    # The pattern of docs/notifications.md.
    pattern = {
        "source": [{"prefix": "spotify-playlist-lake."}],
        "detail-type": ["PlaylistChanged"],
    }
    client("events").put_rule(Name="changes", EventPattern=json.dumps(pattern))
    client("events").put_targets(Rule="changes", Targets=[{"Id": "q", "Arn": arns["events"]}])
    return ChangeQueues(lake, urls["mails"], urls["events"])
