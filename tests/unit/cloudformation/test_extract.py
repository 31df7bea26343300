"""The Lambda gets the settings that it reads, and its schedule sends an event that it reads."""

import importlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.artifacts import lambda_zip
from deploy.artifacts.builders import BUILDERS
from extract_lambda import request
from extract_lambda.raw_format import file_name
from extract_lambda.request import read_request
from extract_lambda.settings import Settings, read_settings
from tests.unit.cloudformation.templates import (
    NESTED,
    ROOT,
    TEMPLATES,
    of_type,
    references,
    resource,
)

ID = "3cEYpjA9oz9GiPac4AsH4n"
CREDENTIALS = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:Credentials-AbCdEf"
FUNCTION = resource("extract", "ExtractFunction")


def defaults() -> dict[str, str]:
    return {name: one.get("Default", "") for name, one in ROOT["Parameters"].items()}


def environment(**parameters: str) -> dict[str, str]:
    """The Lambda's variables, as the root's defaults and these parameters make them."""
    values = {
        **defaults(),
        "RawBucket": "lake-raw",
        "Credentials.Id": CREDENTIALS,
        "MetricsNamespace": "SpotifyPlaylistLake/lake",
        **parameters,
    }
    variables: dict[str, str] = FUNCTION["Environment"]["Variables"]
    return {name: values[parameter] for name, parameter in variables.items()}


def test_variables_of_the_lambda_are_its_settings() -> None:
    given = set(FUNCTION["Environment"]["Variables"])
    required = {name for name, field in Settings.model_fields.items() if field.is_required()}

    own = {name for name in given if not name.startswith("POWERTOOLS_")}
    assert own <= {name.upper() for name in Settings.model_fields}
    assert {name.upper() for name in required} <= given


def test_default_parameters_give_valid_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(Playlists=ID).items():
        monkeypatch.setenv(name, value)

    settings = read_settings()

    assert settings.playlists == (ID,)
    assert (settings.raw_bucket, settings.secret_name) == ("lake-raw", CREDENTIALS)
    assert settings.market is None
    assert (settings.spotify_api_url, settings.spotify_token_url) == (
        "https://api.spotify.com/v1/",
        "https://accounts.spotify.com/api/token",
    )


def test_parameters_reach_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    given = environment(
        Playlists=f"{ID}, 37i9dQZEVXbMDoHDwVN2tF",
        Market="SE",
        SpotifyApiUrl="http://127.0.0.1:8080/v1/",
        SpotifyTokenUrl="http://127.0.0.1:8080/api/token",
    )
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    settings = read_settings()

    assert settings.playlists == (ID, "37i9dQZEVXbMDoHDwVN2tF")
    assert settings.market == "SE"
    assert (settings.spotify_api_url, settings.spotify_token_url) == (
        "http://127.0.0.1:8080/v1/",
        "http://127.0.0.1:8080/api/token",
    )


def test_handler_is_in_the_zip() -> None:
    module, _, name = FUNCTION["Handler"].rpartition(".")

    assert callable(getattr(importlib.import_module(module), name))
    assert module.split(".")[0] == lambda_zip.SOURCES.name
    assert FUNCTION["Runtime"] == f"python{lambda_zip.PYTHON_VERSION}"


def test_zip_is_built_for_the_processor_of_the_function(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        "deploy.artifacts.builders.build_lambda_zip", lambda platform, _: asked.append(platform)
    )
    BUILDERS["ExtractZipKey"](lambda_zip.SOURCES)

    assert FUNCTION["Architectures"] == asked


def scheduled_event(time: str) -> dict[str, Any]:
    """The schedule's input as EventBridge Scheduler fills it in."""
    text: str = resource("extract", "Schedule")["Target"]["Input"]
    filled = text.replace("<aws.scheduler.execution-id>", "d32c5kddcf5bb8c3")
    event = json.loads(filled.replace("<aws.scheduler.scheduled-time>", time))
    assert isinstance(event, dict)
    assert "<" not in json.dumps(event)
    return event


def test_lambda_reads_the_event_of_the_schedule() -> None:
    settings = Settings.model_validate(
        {"playlists": ID, "raw_bucket": "lake-raw", "secret_name": CREDENTIALS}
    )
    now = datetime(2026, 11, 22, 6, 9, 3, tzinfo=UTC)

    read = read_request(scheduled_event("2026-11-22T06:00:00Z"), settings, now)

    assert read.event_id == "d32c5kddcf5bb8c3"
    assert read.playlists == (ID,)
    assert file_name(ID, read.extracted_at) == f"{ID}/20261122T060000Z.jsonl"


def test_retries_end_before_the_time_of_the_event_is_ignored() -> None:
    schedule = resource("extract", "Schedule")
    retries = resource("extract", "ExtractRetries")
    longest = timedelta(
        minutes=schedule["FlexibleTimeWindow"]["MaximumWindowInMinutes"],
        seconds=schedule["Target"]["RetryPolicy"]["MaximumEventAgeInSeconds"]
        + retries["MaximumEventAgeInSeconds"]
        + FUNCTION["Timeout"],
    )

    assert longest <= request._LONGEST_RETRY
    assert retries["MaximumRetryAttempts"] == 2


def test_the_schedule_is_daily_in_utc_and_flexible() -> None:
    schedule = resource("extract", "Schedule")

    assert schedule["ScheduleExpression"] == "ScheduleExpression"
    assert ROOT["Parameters"]["ScheduleExpression"]["Default"] == "cron(0 6 * * ? *)"
    assert schedule["ScheduleExpressionTimezone"] == "UTC"
    assert schedule["FlexibleTimeWindow"]["Mode"] == "FLEXIBLE"
    assert schedule["Target"]["Arn"] == "ExtractFunction.Arn"


def test_schedules_role_does_not_wait_for_the_function() -> None:
    # IAM then has made the role known by the time that the schedule, which needs both, is created.
    role = TEMPLATES["extract"]["Resources"]["ScheduleRole"]
    schedule = TEMPLATES["extract"]["Resources"]["Schedule"]

    assert "ExtractFunction" not in {name.split(".")[0] for name in references(role)}
    assert {"ExtractFunction", "ScheduleRole"} <= {
        name.split(".")[0] for name in references(schedule)
    }


def test_failed_events_go_to_dead_letter_queues() -> None:
    assert FUNCTION["DeadLetterConfig"] == {"TargetArn": "ExtractDeadLetters.Arn"}
    target = resource("extract", "Schedule")["Target"]
    assert target["DeadLetterConfig"] == {"Arn": "ScheduleDeadLetters.Arn"}
    for _, _, queue in of_type("AWS::SQS::Queue"):
        assert queue["Properties"]["MessageRetentionPeriod"] == 14 * 24 * 60 * 60
        assert queue["Properties"]["SqsManagedSseEnabled"] is True


def test_function_has_reserved_concurrency_tracing_and_its_log_group() -> None:
    assert FUNCTION["ReservedConcurrentExecutions"] == 1
    assert FUNCTION["TracingConfig"] == {"Mode": "Active"}
    assert FUNCTION["LoggingConfig"] == {"LogGroup": "LogGroup"}
    assert NESTED["Extract"]["Parameters"]["LogGroup"] == {
        "GetAtt": "Storage.Outputs.ExtractLogGroup"
    }
    assert TEMPLATES["storage"]["Outputs"]["ExtractLogGroup"]["Value"] == {"Ref": "ExtractLogs"}
    # Shorter than SQS or Lambda take: 15 minutes is the longest there is.
    assert FUNCTION["Timeout"] <= 900


def test_templates_contain_no_secret_value() -> None:
    [(_, _, secret)] = of_type("AWS::SecretsManager::Secret")

    assert not {"SecretString", "GenerateSecretString"} & set(secret["Properties"])
    assert secret["Properties"]["KmsKeyId"] == {"Ref": "KeyArn"}
