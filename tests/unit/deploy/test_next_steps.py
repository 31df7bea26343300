"""What is said after a deployment can be typed as it stands, and holds no secret."""

import shlex

from deploy.next_steps import next_steps
from deploy.stacks import Resource

CREDENTIALS = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:lake-Credentials-a1B2"


def resource(resource_type: str, physical_id: str) -> Resource:
    return Resource("Path", "stack", "Path", physical_id, resource_type, "CREATE_COMPLETE")


LAKE = [
    resource("AWS::SecretsManager::Secret", CREDENTIALS),
    resource("AWS::Lambda::Function", "lake-extract"),
    resource("AWS::Athena::WorkGroup", "lake"),
    resource("AWS::S3::Bucket", "raw"),
]


def commands() -> list[str]:
    steps = next_steps(LAKE, "lake", "--region eu-west-1", "AWS_DEFAULT_REGION=eu-west-1")
    return [command for _, given in steps for command in given]


def test_commands_are_exact() -> None:
    environment = "AWS_DEFAULT_REGION=eu-west-1 .venv/bin/python -m"
    assert commands() == [
        f"aws secretsmanager put-secret-value --secret-id {CREDENTIALS} --secret-string "
        "file://credentials.json --region eu-west-1 && rm credentials.json",
        f"{environment} local authorize --secret-name {CREDENTIALS}",
        "aws lambda invoke --function-name lake-extract --cli-read-timeout 900 "
        "--region eu-west-1 /dev/stdout",
        f"{environment} deploy status --stack lake",
        f"{environment} deploy logs --stack lake",
    ]


def test_no_command_carries_the_secret() -> None:
    values = [word for one in commands() for word in shlex.split(one)]
    assert values[values.index("--secret-string") + 1] == "file://credentials.json"
    assert not any("client_secret" in word for word in values)


def test_workgroup_is_named() -> None:
    steps = next_steps(LAKE, "lake", "", "")
    assert any("workgroup lake" in what for what, _ in steps)


def test_stack_without_lambda_or_secret_can_still_be_watched() -> None:
    steps = next_steps([], "lake", "", "")
    assert [what for what, _ in steps] == ["See how it goes:"]
