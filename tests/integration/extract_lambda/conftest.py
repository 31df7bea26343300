"""Fixtures: the harness, and what the Lambda logs."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from extract_lambda.log import LOGGER
from local.spotify_api import SpotifyApi
from tests.integration.extract_lambda.harness import SMALL, Harness, MakeHarness

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient

_NUMBERS = count(1)


@pytest.fixture(scope="module")
def aws() -> Iterator[tuple["S3Client", "SecretsManagerClient"]]:
    """One pair of clients for all tests of a module: creating one takes longer than a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        with mock_aws():
            yield (
                boto3.client("s3", region_name="us-east-1"),
                boto3.client("secretsmanager", region_name="us-east-1"),
            )


@pytest.fixture
def make_harness(
    aws: tuple["S3Client", "SecretsManagerClient"], monkeypatch: pytest.MonkeyPatch
) -> Iterator[MakeHarness]:
    """Make a harness, with options of the local Web API."""
    s3, secrets = aws
    with ExitStack() as stack:

        def make(**options: Any) -> Harness:
            name = f"raw-{next(_NUMBERS)}"
            api = stack.enter_context(SpotifyApi(SMALL, **options))
            s3.create_bucket(Bucket=name)
            secrets.create_secret(Name=name)
            harness = Harness(api, s3, secrets, name, name, monkeypatch)
            harness.store_secret()
            harness.set(
                PLAYLISTS=",".join(SMALL),
                RAW_BUCKET=name,
                SECRET_NAME=name,
                SPOTIFY_API_URL=api.url,
                SPOTIFY_TOKEN_URL=api.token_url,
            )
            for client in s3, secrets:
                client.meta.events.register("before-call", harness.on_call, name)
                stack.callback(client.meta.events.unregister, "before-call", unique_id=name)
            return harness

        yield make


@pytest.fixture
def harness(make_harness: MakeHarness) -> Harness:
    return make_harness()


@pytest.fixture
def written(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> Callable[[], str]:
    """Everything written so far, by every logger, at level DEBUG."""
    stream = io.StringIO()
    for handler in LOGGER.handlers:
        monkeypatch.setattr(handler, "stream", stream)
    caplog.set_level(logging.DEBUG)
    so_far: list[str] = []

    def read() -> str:
        out, err = capfd.readouterr()
        so_far.extend([out, err])
        return "\n".join([stream.getvalue(), caplog.text, *so_far])

    return read


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[dict[str, Any]]]:
    """The lines of the Lambda's log."""
    stream = io.StringIO()
    for handler in LOGGER.handlers:
        monkeypatch.setattr(handler, "stream", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def metrics(capsys: pytest.CaptureFixture[str]) -> Callable[[], dict[str, float]]:
    """The metrics written to stdout, where CloudWatch reads them, since the last call."""

    def read() -> dict[str, float]:
        values: dict[str, float] = {}
        for line in capsys.readouterr().out.splitlines():
            if '"_aws"' not in line:
                continue
            blob = json.loads(line)
            (group,) = blob["_aws"]["CloudWatchMetrics"]
            assert group["Namespace"] == "SpotifyPlaylistLake"
            for metric in group["Metrics"]:
                values[metric["Name"]] = sum(blob[metric["Name"]])
        return values

    return read
