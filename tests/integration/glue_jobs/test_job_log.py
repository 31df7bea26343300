"""The job's log and metrics."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import boto3
import pytest
from moto import mock_aws

from glue_jobs.job.json_log import JsonFormatter
from local.lake import Lake
from tests.conftest import Load
from tests.integration.glue_jobs.test_bad_files import GOOD

LATER = GOOD.replace(b"2026-11-01", b"2026-11-02")


def events(caplog: pytest.LogCaptureFixture, event: str) -> list[dict[str, object]]:
    lines = [json.loads(JsonFormatter().format(record)) for record in caplog.records]
    return [line for line in lines if line["event"] == event]


@pytest.mark.usefixtures("spark")
def test_metrics_are_published_and_rows_logged_per_table(
    lake: Lake, load: Load, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "eu-west-1")
    caplog.set_level(logging.INFO, "glue_jobs")
    with mock_aws():
        load(lake, {"p/1.jsonl": GOOD, "p/bad.jsonl": b""}, metrics_namespace="Lake")
        check_metrics(boto3.client("cloudwatch").list_metrics(Namespace="Lake")["Metrics"])
    caplog.clear()

    load(lake, {"p/2.jsonl": LATER})

    rows = {
        line["table"]: (line["rows_inserted"], line["rows_updated"], line["rows_deleted"])
        for line in events(caplog, "table merged")
    }
    assert rows == {
        "album": (0, 0, 0),  # the song has no album
        "artist": (0, 0, 0),
        "song": (0, 1, 0),
        "song_artist": (0, 0, 0),
        "playlist": (0, 1, 0),
        "playlist_snapshot": (1, 0, 0),
        "playlist_entry": (1, 0, 0),
        "raw_file": (1, 0, 0),
    }
    (batch,) = events(caplog, "batch loaded")
    assert {name: batch[name] for name in ("batch", "of", "files", "loaded", "rejected")} == {
        "batch": 1, "of": 1, "files": 1, "loaded": 1, "rejected": 0,
    }  # fmt: skip
    assert batch["entries"] == 1
    assert isinstance(batch["seconds"], float)
    assert len({line["run_id"] for line in events(caplog, "table merged")}) == 1


def check_metrics(published: Sequence[Mapping[str, Any]]) -> None:
    assert {metric["MetricName"] for metric in published} == {
        *("FilesLoaded", "FilesRejected", "FilesLeft", "EntriesLoaded", "DataAgeHours"),
        "DigestFailures",
        "RunSeconds",
    }
    assert all(
        metric["Dimensions"] == [{"Name": "service", "Value": "load"}] for metric in published
    )
