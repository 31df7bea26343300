"""Least privilege of the extraction: without any part of a role, something fails."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.e2e.extraction import Extractor, seconds_ago
from tests.e2e.permissions import CALLED_BY_THE_SERVICE, NOT_ENFORCED, Part, parts_of

pytestmark = pytest.mark.e2e

ROLES = ("ExtractRole", "ScheduleRole")
PARTS = [part for role in ROLES for part in parts_of("extract.yaml", role)]
ENFORCED = [part for part in PARTS if part.statement not in NOT_ENFORCED]
BY_THE_RUN = [part for part in ENFORCED if part.action not in CALLED_BY_THE_SERVICE]
BY_THE_SERVICE = [part for part in ENFORCED if part.action in CALLED_BY_THE_SERVICE]


@contextmanager
def without(part: Part, extractor: Extractor) -> Iterator[None]:
    """Remove a part of a role, then restore it."""
    iam = extractor.emulator.client("iam")
    policy = {
        "RoleName": extractor.stack.resources[f"Extract/{part.role}"],
        "PolicyName": part.policy,
    }
    document = iam.get_role_policy(**policy)["PolicyDocument"]
    iam.put_role_policy(**policy, PolicyDocument=json.dumps(part.taken_from(document)))
    try:
        yield
    finally:
        iam.put_role_policy(**policy, PolicyDocument=json.dumps(document))


@pytest.mark.usefixtures("cleared_away")
def test_extraction_succeeds_with_its_roles(extractor: Extractor) -> None:
    done = extractor.call(seconds_ago(200))
    assert not done.failed, done.answer
    assert done.answer["extracted"] == 3


@pytest.mark.usefixtures("cleared_away")
@pytest.mark.parametrize("part", BY_THE_RUN, ids=str)
def test_run_fails_without_permission(part: Part, extractor: Extractor) -> None:
    with without(part, extractor):
        said = failure(extractor)
    extractor.put_refresh_token()  # a refresh token that could not be stored is lost
    assert "AccessDenied" in said
    assert part.action in said


def failure(extractor: Extractor) -> str:
    """Return a run's error, of the Lambda or of its invocation."""
    try:
        done = extractor.call(seconds_ago(210))
    except ClientError as error:
        return str(error)
    assert done.failed, done.answer
    return str(done.answer["errorMessage"])


@pytest.mark.parametrize("part", BY_THE_SERVICE, ids=str)
def test_delivery_fails_without_permission(part: Part, extractor: Extractor) -> None:
    call_as_the_service(part, extractor)
    with without(part, extractor), pytest.raises(ClientError, match="AccessDenied") as refused:
        call_as_the_service(part, extractor)
    assert part.action in str(refused.value)


def call_as_the_service(part: Part, extractor: Extractor) -> None:
    """Do with the role what Lambda, or the Scheduler, does with it."""
    resources = extractor.stack.resources
    credentials = extractor.credentials(f"Extract/{part.role}")
    logs, sqs = (extractor.emulator.client(one, credentials) for one in ("logs", "sqs"))
    queue = {"ExtractRole": "ExtractDeadLetters", "ScheduleRole": "ScheduleDeadLetters"}[part.role]
    stream = {"logGroupName": resources["Storage/ExtractLogs"], "logStreamName": uuid4().hex}
    match part.action:
        case "logs:CreateLogStream":
            logs.create_log_stream(**stream)
        case "logs:PutLogEvents":
            extractor.emulator.client("logs").create_log_stream(**stream)
            line = {"timestamp": int(time.time() * 1000), "message": "by hand"}
            logs.put_log_events(**stream, logEvents=[line])
        case "sqs:SendMessage":
            sqs.send_message(QueueUrl=resources[f"Extract/{queue}"], MessageBody="{}")
        case other:
            raise AssertionError(f"say here what calls {other}")


def test_statements_that_are_not_enforced_exist() -> None:
    assert NOT_ENFORCED.keys() <= {part.statement for part in PARTS}
    assert {part.action for part in PARTS} >= CALLED_BY_THE_SERVICE
    assert {part.role for part in BY_THE_RUN} == set(ROLES)
