"""Deploying: once, again, changed, and failing."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from cli.project import PROJECT
from deploy.aws import Aws
from tests.integration.deploy.conftest import Run, RunDeploy

SCRIPT = PROJECT / "glue_jobs" / "load_playlists.py"

Up = Callable[..., Run]


@pytest.fixture
def up(run: RunDeploy, templates: Path) -> Up:
    """Deploy the test's own templates: ``up("lake", "--yes", Name="value")``."""

    def up(stack: str, *options: str, **parameters: str) -> Run:
        given = [f"--param={name}={value}" for name, value in parameters.items()]
        return run("up", "--stack", stack, "--templates", templates, *options, *given)

    return up


def outputs(aws: Aws, stack: str) -> dict[str, str]:
    (found,) = aws.cloudformation.describe_stacks(StackName=stack)["Stacks"]
    return {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", [])}


def state(aws: Aws, stack: str) -> str:
    return aws.cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]


def events(aws: Aws, stack: str) -> list[str]:
    pages = aws.cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack)
    return [event["EventId"] for page in pages for event in page["StackEvents"]]


def parameters(aws: Aws, stack: str) -> dict[str, str]:
    (found,) = aws.cloudformation.describe_stacks(StackName=stack)["Stacks"]
    return {one["ParameterKey"]: one["ParameterValue"] for one in found["Parameters"]}


def test_first_deployment(aws: Aws, up: Up) -> None:
    done = up("first", StreamGroup="/lake/first")
    assert done.code == 0, done.err
    bucket = outputs(aws, "first-artifacts")["ArtifactsBucket"]
    assert "artifacts: 3 uploaded, 0 there already" in done.out
    assert "CREATE_COMPLETE   Streams/Stream" in done.out
    assert "  Shown   a:secret:b [red]not red\n" in done.out  # no emoji, no colour

    digest = hashlib.sha256(SCRIPT.read_bytes()).hexdigest()
    key = f"artifacts/{digest}/load_playlists.py"
    assert outputs(aws, "first")["Script"] == f"{bucket}/{key}"
    assert aws.s3.get_object(Bucket=bucket, Key=key)["Body"].read() == SCRIPT.read_bytes()
    # What the nested stack was made of, as it was given to CloudFormation.
    template = str(aws.cloudformation.get_template(StackName="first")["TemplateBody"])
    assert f'TemplateURL: "{aws.s3.meta.endpoint_url}/{bucket}/templates/' in template
    assert (
        "AWS_DEFAULT_REGION=eu-west-1 .venv/bin/python -m deploy status --stack first" in done.out
    )


def test_second_deployment_changes_nothing(aws: Aws, up: Up) -> None:
    assert up("second", StreamGroup="/lake/second").code == 0
    before = {name: events(aws, name) for name in ("second", "second-artifacts")}
    done = up("second")
    assert done.code == 0, done.err
    assert "second-artifacts: nothing changes" in done.out
    assert "second: nothing changes" in done.out
    assert "artifacts: 0 uploaded, 3 there already" in done.out
    assert {name: events(aws, name) for name in before} == before
    for name in before:
        left = aws.cloudformation.list_change_sets(StackName=name)["Summaries"]
        assert not [one for one in left if one["ExecutionStatus"] == "UNAVAILABLE"]


def test_change_of_a_parameter_keeps_the_others(aws: Aws, up: Up) -> None:
    assert up("third", StreamGroup="/lake/third").code == 0
    assert parameters(aws, "third")["VisibilitySeconds"] == "30"  # its default
    done = up("third", VisibilitySeconds="45")
    assert done.code == 0, done.err
    assert "UPDATE_COMPLETE   Queue" in done.out
    now = parameters(aws, "third")
    assert (now["VisibilitySeconds"], now["StreamGroup"]) == ("45", "/lake/third")
    sqs = aws.session.client("sqs")
    (queue,) = sqs.list_queues(QueueNamePrefix="third-")["QueueUrls"]
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])
    assert attributes["Attributes"] == {"VisibilityTimeout": "45"}


def test_nothing_is_deleted_unasked(aws: Aws, up: Up, templates: Path) -> None:
    assert up("fourth", StreamGroup="/lake/fourth").code == 0
    root = (templates / "root.yaml").read_text(encoding="utf-8")
    scratch = "  Scratch:\n    Type: AWS::S3::Bucket\n\n"
    assert scratch in root
    (templates / "root.yaml").write_text(root.replace(scratch, ""), encoding="utf-8")

    def buckets() -> list[str]:
        names = (one["Name"] for one in aws.s3.list_buckets()["Buckets"])
        return [name for name in names if name.startswith("fourth-scratch-")]

    refused = up("fourth")
    assert refused.code == 1
    assert "Remove" in refused.out
    assert "give --yes to go on" in refused.err
    assert state(aws, "fourth") == "CREATE_COMPLETE"
    assert len(buckets()) == 1
    pending = aws.cloudformation.list_change_sets(StackName="fourth")["Summaries"]
    assert not [one for one in pending if one["ExecutionStatus"] == "AVAILABLE"]

    assert up("fourth", "--yes").code == 0
    assert buckets() == []


def test_failed_update_tells_the_cause_in_the_nested_stack(aws: Aws, up: Up) -> None:
    assert up("fifth", StreamGroup="/lake/fifth").code == 0
    failed = up("fifth", "--yes", StreamGroup="nowhere")
    assert failed.code == 1
    assert failed.err.splitlines()[-1] == (
        "error: fifth was not deployed (state UPDATE_ROLLBACK_COMPLETE). The first failure: "
        "Streams/Stream (AWS::Logs::LogStream): AWS::Logs::LogStream: "
        "The specified log group does not exist: nowhere"
    )
    assert up("fifth", "--yes", StreamGroup="/lake/fifth").code == 0


def test_failed_creation_is_cleared_away_by_the_next(aws: Aws, up: Up) -> None:
    failed = up("sixth", StreamGroup="nowhere")
    assert failed.code == 1
    assert "The specified log group does not exist: nowhere" in failed.err
    assert state(aws, "sixth") == "ROLLBACK_COMPLETE"
    # Its log group has the policy Retain, which holds for failed creations too.
    aws.session.client("logs").delete_log_group(logGroupName="/lake/sixth")
    done = up("sixth", StreamGroup="/lake/sixth")
    assert done.code == 0, done.err
    assert "stack sixth never came to be: deleting what is left of it" in done.out
    assert state(aws, "sixth") == "CREATE_COMPLETE"


def test_refused_parameter_leaves_no_stack(aws: Aws, up: Up, templates: Path) -> None:
    (templates / "root.yaml").write_text(
        "Parameters: {Market: {Type: String, AllowedPattern: '^[A-Z]{2}$'}}\n"
        "Resources: {Queue: {Type: AWS::SQS::Queue}}\n",
        encoding="utf-8",
    )
    failed = up("seventh", Market="sweden")
    assert failed.code == 1
    assert "Market" in failed.err
    with pytest.raises(ClientError, match="does not exist"):
        state(aws, "seventh")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"Streams": "a"}, "no such parameter: Streams. There are: StreamGroup, VisibilitySeconds"),
        ({}, "--param StreamGroup=... (the log group that the nested stack adds a stream to)"),
    ],
)
def test_wrong_parameters_are_told_before_anything_is_done(
    aws: Aws, up: Up, given: dict[str, str], told: str
) -> None:
    failed = up("eighth", **given)
    assert failed.code == 1
    assert told in failed.err
    with pytest.raises(ClientError, match="does not exist"):
        state(aws, "eighth-artifacts")
