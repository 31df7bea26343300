"""The next steps after a deployment: exact commands."""

from io import StringIO

import boto3
import pytest
from rich.console import Console

from deploy.aws import DEFAULT_STACK, Aws
from deploy.deploy import Deployed
from deploy.next_steps import next_steps, show_next_steps
from deploy.stacks import Stack

OUTPUTS = {
    "SecretArn": "arn",  # pragma: allowlist secret
    "ExtractFunction": "lake-extract",
    "WorkGroup": "lake",
}
AWS = Aws(boto3.Session(region_name="eu-west-1"), "123456789012", "eu-west-1")


def stack(name: str = "lake", outputs: dict[str, str] = OUTPUTS, **parameters: str) -> Stack:
    return Stack("arn", name, "CREATE_COMPLETE", "", "", parameters, outputs)


def commands(name: str) -> list[str]:
    return [command for _, given in next_steps(AWS, stack(name)) for command in given]


def test_commands_are_exact() -> None:
    assert commands("lake") == [
        ".venv/bin/lake-deploy credentials --stack lake --region eu-west-1",
        ".venv/bin/lake-deploy authorize --stack lake --region eu-west-1",
        ".venv/bin/lake-deploy extract --stack lake --region eu-west-1",
        ".venv/bin/lake-deploy status --stack lake --region eu-west-1",
        ".venv/bin/lake-deploy logs --stack lake --region eu-west-1",
        ".venv/bin/lake-deploy status --outputs --stack lake --region eu-west-1",
    ]


def test_default_stack_is_not_named() -> None:
    assert ".venv/bin/lake-deploy status --region eu-west-1" in commands(DEFAULT_STACK)


def test_first_steps_are_to_confirm_the_mails() -> None:
    told = next_steps(AWS, stack(AlarmEmail="me@example.com", DigestEmail="us@example.com"))
    assert [what for what, _ in told if "Confirm" in what] == [
        "Confirm the mail that AWS has sent to me@example.com: no alarm is mailed before.",
        "Confirm the mail that AWS has sent to us@example.com: no digest of changes is mailed "
        "before.",
    ]
    without = next_steps(AWS, stack(AlarmEmail="", DigestEmail=""))
    assert not any("Confirm" in what for what, _ in without)


def test_stack_without_lambda_or_secret_can_still_be_watched() -> None:
    what, _ = next_steps(AWS, stack(outputs={}))[0]
    assert what == "Watch it:"


@pytest.mark.parametrize(
    ("created", "mail_changed", "shown"),
    [
        (True, True, ["1. Confirm", "2. Store"]),
        (False, True, ["1. Confirm"]),
        (False, False, []),
    ],
)
def test_first_time_steps_are_shown_once_and_a_new_mail_is_to_be_confirmed(
    created: bool, mail_changed: bool, shown: list[str]
) -> None:
    out = StringIO()
    deployed = Deployed(
        stack(AlarmEmail="me@example.com"), created=created, mail_changed=mail_changed
    )
    show_next_steps(AWS, deployed, Console(file=out))
    assert [one for one in ("1. Confirm", "2. Store") if one in out.getvalue()] == shown
