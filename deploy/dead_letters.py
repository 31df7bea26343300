"""Show and delete dead letters: events that failed for good."""

from typing import TYPE_CHECKING

from rich.console import Console

from deploy.confirm import confirm
from deploy.json_object import json_object
from deploy.show import say
from deploy.stacks import list_resources, of_type, require_stack

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

    from deploy.aws import Aws

_SHOWN = 10  # the most that one request returns
_REASONS = ("ErrorMessage", "ERROR_MESSAGE")  # as Lambda and as EventBridge Scheduler name it


def show_dead_letters(
    aws: "Aws", stack: str, console: Console, *, delete: bool = False, yes: bool = False
) -> None:
    """Print the dead letters of each queue with their reasons; delete them if asked to.

    Raises
    ------
    UserError
        The stack does not exist, or the user does not confirm the deletion.
    """
    found = require_stack(aws, stack)
    queues = of_type(list(list_resources(aws.cloudformation, found.stack_id)), "AWS::SQS::Queue")
    sqs = aws.session.client("sqs")
    filled: list[str] = []
    for url in (queue.physical_id for queue in queues):
        response = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=_SHOWN,
            MessageAttributeNames=["All"],
            VisibilityTimeout=0,  # they stay visible, for the alarm as well
            WaitTimeSeconds=1,  # asks all servers of the queue
        )
        messages = response.get("Messages", [])
        if messages:
            filled.append(url)
        name = url.rpartition("/")[2]
        say(console, f"{name}: {'at least ' if len(messages) == _SHOWN else ''}{len(messages)}")
        for message in messages:
            say(console, f"  {_describe(message)}")
    if not filled:
        return
    if not delete:
        again = aws.lake_deploy("dead-letters", stack, "--delete")
        say(console, f"once the cause is gone: {again}")
        return
    confirm("Delete all messages of these queues?", yes=yes)
    for url in filled:
        sqs.purge_queue(QueueUrl=url)
    say(console, "deleted; the alarm ends within 10 minutes")


def _describe(message: "MessageTypeDef") -> str:
    """Return the event's time and playlists, and why it failed."""
    event = json_object(message.get("Body", ""))
    # The Scheduler's letter for a call that failed may hold the input below the call's own fields.
    parts = [str(event.get("time", "")), " ".join(map(str, event.get("playlists", [])))]
    attributes = message.get("MessageAttributes", {})
    reason = next(
        (attributes[one].get("StringValue", "") for one in _REASONS if one in attributes), ""
    )
    about = " ".join(part for part in parts if part) or "event"
    return f"{about}: {' '.join(reason.split()) or 'no reason given'}"
