"""Parameters, references, outputs and descriptions of all templates."""

import re
from typing import Any

import pytest

from deploy.artifacts.builders import BUILDERS
from deploy.deploy import BUCKET
from tests.unit.cloudformation.templates import (
    FOLDER,
    NESTED,
    PSEUDO,
    ROOT,
    TEMPLATES,
    fill,
    nested_template,
    references,
)

# CloudFormation takes a template of 1 MB from S3, 200 parameters, 500 resources.
LARGEST = {"Parameters": 200, "Resources": 500, "Outputs": 200}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_reference_resolves(name: str) -> None:
    template = TEMPLATES[name]
    targets = {*template.get("Parameters", {}), *template["Resources"], *PSEUDO}
    targets |= {f"Conditions.{one}" for one in template.get("Conditions", {})}

    for part in ("Resources", "Outputs", "Conditions"):
        for reference in references(template.get(part, {})):
            found = reference if reference.startswith("Conditions.") else reference.split(".")[0]
            assert found in targets, f"{name}: {reference}"


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_parameter_and_condition_is_used(name: str) -> None:
    template = TEMPLATES[name]
    used = set(references([template["Resources"], template.get("Conditions", {})]))

    assert set(template.get("Parameters", {})) <= used
    conditional = {one.get("Condition") for one in template["Resources"].values()}
    for condition in template.get("Conditions", {}):
        assert f"Conditions.{condition}" in used or condition in conditional


@pytest.mark.parametrize("stack", NESTED)
def test_a_nested_stack_is_given_exactly_its_parameters(stack: str) -> None:
    given = set(NESTED[stack].get("Parameters", {}))

    assert given == set(nested_template(stack).get("Parameters", {}))


def test_used_outputs_of_nested_stacks_exist() -> None:
    asked = [one for one in references(ROOT) if ".Outputs." in one]

    assert len(asked) > 20
    for one in asked:
        stack, _, output = one.split(".")
        assert output in nested_template(stack)["Outputs"], one


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name not in {"root", "artifacts"}])
def test_every_template_belongs_to_the_root(name: str) -> None:
    assert f"{name}.yaml" in {one["TemplateURL"] for one in NESTED.values()}


@pytest.mark.parametrize("name", TEMPLATES)
def test_parameters_and_outputs_are_described_within_the_limits(name: str) -> None:
    template = TEMPLATES[name]

    assert len(template["Description"]) <= 1024
    for one in [*template.get("Parameters", {}).values(), *template.get("Outputs", {}).values()]:
        assert one["Description"]
    for part, most in LARGEST.items():
        assert len(template.get(part, {})) <= most


def test_every_nested_stack_has_tags() -> None:
    for stack in NESTED.values():
        assert [tag["Key"] for tag in stack["Tags"]] == ["project", "part"]


def test_the_console_groups_and_labels_every_parameter_once() -> None:
    interface = ROOT["Metadata"]["AWS::CloudFormation::Interface"]
    grouped = [one for group in interface["ParameterGroups"] for one in group["Parameters"]]

    assert sorted(grouped) == sorted(ROOT["Parameters"])
    assert set(interface["ParameterLabels"]) == set(ROOT["Parameters"])


def test_the_deploy_command_fills_in_the_artifacts() -> None:
    without_default = {name for name, one in ROOT["Parameters"].items() if "Default" not in one}

    assert without_default == {BUCKET, *BUILDERS}
    assert BUCKET in TEMPLATES["artifacts"]["Outputs"]


def test_every_text_parameter_of_the_root_is_constrained_and_its_default_fits() -> None:
    for name, one in ROOT["Parameters"].items():
        if one["Type"] == "Number":
            assert "AllowedValues" in one or {"MinValue", "MaxValue"} <= set(one), name
            assert _number_fits(one), name
            continue
        assert "AllowedPattern" in one or "AllowedValues" in one, name
        if "Default" in one:
            assert _fits(name, one["Default"]), name


@pytest.mark.parametrize(
    ("parameter", "value", "fits"),
    [
        ("Playlists", "3cEYpjA9oz9GiPac4AsH4n", True),
        ("Playlists", "3cEYpjA9oz9GiPac4AsH4n,37i9dQZEVXbMDoHDwVN2tF", True),
        ("Playlists", "3cEYpjA9oz9GiPac4AsH4n, 37i9dQZEVXbMDoHDwVN2tF", True),
        ("Playlists", "mine", True),
        ("Playlists", "mine,liked,-3cEYpjA9oz9GiPac4AsH4n", True),
        ("Playlists", "others", False),
        ("Playlists", "-mine", False),
        ("Playlists", "", False),
        ("Playlists", "https://open.spotify.com/playlist/3cEYpjA9oz9GiPac4AsH4n", False),
        ("Market", "SE", True),
        ("Market", "Sweden", False),
        ("ScheduleExpression", "cron(30 5 * * ? *)", True),
        ("ScheduleExpression", "cron(0 6,18 * * ? *)", True),
        # Less than daily: the alarms would ring.
        ("ScheduleExpression", "cron(0 6 ? * MON *)", False),
        ("ScheduleExpression", "rate(7 days)", False),
        ("SecretName", "spotify/credentials", True),
        ("SecretName", '{"client_id": "hush"}', False),
        ("AlarmEmail", "me@example.com", True),
        ("AlarmEmail", "me", False),
        ("DigestEmail", "me@example.com", True),
        ("DigestEmail", "me", False),
        ("ReserveConcurrency", "false", True),
        ("ReserveConcurrency", "no", False),
        ("Database", "spotify_test", True),
        ("Database", "spotify-test", False),
        ("SpotifyApiUrl", "http://127.0.0.1:8080/v1/", True),
        ("SpotifyApiUrl", "http://example.com/v1/", False),
        ("SpotifyTokenUrl", "https://example.com/api/token", True),
        ("ExtractZipKey", "ab12/extract_lambda-arm64.zip", True),
        ("GlueJobsWheelKey", "ab12/glue_jobs-0.1.0-py3-none-any.whl", True),
        # pip reads the name; a list of modules is split at commas.
        ("GlueJobsWheelKey", "ab12.whl", False),
        ("GlueJobsWheelKey", "a,b/glue_jobs-0.1.0-py3-none-any.whl", False),
        (
            "MsgspecWheelKey",
            "cd/msgspec-0.20.0-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
            True,
        ),
        ("MsgspecWheelKey", "cd/msgspec-0.20.0-cp311-cp311-manylinux2014_aarch64.whl", False),
        ("MsgspecWheelKey", "cd/msgspec-0.20.0-cp313-cp313-manylinux2014_x86_64.whl", False),
    ],
)
def test_pattern_of_a_parameter(parameter: str, value: str, fits: bool) -> None:
    assert _fits(parameter, value) is fits


def _fits(parameter: str, value: str) -> bool:
    definition: dict[str, Any] = ROOT["Parameters"][parameter]
    if "AllowedValues" in definition:
        return value in definition["AllowedValues"]
    return re.fullmatch(definition["AllowedPattern"], value) is not None


def _number_fits(definition: dict[str, Any]) -> bool:
    if "AllowedValues" in definition:
        return definition["Default"] in definition["AllowedValues"]
    return bool(definition["MinValue"] <= definition["Default"] <= definition["MaxValue"])


@pytest.mark.parametrize(
    ("partition", "region", "console"),
    [
        ("aws", "eu-west-1", "https://eu-west-1.console.aws.amazon.com/"),
        ("aws-cn", "cn-north-1", "https://cn-north-1.console.amazonaws.cn/"),
        ("aws-us-gov", "us-gov-west-1", "https://us-gov-west-1.console.amazonaws-us-gov.com/"),
    ],
)
def test_dashboard_is_in_the_console_of_its_partition(
    partition: str, region: str, console: str
) -> None:
    names = {"AWS::Partition": partition, "AWS::Region": region}
    url = fill(ROOT["Outputs"]["DashboardUrl"]["Value"], names)

    assert url.startswith(f"{console}cloudwatch/home?region={region}#dashboards")


def test_no_address_or_arn_is_of_one_partition_only() -> None:
    for path in set(FOLDER.glob("*.yaml")) - {FOLDER / "github_deploy.yaml"}:
        for line in path.read_text(encoding="utf-8").splitlines():
            assert "arn:aws:" not in line, path
            # Service principals are the same everywhere, but for that of CloudWatch Logs.
            if "amazonaws.com" in line and "Console:" not in line:
                assert re.fullmatch(r" *Service: [a-z]+\.amazonaws\.com", line), line


def test_every_check_that_is_skipped_says_why() -> None:
    skipped = [
        skip
        for template in TEMPLATES.values()
        for one in template["Resources"].values()
        for skip in one.get("Metadata", {}).get("checkov", {}).get("skip", [])
    ]

    assert skipped
    for skip in skipped:
        assert set(skip) == {"id", "comment"}
        assert len(skip["comment"].split()) >= 4
