"""The jobs' metrics, sent to moto's CloudWatch."""

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from glue_jobs.job.metrics import publish_metrics

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_cloudwatch import CloudWatchClient


@pytest.fixture
def cloudwatch(monkeypatch: pytest.MonkeyPatch) -> "Iterator[CloudWatchClient]":
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield boto3.client("cloudwatch")


def test_metrics_have_service_and_unit(
    cloudwatch: "CloudWatchClient",
) -> None:
    publish_metrics(
        "SpotifyPlaylistLake",
        "load",
        {"FilesRejected": 2, "RunSeconds": 61.5, "DataAgeHours": 0.25},
    )

    now = datetime.now(UTC)
    for name, value, unit in [
        ("FilesRejected", 2, "Count"),
        ("RunSeconds", 61.5, "Seconds"),
        ("DataAgeHours", 0.25, "None"),
    ]:
        (point,) = cloudwatch.get_metric_statistics(
            Namespace="SpotifyPlaylistLake",
            MetricName=name,
            Dimensions=[{"Name": "service", "Value": "load"}],
            StartTime=now - timedelta(minutes=5),
            EndTime=now + timedelta(minutes=5),
            Period=3600,
            Statistics=["Maximum"],
        )["Datapoints"]
        assert (point["Maximum"], point["Unit"]) == (value, unit)


def test_metrics_are_published_in_the_given_region(cloudwatch: "CloudWatchClient") -> None:
    publish_metrics("SpotifyPlaylistLake", "load", {"FilesLoaded": 1}, "eu-north-1")

    there = boto3.client("cloudwatch", region_name="eu-north-1")
    assert [metric["MetricName"] for metric in there.list_metrics()["Metrics"]] == ["FilesLoaded"]
    assert cloudwatch.list_metrics()["Metrics"] == []


def test_failed_metrics_do_not_fail_the_run(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "glue_jobs")
    for name in ("AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")

    publish_metrics("SpotifyPlaylistLake", "load", {"FilesLoaded": 1})

    (record,) = caplog.records
    assert record.getMessage() == "metrics not published"
    assert record.levelno == logging.WARNING
    assert "region" in vars(record)["fields"]["reason"]
