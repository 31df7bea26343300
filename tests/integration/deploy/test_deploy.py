"""Deploy: first, again, with changes, and failing."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from cli.project import PROJECT
from deploy.aws import Aws
from tests.integration.deploy.conftest import Run, RunDeploy

SCRIPT = PROJECT / "glue_jobs" / "load_playlists.py"

Deploy = Callable[..., Run]


@pytest.fixture
def deploy(run: RunDeploy, templates: Path) -> Deploy:
    """Deploy the test's own templates: ``deploy("lake", Name="value")``."""

    def deploy(stack: str, *options: str, ask: bool = False, **parameters: str) -> Run:
        given = [f"--param={name}={value}" for name, value in parameters.items()]
        yes = [] if ask else ["--yes"]
        return run("deploy", "--stack", stack, "--templates", templates, *yes, *options, *given)

    return deploy


class Terminal(io.StringIO):
    """A terminal whose user has typed these lines."""

    def isatty(self) -> bool:
        return True


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


def test_first_deployment(aws: Aws, run: RunDeploy, deploy: Deploy) -> None:
    done = deploy("first", StreamGroup="/lake/first")
    assert done.code == 0, done.err
    bucket = outputs(aws, "first-artifacts")["ArtifactsBucket"]
    assert "artifacts: 3 uploaded, 0 unchanged" in done.out
    assert "CREATE_COMPLETE   Streams" in done.out
    assert "Streams/Stream" not in done.out  # but with --verbose
    page = run("status", "--stack", "first", "--outputs").out
    assert "  Shown   a:secret:b [red]not red\n" in page  # no emoji, no colour

    digest = hashlib.sha256(SCRIPT.read_bytes()).hexdigest()
    key = f"artifacts/{digest}/load_playlists.py"
    assert outputs(aws, "first")["Script"] == f"{bucket}/{key}"
    assert aws.s3.get_object(Bucket=bucket, Key=key)["Body"].read() == SCRIPT.read_bytes()
    # What the nested stack was made of, as it was given to CloudFormation.
    template = str(aws.cloudformation.get_template(StackName="first")["TemplateBody"])
    assert f'TemplateURL: "{aws.s3.meta.endpoint_url}/{bucket}/templates/' in template
    assert "   .venv/bin/lake-deploy status --stack first --region eu-west-1\n" in done.out


def test_second_deployment_changes_nothing(aws: Aws, deploy: Deploy) -> None:
    assert deploy("second", StreamGroup="/lake/second").code == 0
    before = {name: events(aws, name) for name in ("second", "second-artifacts")}
    done = deploy("second")
    assert done.code == 0, done.err
    assert "second-artifacts: nothing changes" in done.out
    assert "second: nothing changes" in done.out
    assert "artifacts: 0 uploaded, 3 unchanged" in done.out
    assert {name: events(aws, name) for name in before} == before
    for name in before:
        left = aws.cloudformation.list_change_sets(StackName=name)["Summaries"]
        assert not [one for one in left if one["ExecutionStatus"] == "UNAVAILABLE"]


def test_changed_parameter_keeps_the_others(aws: Aws, deploy: Deploy) -> None:
    assert deploy("third", StreamGroup="/lake/third").code == 0
    assert parameters(aws, "third")["VisibilitySeconds"] == "30"  # its default
    done = deploy("third", "--verbose", VisibilitySeconds="45")
    assert done.code == 0, done.err
    assert "  VisibilitySeconds  30 -> 45\n" in done.out
    assert "StreamGroup" not in done.out
    assert "UPDATE_COMPLETE   Queue" in done.out
    now = parameters(aws, "third")
    assert (now["VisibilitySeconds"], now["StreamGroup"]) == ("45", "/lake/third")
    sqs = aws.session.client("sqs")
    (queue,) = sqs.list_queues(QueueNamePrefix="third-")["QueueUrls"]
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])
    assert attributes["Attributes"] == {"VisibilityTimeout": "45"}


def test_nothing_changes_before_the_answer(aws: Aws, deploy: Deploy) -> None:
    refused = deploy("asked", ask=True, StreamGroup="/lake/asked")
    assert refused.code == 1
    assert "  stack        asked: new\n" in refused.out
    assert "  StreamGroup  /lake/asked\n" in refused.out
    assert refused.err == (
        "error: Deploy asked? There is no terminal to ask on: give --yes to go on\n"
    )
    for name in ("asked", "asked-artifacts"):
        with pytest.raises(ClientError, match="does not exist"):
            state(aws, name)


def test_deletion_needs_a_second_confirmation(
    aws: Aws, deploy: Deploy, templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deploy("fourth", StreamGroup="/lake/fourth").code == 0
    root = (templates / "root.yaml").read_text(encoding="utf-8")
    scratch = "  Scratch:\n    Type: AWS::S3::Bucket\n\n"
    assert scratch in root
    (templates / "root.yaml").write_text(root.replace(scratch, ""), encoding="utf-8")

    def buckets() -> list[str]:
        names = (one["Name"] for one in aws.s3.list_buckets()["Buckets"])
        return [name for name in names if name.startswith("fourth-scratch-")]

    monkeypatch.setattr("sys.stdin", Terminal("y\nn\n"))
    refused = deploy("fourth", ask=True)
    assert refused.code == 1
    assert "Remove" in refused.out
    assert "may be deleted or replaced. Go on? [y/N]:" in refused.err
    assert refused.err.endswith("error: stopped: nothing was changed\n")
    assert state(aws, "fourth") == "CREATE_COMPLETE"
    assert len(buckets()) == 1
    pending = aws.cloudformation.list_change_sets(StackName="fourth")["Summaries"]
    assert not [one for one in pending if one["ExecutionStatus"] == "AVAILABLE"]

    assert deploy("fourth").code == 0
    assert buckets() == []


def test_failed_update_reports_the_cause_in_the_nested_stack(aws: Aws, deploy: Deploy) -> None:
    assert deploy("fifth", StreamGroup="/lake/fifth").code == 0
    failed = deploy("fifth", StreamGroup="nowhere")
    assert failed.code == 1
    assert failed.err.splitlines()[-1] == (
        "error: fifth was not deployed (state UPDATE_ROLLBACK_COMPLETE). The first failure: "
        "Streams/Stream (AWS::Logs::LogStream): AWS::Logs::LogStream: "
        "The specified log group does not exist: nowhere"
    )
    assert deploy("fifth", StreamGroup="/lake/fifth").code == 0


def test_failed_creation_leaves_nothing_that_conflicts(aws: Aws, deploy: Deploy) -> None:
    failed = deploy("sixth", StreamGroup="nowhere")
    assert failed.code == 1
    assert "The specified log group does not exist: nowhere" in failed.err
    assert state(aws, "sixth") == "ROLLBACK_COMPLETE"
    # Its log group has the policy Retain, and was deleted all the same.
    logs = aws.session.client("logs")
    assert logs.describe_log_groups(logGroupNamePrefix="/lake/sixth")["logGroups"] == []
    done = deploy("sixth", StreamGroup="/lake/sixth")
    assert done.code == 0, done.err
    assert "the creation of sixth failed earlier: deleting the rest" in done.out
    assert state(aws, "sixth") == "CREATE_COMPLETE"


def test_refused_parameter_leaves_no_stack(aws: Aws, deploy: Deploy, templates: Path) -> None:
    (templates / "root.yaml").write_text(
        "Parameters: {Market: {Type: String, AllowedPattern: '^[A-Z]{2}$'}}\n"
        "Resources: {Queue: {Type: AWS::SQS::Queue}}\n",
        encoding="utf-8",
    )
    failed = deploy("seventh", Market="sweden")
    assert failed.code == 1
    assert "--param Market can't be 'sweden'" in failed.err
    with pytest.raises(ClientError, match="does not exist"):
        state(aws, "seventh")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"Streams": "a"}, "no such parameter: Streams. There are: StreamGroup, VisibilitySeconds"),
        ({}, "--param StreamGroup=... (the log group that the nested stack adds a stream to)"),
    ],
)
def test_wrong_parameters_are_refused_before_any_change(
    aws: Aws, deploy: Deploy, given: dict[str, str], told: str
) -> None:
    failed = deploy("eighth", **given)
    assert failed.code == 1
    assert told in failed.err
    with pytest.raises(ClientError, match="does not exist"):
        state(aws, "eighth-artifacts")
