"""The next steps after a deployment: exact commands."""

from io import StringIO

import boto3
import pytest
from rich.console import Console

from deploy.aws import DEFAULT_STACK, Aws
from deploy.deploy import Deployed
from deploy.next_steps import next_steps, show_next_steps
from deploy.stacks import Stack

OUTPUTS = {"SecretArn": "arn", "ExtractFunction": "lake-extract", "WorkGroup": "lake"}
AWS = Aws(boto3.Session(region_name="eu-west-1"), "123456789012", "eu-west-1")


def stack(name: str = "lake", outputs: dict[str, str] = OUTPUTS, email: str = "") -> Stack:
    return Stack("arn", name, "CREATE_COMPLETE", "", "", {"AlarmEmail": email}, outputs)


def commands(name: str) -> list[str]:
    return [command for _, given in next_steps(AWS, stack(name)) for command in given]


def test_commands_are_exact() -> None:
    assert commands("lake") == [
        ".venv/bin/lake-deploy credentials --stack lake --region eu-west-1",
        ".venv/bin/lake-deploy authorize --stack lake --region eu-west-1",
        ".venv/bin/lake-deploy extract --stack lake --region eu-west-1",
        ".venv/bin/lake-deploy status --stack lake --region eu-west-1",
        ".venv/bin/lake-deploy logs --stack lake --region eu-west-1",
    ]


def test_default_stack_is_not_named() -> None:
    assert ".venv/bin/lake-deploy status --region eu-west-1" in commands(DEFAULT_STACK)


def test_first_step_is_to_confirm_the_alarm_mail() -> None:
    what, _ = next_steps(AWS, stack(email="me@example.com"))[0]
    assert what.startswith("Confirm the mail that AWS has sent to me@example.com")
    assert not any("Confirm" in one for one, _ in next_steps(AWS, stack()))


def test_stack_without_lambda_or_secret_can_still_be_watched() -> None:
    assert [what for what, _ in next_steps(AWS, stack(outputs={}))] == ["Watch it:"]


@pytest.mark.parametrize(
    ("created", "changed", "shown"),
    [(True, True, ["outputs of", "1. "]), (False, True, ["outputs of"]), (False, False, [])],
)
def test_steps_are_shown_once_and_outputs_after_a_change(
    created: bool, changed: bool, shown: list[str]
) -> None:
    out = StringIO()
    show_next_steps(AWS, Deployed(stack(), created=created, changed=changed), Console(file=out))
    output = out.getvalue()
    assert [sign for sign in ("outputs of", "1. ") if sign in output] == shown
