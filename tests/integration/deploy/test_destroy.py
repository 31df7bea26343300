"""Destroy: what is deleted, what is retained, and what is deleted only when asked."""

from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from deploy.aws import Aws
from tests.integration.deploy.conftest import RunDeploy


@pytest.fixture
def lake(run: RunDeploy, templates: Path, aws: Aws) -> Callable[[str], str]:
    """Deploy a stack, put an object with two versions into its bucket; return the bucket."""

    def lake(stack: str) -> str:
        group = f"StreamGroup=/lake/{stack}"
        done = run("deploy", "--stack", stack, "--yes", "--templates", templates, "--param", group)
        assert done.code == 0, done.err
        (found,) = aws.cloudformation.describe_stacks(StackName=stack)["Stacks"]
        outputs = {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}
        for body in (b"1", b"2"):
            aws.s3.put_object(Bucket=outputs["Data"], Key="a", Body=body)
        return outputs["Data"]

    return lake


def is_there(aws: Aws, stack: str) -> bool:
    try:
        (found,) = aws.cloudformation.describe_stacks(StackName=stack)["Stacks"]
    except ClientError:
        return False
    return found["StackStatus"] != "DELETE_COMPLETE"


def kept_by(aws: Aws, stack: str, bucket: str) -> set[str]:
    """Which of a lake's buckets, databases and log groups are there."""
    buckets = {one["Name"] for one in aws.s3.list_buckets()["Buckets"]}
    databases = aws.session.client("glue").get_databases()["DatabaseList"]
    groups = aws.session.client("logs").describe_log_groups(logGroupNamePrefix=f"/lake/{stack}")
    return (
        {name for name in buckets if name == bucket or name.startswith(f"{stack}-")}
        | {one["Name"] for one in databases if one["Name"].startswith(f"{stack}_")}
        | {one["logGroupName"] for one in groups["logGroups"]}
    )


def test_data_are_retained_until_delete_data(
    aws: Aws, run: RunDeploy, lake: Callable[[str], str]
) -> None:
    bucket = lake("kept")
    data = {bucket, "kept_tables", "/lake/kept"}
    done = run("destroy", "--stack", "kept", "--yes")
    assert done.code == 0, done.err
    assert not is_there(aws, "kept")
    assert not is_there(aws, "kept-artifacts")
    assert kept_by(aws, "kept", bucket) == data
    assert aws.s3.get_object(Bucket=bucket, Key="a")["Body"].read() == b"2"
    assert f"  AWS::S3::Bucket {bucket}\n" in done.out
    assert "  .venv/bin/lake-deploy deploy --adopt --stack kept --region eu-west-1\n" in done.out

    again = run("destroy", "--stack", "kept", "--yes")
    assert again.code == 0
    assert "there is no stack kept: nothing to delete" in again.out
    assert "  AWS::Glue::Database kept_tables\n" in again.out
    assert kept_by(aws, "kept", bucket) == data

    unasked = run("destroy", "--stack", "kept", "--delete-data")
    assert unasked.code == 1
    assert "give --yes" in unasked.err
    assert kept_by(aws, "kept", bucket) == data

    gone = run("destroy", "--stack", "kept", "--delete-data", "--yes")
    assert gone.code == 0, gone.err
    assert f"bucket {bucket} deleted, with 2 object versions" in gone.out
    assert kept_by(aws, "kept", bucket) == set()

    last = run("destroy", "--stack", "kept", "--delete-data")
    assert (last.code, last.out) == (0, "there is no stack kept: nothing to delete\n")


def test_stack_and_data_are_deleted_at_once(
    aws: Aws, run: RunDeploy, lake: Callable[[str], str]
) -> None:
    bucket = lake("whole")
    assert run("destroy", "--stack", "whole", "--delete-data", "--yes").code == 0
    assert kept_by(aws, "whole", bucket) == set()
    assert not is_there(aws, "whole")
    assert not is_there(aws, "whole-artifacts")


def test_nothing_is_deleted_without_confirmation(
    aws: Aws, run: RunDeploy, lake: Callable[[str], str]
) -> None:
    bucket = lake("asked")
    before = kept_by(aws, "asked", bucket)
    refused = run("destroy", "--stack", "asked")
    assert refused.code == 1
    rows = [[cell.strip() for cell in line.split("│")[1:3]] for line in refused.out.splitlines()]
    assert ["retained", "Data"] in rows
    assert ["retained", "Logs"] in rows
    assert ["deleted", "Scratch"] in rows
    assert ["deleted", "ArtifactsBucket"] in rows
    assert is_there(aws, "asked")
    assert kept_by(aws, "asked", bucket) == before


def test_interrupted_deletion_is_finished(
    aws: Aws, run: RunDeploy, lake: Callable[[str], str]
) -> None:
    bucket = lake("half")
    # Stopped after the stack was deleted: its artifacts are left, with all that is in them.
    aws.cloudformation.delete_stack(StackName="half")
    aws.cloudformation.get_waiter("stack_delete_complete").wait(StackName="half")
    done = run("destroy", "--stack", "half", "--delete-data", "--yes")
    assert done.code == 0, done.err
    assert not is_there(aws, "half-artifacts")
    assert kept_by(aws, "half", bucket) == set()


def test_planned_stack_is_deleted(aws: Aws, run: RunDeploy) -> None:
    aws.cloudformation.create_change_set(
        StackName="planned",
        ChangeSetName="never-executed",
        ChangeSetType="CREATE",
        TemplateBody="Resources: {Queue: {Type: AWS::SQS::Queue}}",
    )
    assert is_there(aws, "planned")
    assert run("destroy", "--stack", "planned", "--yes").code == 0
    assert not is_there(aws, "planned")
