"""The project's own templates and artifacts, deployed."""

import re
from pathlib import Path

import pytest

from deploy.aws import Aws
from tests.integration.deploy.conftest import RunDeploy

# Types that the emulator's CloudFormation does not know, and the one that replaces them.
UNKNOWN = ("AWS::Athena::NamedQuery", "AWS::Glue::Workflow")
STAND_IN = "AWS::CloudFormation::WaitConditionHandle"
PLAYLIST = "3cEYpjA9oz9GiPac4AsH4n"


@pytest.fixture
def own_templates(tmp_path: Path, run: RunDeploy) -> Path:
    folder = tmp_path / "cloudformation"
    assert run("templates", folder).code == 0
    for template in folder.glob("*.yaml"):
        text = template.read_text(encoding="utf-8")
        for unknown in UNKNOWN:
            text = text.replace(f"Type: {unknown}\n", f"Type: {STAND_IN}\n")
        template.write_text(text, encoding="utf-8")
    return folder


def test_first_deployment_and_a_second_that_changes_nothing(
    aws: Aws, run: RunDeploy, own_templates: Path
) -> None:
    stack = ("--stack", "own", "--templates", own_templates)
    link = f"https://open.spotify.com/playlist/{PLAYLIST}?si=0a1b"
    first = run("deploy", *stack, "--yes", "--param", f"Playlists={link}")
    assert first.code == 0, first.err

    function = aws.session.client("lambda").get_function_configuration(FunctionName="own-extract")
    assert function["Environment"]["Variables"]["PLAYLISTS"] == PLAYLIST
    glue = aws.session.client("glue")
    arguments = glue.get_job(JobName="own-load-playlists")["Job"]["DefaultArguments"]
    for uri in arguments["--additional-python-modules"].split(","):
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        aws.s3.head_object(Bucket=bucket, Key=key)
    assert glue.get_database(Name="spotify")["Database"]["LocationUri"].startswith("s3://own-")
    for command in (
        "lake-deploy credentials",
        "lake-deploy authorize",
        "lake-deploy extract",
        "lake-deploy status",
    ):
        assert command in first.out

    again = run("deploy", *stack, "--yes")
    assert again.code == 0, again.err
    assert "own: nothing changes" in again.out
    assert "artifacts: 0 uploaded" in again.out
    assert "lake-deploy authorize" not in again.out

    shown = run("status", "--stack", "own", "--outputs")
    assert shown.code == 0, shown.err
    assert "it has not run yet" in shown.out
    assert re.search(r"^  RawBucket +own-", shown.out, re.MULTILINE)
