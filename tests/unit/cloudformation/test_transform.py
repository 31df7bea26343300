"""The Glue jobs get the arguments that they read, and start when they should."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from moto.events.models import EventPattern

from deploy.artifacts.builders import BUILDERS
from glue_jobs import load_playlists, maintain_tables
from glue_jobs.iceberg.catalog import CATALOG
from glue_jobs.job.arguments import resolve_arguments
from glue_jobs.tables import TABLES
from local.lake import Lake
from local.spark import jobs
from local.spark.session import catalog_settings
from tests.unit.cloudformation.templates import (
    ROOT,
    TEMPLATES,
    fill,
    of_type,
    pattern_of,
    resource,
)

EVENTS = Path(__file__).parent / "events"
JOBS = {"LoadJob": load_playlists, "MaintainJob": maintain_tables}
# What Glue takes for itself; all else goes to the script.
GLUES_OWN = {
    "--additional-python-modules",
    "--conf",
    "--custom-logGroup-prefix",
    "--datalake-formats",
    "--enable-auto-scaling",
    "--enable-metrics",
    "--enable-observability-metrics",
    "--enable-spark-ui",
    "--python-modules-installer-option",
    "--spark-event-logs-path",
}


def arguments(job: str) -> dict[str, str]:
    given: dict[str, str] = resource("transform", job)["DefaultArguments"]
    return given


def own_arguments(job: str) -> dict[str, str]:
    return {name: value for name, value in arguments(job).items() if name not in GLUES_OWN}


class AskedError(Exception):
    """Ends a job as soon as it has asked for its arguments."""


def asked_by(monkeypatch: pytest.MonkeyPatch, main: Callable[[Sequence[str]], Any]) -> set[str]:
    """The names that a job's main function asks for, needed or not."""
    asked: set[str] = set()

    def record(
        _: Sequence[str], names: Sequence[str], optional: Sequence[str] = ()
    ) -> dict[str, str]:
        asked.update(f"--{name}" for name in [*names, *optional])
        raise AskedError

    monkeypatch.setattr(f"{main.__module__}.resolve_arguments", record)
    with pytest.raises(AskedError):
        main([])
    return asked


@pytest.mark.parametrize("job", JOBS)
def test_job_gets_exactly_its_arguments(job: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from_glue = {"--JOB_NAME"}  # Glue adds it to each run
    assert set(own_arguments(job)) == asked_by(monkeypatch, JOBS[job].main) - from_glue


@pytest.mark.parametrize("job", JOBS)
def test_script_reads_its_arguments(job: str) -> None:
    everything = {"--JOB_NAME": "lake-job", "--JOB_RUN_ID": "jr_1", **arguments(job)}
    argv = ["script", *(text for pair in everything.items() for text in pair)]
    own = {name.removeprefix("--"): value for name, value in own_arguments(job).items()}

    resolved = resolve_arguments(argv, list(own))

    assert {name: resolved[name] for name in own} == own


def test_defaults_are_those_of_the_local_command() -> None:
    assert own_arguments("LoadJob")["--max_files_per_batch"] == str(jobs.MAX_FILES_PER_BATCH)
    maintain = own_arguments("MaintainJob")
    assert maintain["--keep_snapshots_days"] == str(jobs.KEEP_SNAPSHOTS_DAYS)
    assert maintain["--keep_orphans_days"] == str(jobs.KEEP_ORPHANS_DAYS)


@pytest.mark.parametrize("job", JOBS)
def test_catalog_settings(job: str) -> None:
    settings = dict(one.split("=", 1) for one in arguments(job)["--conf"].split(" --conf "))
    catalog = f"spark.sql.catalog.{CATALOG}"

    assert settings == {
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        catalog: "org.apache.iceberg.spark.SparkCatalog",
        f"{catalog}.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog",
        f"{catalog}.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
        f"{catalog}.warehouse": "s3://LakeBucket",
        "spark.sql.shuffle.partitions": "36",
    }
    here = catalog_settings(Lake(Path("lake")))
    for name in ("spark.sql.extensions", catalog):
        assert settings[name] == here[name]


@pytest.mark.parametrize(("job", "script"), [("LoadJob", "Load"), ("MaintainJob", "Maintain")])
def test_job_runs_on_the_tested_versions(job: str, script: str) -> None:
    properties = resource("transform", job)

    assert properties["GlueVersion"] == "5.1"
    assert properties["WorkerType"] == "G.1X"
    location = properties["Command"]["ScriptLocation"]
    assert location == f"s3://ArtifactsBucket/{script}ScriptKey"
    assert Path(str(JOBS[job].__file__)) == BUILDERS[f"{script}ScriptKey"](Path())
    modules = arguments(job)["--additional-python-modules"]
    assert modules.split(",") == [
        "s3://ArtifactsBucket/GlueJobsWheelKey",
        "s3://ArtifactsBucket/MsgspecWheelKey",
    ]
    assert arguments(job)["--datalake-formats"] == "iceberg"


@pytest.mark.parametrize("job", JOBS)
def test_runs_are_queued_one_at_a_time(job: str) -> None:
    properties = resource("transform", job)

    assert properties["ExecutionProperty"] == {"MaxConcurrentRuns": 1}
    assert properties["JobRunQueuingEnabled"] is True
    assert properties["MaxRetries"] == 0  # Glue queues no run of a job that has retries


@pytest.mark.parametrize("job", JOBS)
def test_slow_run_notifies_before_its_timeout(job: str) -> None:
    properties = resource("transform", job)

    assert properties["Timeout"] == 30
    assert properties["NotificationProperty"]["NotifyDelayAfter"] < 30
    orphans_days = int(own_arguments("MaintainJob")["--keep_orphans_days"])
    assert orphans_days * 24 * 60 > 2 * properties["Timeout"]


def test_logs_go_to_groups_with_retention() -> None:
    prefix = fill(TEMPLATES["storage"]["Outputs"]["JobLogGroupPrefix"]["Value"], {"Prefix": "lake"})

    assert prefix == "/aws-glue/jobs/lake"
    for job in JOBS:
        assert arguments(job)["--custom-logGroup-prefix"] == "LogGroupPrefix"


def event(name: str) -> Any:
    return json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("bucket", "key", "starts"),
    [
        ("lake-raw", "to_process/3cEYpjA9oz9GiPac4AsH4n/20261122T060000Z.jsonl", True),
        ("lake-raw", "processed/3cEYpjA9oz9GiPac4AsH4n/20261122T060000Z.jsonl", False),
        ("lake-raw", "rejected/3cEYpjA9oz9GiPac4AsH4n/20261122T060000Z.jsonl", False),
        ("lake-raw", "other/to_process/x.jsonl", False),
        ("another", "to_process/3cEYpjA9oz9GiPac4AsH4n/20261122T060000Z.jsonl", False),
    ],
)
def test_only_new_raw_files_match_the_rule(bucket: str, key: str, starts: bool) -> None:
    rule = fill(
        TEMPLATES["transform"]["Resources"]["RawFileCreated"]["Properties"],
        {"RawBucket": "lake-raw"},
    )
    created = event("object_created")
    created["detail"]["bucket"]["name"] = bucket
    created["detail"]["object"]["key"] = key

    assert EventPattern.load(pattern_of(rule)).matches_event(created) is starts


def test_raw_bucket_sends_events_to_eventbridge() -> None:
    notifications = resource("storage", "RawBucket")["NotificationConfiguration"]

    assert notifications == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}


def test_rule_notifies_the_workflow_whose_trigger_batches_an_extraction() -> None:
    [target] = resource("transform", "RawFileCreated")["Targets"]
    assert target["Arn"] == "arn:aws:glue:eu-west-1:123456789012:workflow/Workflow"
    trigger = resource("transform", "NewRawFiles")

    assert (trigger["Type"], trigger["WorkflowName"]) == ("EVENT", "Workflow")
    assert trigger["Actions"] == [{"JobName": "LoadJob"}]
    batching = trigger["EventBatchingCondition"]
    assert 1 <= batching["BatchSize"] <= 100
    # The last file of an extraction comes a Lambda's whole time after the first, at worst.
    assert resource("extract", "ExtractFunction")["Timeout"] <= batching["BatchWindow"] <= 900
    # A workflow that is full would lose events.
    assert "MaxConcurrentRuns" not in resource("transform", "Workflow")


def test_maintenance_runs_weekly_outside_the_workflow() -> None:
    trigger = resource("transform", "Weekly")

    assert (trigger["Type"], trigger["Schedule"]) == ("SCHEDULED", "cron(0 3 ? * SUN *)")
    assert trigger["StartOnCreation"] is True
    assert trigger["Actions"] == [{"JobName": "MaintainJob"}]
    assert "WorkflowName" not in trigger


def test_load_starts_daily_for_files_whose_events_were_lost() -> None:
    trigger = resource("transform", "Daily")

    assert trigger["Type"] == "SCHEDULED"
    assert trigger["StartOnCreation"] is True
    assert trigger["Actions"] == [{"JobName": "LoadJob"}]
    # Glue allows a workflow one starting trigger, which is the event.
    assert "WorkflowName" not in trigger
    # Six hours after the default extraction: the event's load has ended by then.
    assert trigger["Schedule"] == "cron(0 12 * * ? *)"
    assert ROOT["Parameters"]["ScheduleExpression"]["Default"] == "cron(0 6 * * ? *)"


@pytest.mark.parametrize("job", JOBS)
def test_wheels_are_installed_without_a_package_index(job: str) -> None:
    # Glue documents one option only.
    assert arguments(job)["--python-modules-installer-option"] == "--no-index"


def test_policies_name_exactly_the_tables() -> None:
    named = {
        arn.rpartition("/")[2]
        for template, _, one in [*of_type("AWS::IAM::Role"), *of_type("AWS::IAM::ManagedPolicy")]
        for arn in _texts(fill(one["Properties"]))
        if ":table/" in arn and template == "transform"
    }

    assert named == {table.name for table in TABLES}


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for one in inner for text in _texts(one)]
