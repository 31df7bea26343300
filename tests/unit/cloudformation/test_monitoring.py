"""Alarms watch published metrics, within CloudWatch's limits, and notify."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.metrics import MetricUnit
from moto import mock_aws
from moto.events.models import EventPattern

from cli.project import PROJECT
from deploy.runbook import RUNBOOK, find_section, read_sections
from extract_lambda.log import METRICS
from extract_lambda.outcome import RunResult
from glue_jobs import load_playlists
from glue_jobs.job.load_summary import LoadSummary
from glue_jobs.job.metrics import publish_metrics
from tests.unit.cloudformation.templates import (
    NESTED,
    TEMPLATES,
    fill,
    of_type,
    pattern_of,
    resource,
)

EVENTS = Path(__file__).parent / "events"
TOPIC = "Alarms"
SECTIONS = read_sections(RUNBOOK.read_text(encoding="utf-8"))
ALARMS = {
    logical_id: fill(one["Properties"], {"Prefix": "lake"})
    for _, logical_id, one in of_type("AWS::CloudWatch::Alarm")
}
# (namespace, dimension, value, metric): what AWS itself publishes of the resources watched here.
AWS_METRICS = {
    ("AWS/Lambda", "FunctionName", "FunctionName", "Errors"),
    ("AWS/Lambda", "FunctionName", "FunctionName", "Duration"),
    *(
        ("AWS/SQS", "QueueName", queue, "ApproximateNumberOfMessagesVisible")
        for queue in ("ExtractDeadLetters", "ScheduleDeadLetters")
    ),
}
Metric = tuple[str, str, str, str]


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[Metric]]:
    """Every metric that the Lambda and the load job publish, by their own code."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield _of_the_lambda() | _of_the_load_job()


def _of_the_lambda() -> set[Metric]:
    METRICS.clear_metrics()
    result = RunResult(datetime(2026, 11, 22, tzinfo=UTC), refresh_token_days_left=100)
    for name, value in result.metrics().items():
        METRICS.add_metric(name, MetricUnit.Count, value)
    line: dict[str, Any] = dict(METRICS.serialize_metric_set())
    METRICS.clear_metrics()
    [told] = line["_aws"]["CloudWatchMetrics"]
    assert told["Dimensions"] == [["service"]]
    # The Lambda takes its namespace from this variable (next test).
    variables = resource("extract", "ExtractFunction")["Environment"]["Variables"]
    namespace = variables["POWERTOOLS_METRICS_NAMESPACE"]
    return {(namespace, "service", line["service"], metric["Name"]) for metric in told["Metrics"]}


def _of_the_load_job() -> set[Metric]:
    namespace = resource("transform", "LoadJob")["DefaultArguments"]["--metrics_namespace"]
    newest = datetime(2026, 11, 22, 6)  # noqa: DTZ001 - as Spark has it
    values = LoadSummary(newest=newest).metrics(datetime(2026, 11, 22, 7, tzinfo=UTC))
    # The run itself adds how long it took.
    assert '"RunSeconds"' in Path(load_playlists.__file__).read_text(encoding="utf-8")
    publish_metrics(namespace, "load", values | {"RunSeconds": 1.0})
    return {
        (metric["Namespace"], dimension["Name"], dimension["Value"], metric["MetricName"])
        for metric in boto3.client("cloudwatch").list_metrics()["Metrics"]
        for dimension in metric["Dimensions"]
    }


def test_metrics_namespace_of_the_lambda_is_set_by_its_environment() -> None:
    code = "from extract_lambda.log import METRICS; print(METRICS.namespace)"
    for value, namespace in {"Lake/a": "Lake/a", None: "SpotifyPlaylistLake"}.items():
        given = {"POWERTOOLS_METRICS_NAMESPACE": value} if value else {}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=PROJECT,
            env={"PATH": os.environ["PATH"], **given},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == namespace


def test_each_stack_has_its_own_metrics_namespace() -> None:
    for stack in ("Extract", "Transform", "Monitoring"):
        assert fill(NESTED[stack]["Parameters"]["MetricsNamespace"]) == "SpotifyPlaylistLake/lake"


def test_every_alarm_watches_what_is_published(published: set[Metric]) -> None:
    for name, alarm in ALARMS.items():
        [dimension] = alarm["Dimensions"]
        watched = (
            alarm["Namespace"],
            dimension["Name"],
            dimension["Value"],
            alarm["MetricName"],
        )
        assert watched in published | AWS_METRICS, name


def test_the_dashboard_shows_what_is_published(published: set[Metric]) -> None:
    shown = set()
    for widget in dashboard_widgets():
        before: list[str] = []
        for metric in widget["properties"].get("metrics", []):
            # A dot stands for what the metric before has in this place.
            names = [one for one in metric if isinstance(one, str)]
            names = [before[at] if one == "." else one for at, one in enumerate(names)]
            before = names
            namespace, name, dimension, value = names
            shown.add((namespace, dimension, value, name))

    assert len(shown) > 12
    assert shown <= published | AWS_METRICS


def test_the_dashboard_shows_every_alarm() -> None:
    [alarms] = [one for one in dashboard_widgets() if one["type"] == "alarm"]

    assert set(alarms["properties"]["alarms"]) == {f"{name}.Arn" for name in ALARMS}


def dashboard_widgets() -> list[dict[str, Any]]:
    body = json.loads(resource("monitoring", "Dashboard")["DashboardBody"])
    widgets: list[dict[str, Any]] = body["widgets"]
    return widgets


@pytest.mark.parametrize("name", ALARMS)
def test_alarm_is_within_the_limits_of_cloudwatch(name: str) -> None:
    alarm = ALARMS[name]
    seconds = alarm["Period"] * alarm["EvaluationPeriods"]

    # A week of periods of an hour and more, a day of shorter ones.
    assert seconds <= (7 * 86400 if alarm["Period"] >= 3600 else 86400)
    assert alarm["TreatMissingData"] in {"breaching", "ignore", "notBreaching"}


@pytest.mark.parametrize("name", ALARMS)
def test_alarm_notifies_and_says_what_to_type(name: str) -> None:
    alarm = ALARMS[name]
    section = what_to_do(alarm["AlarmDescription"], alarm["AlarmName"].removeprefix("lake-"))

    assert alarm["AlarmActions"] == [TOPIC]
    assert section == find_section(SECTIONS, alarm["AlarmName"].removeprefix("lake-"))
    assert len(alarm["AlarmDescription"]) <= 1024


def what_to_do(text: str, alarm: str) -> str:
    """The section of the runbook that a message names, after the command that prints it."""
    command = f".venv/bin/lake-deploy runbook {alarm} --stack lake --region eu-west-1"
    found = re.search(rf" What to do: {re.escape(command)} \(docs/runbook\.md#([a-z-]+)\)$", text)
    assert found, text
    return found[1]


def test_missing_runs_alarm_after_26_hours() -> None:
    for name in ("ExtractDidNotRun", "DataTooOld"):
        assert ALARMS[name]["Period"] * ALARMS[name]["EvaluationPeriods"] == 26 * 3600
        assert ALARMS[name]["TreatMissingData"] == "breaching"
        # All of them: one run within the time is enough.
        assert "DatapointsToAlarm" not in ALARMS[name]
    assert ALARMS["DataTooOld"]["Threshold"] == 26


def test_alarms_that_last_until_the_next_run() -> None:
    for name in (
        "InvalidGrant",
        "FilesRejected",
        "RefreshTokenEndsIn21Days",
        "RefreshTokenEndsIn7Days",
    ):
        assert ALARMS[name]["TreatMissingData"] == "ignore"


@pytest.mark.parametrize("days", [21, 7])
def test_end_of_the_refresh_token_alarms_days_before(days: int) -> None:
    alarm = ALARMS[f"RefreshTokenEndsIn{days}Days"]

    assert (alarm["Statistic"], alarm["ComparisonOperator"], alarm["Threshold"]) == (
        "Minimum", "LessThanOrEqualToThreshold", days,
    )  # fmt: skip
    command = ".venv/bin/lake-deploy authorize --stack lake --region eu-west-1"
    assert command in alarm["AlarmDescription"]


def test_extraction_failed_alarms_when_every_attempt_failed() -> None:
    alarm = ALARMS["ExtractFailed"]
    tries = 1 + resource("extract", "ExtractRetries")["MaximumRetryAttempts"]
    longest = tries * resource("extract", "ExtractFunction")["Timeout"] + 60 + 120

    assert alarm["Threshold"] == tries
    assert longest <= alarm["Period"]


@pytest.mark.parametrize(
    ("rule", "event", "job", "state", "rings"),
    [
        ("JobFailed", "job_failed", "lake-load-playlists", "FAILED", True),
        ("JobFailed", "job_failed", "lake-maintain-tables", "TIMEOUT", True),
        ("JobFailed", "job_failed", "lake-load-playlists", "SUCCEEDED", False),
        ("JobFailed", "job_failed", "lake-load-playlists", "STOPPED", False),
        ("JobFailed", "job_failed", "somebody-elses", "FAILED", False),
        ("JobFailed", "job_slow", "lake-load-playlists", "RUNNING", False),
        ("JobSlow", "job_slow", "lake-load-playlists", "RUNNING", True),
        ("JobSlow", "job_slow", "somebody-elses", "RUNNING", False),
    ],
)
def test_failed_and_slow_job_runs_match_the_rules(
    rule: str, event: str, job: str, state: str, rings: bool
) -> None:
    body = json.loads((EVENTS / f"{event}.json").read_text(encoding="utf-8"))
    body["detail"] |= {"jobName": job, "state": state}
    names = {"LoadJob": "lake-load-playlists", "MaintainJob": "lake-maintain-tables"}
    pattern = fill(TEMPLATES["monitoring"]["Resources"][rule]["Properties"], names)

    assert EventPattern.load(pattern_of(pattern)).matches_event(body) is rings


@pytest.mark.parametrize(("rule", "event"), [("JobFailed", "job_failed"), ("JobSlow", "job_slow")])
def test_message_of_a_rule_is_json_with_every_field_filled(rule: str, event: str) -> None:
    body = json.loads((EVENTS / f"{event}.json").read_text(encoding="utf-8"))
    body["detail"]["message"] = 'a "quoted" word\nand a second line'
    properties = TEMPLATES["monitoring"]["Resources"][rule]["Properties"]
    [target] = fill(properties["Targets"], {"Prefix": "lake"})
    assert target["Arn"] == TOPIC
    assert "RoleArn" not in target  # EventBridge may fail to publish with one

    text = target["InputTransformer"]["InputTemplate"]
    for name, path in target["InputTransformer"]["InputPathsMap"].items():
        assert path.startswith("$.detail.")
        text = text.replace(f"<{name}>", json.dumps(body["detail"][path.rpartition(".")[2]]))
    message = json.loads(text)

    assert message["job"] == "lake-load-playlists"
    assert message["state"] == body["detail"]["state"]
    alarm = event.replace("_", "-")
    assert what_to_do(message["what"], alarm) == alarm


def test_cloudwatch_and_eventbridge_may_publish_and_use_the_key() -> None:
    topic = resource("monitoring", "AlarmsPolicy")["PolicyDocument"]["Statement"]
    key = resource("storage", "Key")["KeyPolicy"]["Statement"]

    for service in ("cloudwatch.amazonaws.com", "events.amazonaws.com"):
        [publish] = [one for one in topic if one["Principal"] == {"Service": service}]
        assert publish["Action"] == "sns:Publish"
        [use] = [one for one in key if one["Principal"] == {"Service": service}]
        assert use["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
        # EventBridge gives nothing that a condition could hold to.
        assert ("Condition" in publish, "Condition" in use) == (
            (False, False) if service.startswith("events") else (True, True)
        )
    assert resource("monitoring", TOPIC)["KmsMasterKeyId"] == "KeyArn"


def test_mail_subscription_exists_only_with_an_address() -> None:
    subscription = TEMPLATES["monitoring"]["Resources"]["Mail"]

    assert subscription["Condition"] == "WritesMail"
    assert TEMPLATES["monitoring"]["Conditions"]["WritesMail"] == {
        "Not": [{"Equals": [{"Ref": "AlarmEmail"}, ""]}]
    }
