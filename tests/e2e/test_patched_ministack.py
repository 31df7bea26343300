"""The patched emulator checks permissions on the resources that AWS checks them on."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.e2e.emulator import Emulator
from tests.integration.deploy.ministack import ACCOUNT, REGION

pytestmark = pytest.mark.e2e

GLUE = f"arn:aws:glue:{REGION}:{ACCOUNT}"
TABLE = (f"{GLUE}:catalog", f"{GLUE}:database/lake", f"{GLUE}:table/lake/song")
GROUP = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/lake"

Allowed = Callable[..., dict[str, str]]


@pytest.fixture
def allowed(emulator: Emulator) -> Iterator[Allowed]:
    """Make a role that may do one thing: ``allowed(action, *resources)`` gives its credentials."""
    iam, name = emulator.client("iam"), f"allowed-{uuid4().hex[:8]}"
    trust = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))["Role"]

    def allowed(action: str, *resources: str) -> dict[str, str]:
        statement = {"Effect": "Allow", "Action": action, "Resource": resources}
        iam.put_role_policy(RoleName=name, PolicyName="one", PolicyDocument=document(statement))
        answer = emulator.client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="test")
        credentials: dict[str, str] = answer["Credentials"]
        return credentials

    yield allowed
    iam.delete_role_policy(RoleName=name, PolicyName="one")
    iam.delete_role(RoleName=name)


def document(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def refusal(call: Callable[[], object]) -> str:
    """Return the code of what is refused; here nothing that is asked for exists."""
    with pytest.raises(ClientError) as refused:
        call()
    return str(refused.value.response["Error"]["Code"])


@pytest.mark.parametrize(
    ("resources", "code"),
    [
        (TABLE, "EntityNotFoundException"),
        (TABLE[1:], "AccessDeniedException"),
        (TABLE[:1] + TABLE[2:], "AccessDeniedException"),
        (TABLE[:2], "AccessDeniedException"),
        ((*TABLE[:2], f"{GLUE}:table/lake/album"), "AccessDeniedException"),
    ],
)
def test_table_needs_its_database_and_the_catalog(
    emulator: Emulator, allowed: Allowed, resources: tuple[str, ...], code: str
) -> None:
    glue = emulator.client("glue", allowed("glue:*", *resources))
    assert refusal(lambda: glue.get_table(DatabaseName="lake", Name="song")) == code
    table = {"Name": "song"}
    assert refusal(lambda: glue.update_table(DatabaseName="lake", TableInput=table)) == code


def test_database_needs_the_catalog_and_no_table(emulator: Emulator, allowed: Allowed) -> None:
    def answer(*resources: str) -> str:
        glue = emulator.client("glue", allowed("glue:GetDatabase", *resources))
        return refusal(lambda: glue.get_database(Name="lake"))

    assert answer(*TABLE[:2]) == "EntityNotFoundException"
    assert answer(TABLE[0]) == answer(TABLE[1]) == "AccessDeniedException"


def test_log_group_is_named_with_its_streams(emulator: Emulator, allowed: Allowed) -> None:
    def answer(resource: str) -> str:
        logs = emulator.client("logs", allowed("logs:PutLogEvents", resource))
        line = {"timestamp": 0, "message": "m"}
        return refusal(
            lambda: logs.put_log_events(logGroupName="/lake", logStreamName="s", logEvents=[line])
        )

    assert answer(f"{GROUP}:*") == "ResourceNotFoundException"
    assert answer(GROUP) == answer(f"{GROUP}s:*") == "AccessDeniedException"
