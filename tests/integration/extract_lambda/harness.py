"""The Lambda against the local Web API, moto's S3 and Secrets Manager, and a simulated clock."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

import pytest
import requests
from botocore.exceptions import ClientError

from extract_lambda.dependencies import Dependencies, read_environment
from extract_lambda.errors import ExtractionFailedError
from extract_lambda.handler import handler
from local.sample_playlists import FRESH_FINDS, ODDS_AND_ENDS, TOP_100, Snapshot, snapshots
from local.sample_playlists.snapshot import snapshot_id
from local.spotify_api import SpotifyApi

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient

Json = dict[str, Any]

CHART = {
    snapshot.playlist_id: snapshot
    for snapshot in snapshots(days=1)
    if snapshot.playlist_id in {TOP_100, ODDS_AND_ENDS, FRESH_FINDS}
}
SCHEDULED = datetime(2026, 11, 22, 6, tzinfo=UTC)
SCHEDULER_EVENT = {
    "source": "aws.scheduler",
    "id": "event-of-the-day",
    "time": "2026-11-22T06:00:00Z",
}


def of_length(entries: int, playlist_id: str = TOP_100) -> Snapshot:
    """Return a sample playlist with a number of entries."""
    snapshot = CHART[playlist_id]
    listed = list(islice(cycle(snapshot.entries), entries))
    metadata = {**snapshot.metadata, "snapshot_id": snapshot_id(listed)}
    return replace(snapshot, entries=listed, metadata=metadata)


# Served by default; short, to be fast.
SMALL = {playlist_id: of_length(3, playlist_id) for playlist_id in CHART}


@dataclass
class Clock:
    """A clock that only waiting advances."""

    now: datetime = SCHEDULED + timedelta(seconds=3)
    seconds_left: float = 300.0
    waited: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += timedelta(seconds=seconds)
        self.seconds_left -= seconds


@dataclass
class LambdaContext:
    """Lambda's context of an invocation."""

    clock: Clock
    aws_request_id: str = "request-1"
    function_name: str = "extract"
    memory_limit_in_mb: int = 256
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:123456789012:function:extract"

    def get_remaining_time_in_millis(self) -> int:
        return int(self.clock.seconds_left * 1000)


@dataclass
class Harness:
    """The Lambda and its environment."""

    api: SpotifyApi
    s3: "S3Client"
    secrets: "SecretsManagerClient"
    bucket: str
    secret_name: str
    monkeypatch: pytest.MonkeyPatch
    clock: Clock = field(default_factory=Clock)
    calls: list[str] = field(default_factory=list)
    refusals: dict[str, Exception] = field(default_factory=dict)

    def set(self, **environment: str) -> None:
        """Set environment variables of the Lambda."""
        for name, value in environment.items():
            self.monkeypatch.setenv(name, value)

    def dependencies(self) -> Dependencies:
        return read_environment(
            self.s3,
            self.secrets,
            now=lambda: self.clock.now,
            sleep=self.clock.sleep,
            jitter=lambda: 1.0,
        )

    def run(self, event: Any = None, dependencies: Dependencies | None = None) -> Json:
        """Run the Lambda, by default with the scheduler's event."""
        result: Json = handler(
            SCHEDULER_EVENT if event is None else event,
            LambdaContext(self.clock),
            dependencies=dependencies or self.dependencies(),
        )
        return result

    def run_one(self) -> None:
        """Run the Lambda for one playlist, which must be extracted."""
        assert self.run({"playlists": TOP_100})["extracted"] == 1

    def run_failing(
        self, event: Any = None, dependencies: Dependencies | None = None
    ) -> ExtractionFailedError:
        """Run the Lambda, which must fail with ExtractionFailedError."""
        with pytest.raises(ExtractionFailedError) as failure:
            self.run(event, dependencies)
        return failure.value

    def fail_one(self, playlist_id: str = TOP_100) -> tuple[str, str]:
        """Run the Lambda for one playlist, which must fail; return the error's class and text."""
        before = self.raw_files()
        failure = self.run_failing({"playlists": playlist_id})
        (outcome,) = failure.result["playlists"]
        assert outcome["status"] == "failed"
        assert self.raw_files() == before
        assert outcome["message"] in str(failure)
        return outcome["error"], outcome["message"]

    def raw_files(self) -> dict[str, bytes]:
        """The bucket's objects by key."""
        listed = self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])
        return {
            one["Key"]: self.s3.get_object(Bucket=self.bucket, Key=one["Key"])["Body"].read()
            for one in listed
        }

    def lines(self, playlist_id: str = TOP_100) -> list[Json]:
        """The lines of the raw file."""
        body = self.raw_files()[f"to_process/{playlist_id}/20261122T060000Z.jsonl"]
        assert body.endswith(b"\n")
        return [json.loads(line) for line in body.split(b"\n")[:-1]]

    def store_secret(self, **more: str) -> None:
        """Store the app's credentials and other keys in the secret."""
        app = {"client_id": self.api.client_id, "client_secret": self.api.client_secret}
        self.secrets.put_secret_value(
            SecretId=self.secret_name, SecretString=json.dumps({**app, **more})
        )

    def secret(self) -> Json:
        text = self.secrets.get_secret_value(SecretId=self.secret_name)["SecretString"]
        secret: Json = json.loads(text)
        return secret

    def refuse(self, operation: str, code: str = "AccessDenied") -> None:
        """Make AWS refuse an operation from now on."""
        self.refusals[operation] = ClientError(
            {"Error": {"Code": code, "Message": "refused"}}, operation
        )

    def on_call(self, model: Any, **_: Any) -> None:
        """Record a call to AWS, and refuse it if it is to be refused."""
        self.calls.append(model.name)
        if model.name in self.refusals:
            raise self.refusals[model.name]

    def request_count(self, path: str = "") -> int:
        """How many requests to the Web API contain this in their path."""
        return sum(path in request.path for request in self.api.requests)


def served_pages(api: SpotifyApi, playlist_id: str) -> list[Json]:
    """A playlist's pages, requested without the Lambda's code and spotipy."""
    answer = requests.post(
        api.token_url,
        data={"grant_type": "client_credentials"},
        auth=(api.client_id, api.client_secret),
        timeout=5,
    )
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    pages: list[Json] = []
    url: str | None = f"{api.url}playlists/{playlist_id}/items?limit=50"
    while url:
        pages.append(requests.get(url, headers=bearer, timeout=5).json())
        url = pages[-1]["next"]
    return pages


MakeHarness = Callable[..., Harness]

__all__ = [
    "CHART",
    "FRESH_FINDS",
    "ODDS_AND_ENDS",
    "SCHEDULED",
    "SCHEDULER_EVENT",
    "SMALL",
    "TOP_100",
    "Clock",
    "Harness",
    "LambdaContext",
    "MakeHarness",
    "of_length",
    "served_pages",
]
