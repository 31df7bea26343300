"""Invoke the extract Lambda as EventBridge Scheduler does."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from local.spotify_api import SpotifyApi
from tests.e2e.deployment import Stack
from tests.e2e.emulator import Emulator


@dataclass(frozen=True)
class Invocation:
    """The result of a call of the Lambda.

    Attributes
    ----------
    time
        That of the event.
    answer
        Its result or, if it failed, its error.
    """

    time: datetime
    failed: bool
    answer: Any


@dataclass(frozen=True)
class Extractor:
    """Calls the deployed Lambda.

    Attributes
    ----------
    web_api
        The Web API that the Lambda calls.
    secret_id
        The secret of the credentials.
    """

    emulator: Emulator
    stack: Stack
    web_api: SpotifyApi
    secret_id: str

    def put_refresh_token(self) -> None:
        """Put the user's newest consent into the secret, as `lake-deploy authorize` does."""
        client = self.emulator.client("secretsmanager")
        secret = json.loads(client.get_secret_value(SecretId=self.secret_id)["SecretString"])
        secret |= {
            "refresh_token": self.web_api.refresh_token,
            "consented_at": f"{datetime.now(UTC):%Y-%m-%d}",
        }
        client.put_secret_value(SecretId=self.secret_id, SecretString=json.dumps(secret))

    def refresh_token(self) -> str:
        """Return the refresh token in the secret."""
        answer = self.emulator.client("secretsmanager").get_secret_value(SecretId=self.secret_id)
        return str(json.loads(answer["SecretString"])["refresh_token"])

    def event(self, time: datetime) -> bytes:
        """Return the schedule's own input, with its placeholders filled in."""
        resources = self.stack.resources
        scheduler = self.emulator.client("scheduler")
        schedule = scheduler.get_schedule(
            GroupName=resources["Extract/ScheduleGroup"], Name=resources["Extract/Schedule"]
        )
        filled = str(schedule["Target"]["Input"])
        for placeholder, value in {
            "<aws.scheduler.execution-id>": uuid4().hex[:16],
            "<aws.scheduler.scheduled-time>": f"{time:%Y-%m-%dT%H:%M:%SZ}",
        }.items():
            assert placeholder in filled
            filled = filled.replace(placeholder, value)
        assert "<" not in filled
        return filled.encode()

    def call(self, time: datetime) -> Invocation:
        """Call the Lambda with the event of a time, under the schedule's role."""
        credentials = self.credentials("Extract/ScheduleRole")
        answer = self.emulator.client("lambda", credentials).invoke(
            FunctionName=self.stack.outputs["ExtractFunction"],
            Payload=self.event(time),
        )
        return Invocation(time, "FunctionError" in answer, json.loads(answer["Payload"].read()))

    def log(self) -> str:
        """Return the lines of the Lambda's log group."""
        group = self.stack.resources["Storage/ExtractLogs"]
        pages = self.emulator.client("logs").get_paginator("filter_log_events")
        return "\n".join(
            event["message"]
            for page in pages.paginate(logGroupName=group)
            for event in page["events"]
        )

    def credentials(self, role: str) -> Mapping[str, str]:
        """Return credentials of a role of the stack, by its path."""
        name = self.stack.resources[role]
        arn = self.emulator.client("iam").get_role(RoleName=name)["Role"]["Arn"]
        answer = self.emulator.client("sts").assume_role(RoleArn=arn, RoleSessionName="e2e")
        credentials: Mapping[str, str] = answer["Credentials"]
        return credentials


def seconds_ago(seconds: int) -> datetime:
    """Return a time that the Lambda accepts for a scheduled event."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=seconds)
