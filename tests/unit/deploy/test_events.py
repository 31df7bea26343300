"""The failure that the others follow from, and the events of nested stacks."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.stub import Stubber

from deploy.events import Event, Operation, describe_cause, root_cause
from deploy.template import STACK

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

START = datetime(2026, 11, 24, 6, tzinfo=UTC)
ROOT = "arn:aws:cloudformation:eu-west-1:123456789012:stack/lake/1"
INNER = "arn:aws:cloudformation:eu-west-1:123456789012:stack/lake-Extract-X/2"
BUCKET, FUNCTION = "AWS::S3::Bucket", "AWS::Lambda::Function"


def failed(second: int, path: str, resource_type: str, reason: str) -> Event:
    time = START + timedelta(seconds=second)
    return Event(f"{second}", time, ROOT, path, "p", resource_type, "CREATE_FAILED", reason)


def test_cause_is_the_first_failure_that_follows_from_no_other() -> None:
    # As CloudFormation tells it, newest first.
    events = [
        failed(9, "lake", STACK, "The following resource(s) failed to create: [Extract, Query]."),
        failed(8, "Query", STACK, "Resource creation cancelled"),
        failed(8, "Extract", STACK, f"Embedded stack {INNER} was not successfully created: ..."),
        failed(7, "Extract/Role", "AWS::IAM::Role", "Resource creation cancelled"),
        failed(5, "Extract/Other", BUCKET, "too late to be the first"),
        failed(3, "Extract/Function", FUNCTION, "S3 Error Code: NoSuchKey.\n Not there."),
    ]
    cause = root_cause(events)
    assert cause is not None
    assert cause.path == "Extract/Function"
    assert describe_cause(events) == (
        "Extract/Function (AWS::Lambda::Function): S3 Error Code: NoSuchKey. Not there."
    )


def test_nested_stack_itself_may_be_the_cause() -> None:
    reason = "Parameters: [KeyArn] must have values"
    events = [
        failed(2, "Query", STACK, "Resource creation cancelled"),
        failed(1, "X", STACK, reason),
    ]
    assert describe_cause(events) == f"X ({STACK}): {reason}"


def test_consequence_is_reported_if_there_is_no_other_reason() -> None:
    assert "cancelled" in describe_cause([failed(1, "A", BUCKET, "Resource creation cancelled")])
    assert describe_cause([]) == "CloudFormation gives no reason"


def told(number: int, stack: str, logical_id: str, status: str, **more: Any) -> dict[str, Any]:
    """An event as CloudFormation tells it, ``number`` seconds after the start."""
    return {
        "StackId": stack,
        "EventId": f"{stack}-{number}",
        "StackName": stack.split("/")[1],
        "LogicalResourceId": logical_id,
        "ResourceStatus": status,
        "Timestamp": START + timedelta(seconds=number),
        **more,
    }


def test_operation_is_followed_into_nested_stacks(
    cloudformation: "CloudFormationClient", stubber: Stubber
) -> None:
    root: dict[str, Any] = {"ResourceType": STACK, "PhysicalResourceId": ROOT}
    inner: dict[str, Any] = {"ResourceType": STACK, "PhysicalResourceId": INNER}
    before = told(0, ROOT, "lake", "CREATE_COMPLETE", **root)
    begun = told(1, ROOT, "lake", "UPDATE_IN_PROGRESS", **root)
    nested = told(2, ROOT, "Extract", "UPDATE_IN_PROGRESS", **inner)
    function = told(
        3,
        INNER,
        "Function",
        "UPDATE_FAILED",
        ResourceType=FUNCTION,
        PhysicalResourceId="extract",
        ResourceStatusReason="no such zip",
    )
    own = told(4, INNER, "lake-Extract-X", "UPDATE_FAILED", **inner)
    rolled_back = told(5, ROOT, "lake", "UPDATE_ROLLBACK_COMPLETE", **root)
    before_in_nested = told(-5, INNER, "Function", "CREATE_FAILED", ResourceType=FUNCTION)

    def answer(stack: str, *events: dict[str, Any]) -> None:
        stubber.add_response(
            "describe_stack_events", {"StackEvents": list(events)}, {"StackName": stack}
        )

    answer(ROOT, before)
    operation = Operation(cloudformation, ROOT)
    answer(ROOT, before)  # nothing yet
    answer(ROOT, nested, begun, before)
    answer(INNER, before_in_nested)
    answer(ROOT, rolled_back, nested, begun, before)
    answer(INNER, own, function, before_in_nested)
    shown: list[str] = []
    state = operation.follow(lambda event: shown.append(f"{event.path} {event.status}"))

    assert state == "UPDATE_ROLLBACK_COMPLETE"
    assert shown == [
        "lake UPDATE_IN_PROGRESS",
        "Extract UPDATE_IN_PROGRESS",
        "Extract/Function UPDATE_FAILED",
        "lake UPDATE_ROLLBACK_COMPLETE",
    ]
    assert describe_cause(operation.events) == f"Extract/Function ({FUNCTION}): no such zip"


@pytest.mark.parametrize(
    ("reason", "way_out"),
    [
        (
            "Specified ReservedConcurrentExecutions for function decreases account's "
            "UnreservedConcurrentExecution below its minimum value of [10].",
            "--param ReserveConcurrency=false",
        ),
        (
            "The execution role you provide must allow AWS EventBridge Scheduler to assume it.",
            "deploy again",
        ),
        ("Resource of type 'AWS::Glue::Database' with identifier 'x' already exists.", "--adopt"),
    ],
)
def test_known_reason_is_reported_with_the_way_out(reason: str, way_out: str) -> None:
    told = describe_cause([failed(1, "Extract/Function", FUNCTION, reason)])
    assert told.startswith(f"Extract/Function ({FUNCTION}): {reason}. The way out: ")
    assert way_out in told
