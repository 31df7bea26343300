"""The lake from its first extraction to its deletion; the order of the tests matters.

Both extractions are of today: the Lambda uses the real clock and refuses events of other days.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime
from math import ceil
from pathlib import Path

import pytest

from local.sample_playlists import Snapshot
from tests.e2e.conftest import PLAYLISTS, STACK
from tests.e2e.deployment import Deploy, Stack, look_up
from tests.e2e.emulator import Emulator
from tests.e2e.event_tap import EventTap
from tests.e2e.extraction import Extractor, Invocation, seconds_ago
from tests.e2e.glue.deployed_lake import DeployedLake
from tests.e2e.glue.read_tables import named, read_tables, rows
from tests.e2e.glue.run_job import JobRun
from tests.e2e.raw_bucket import RawBucket

pytestmark = pytest.mark.e2e

# Present in an account before any deployment.
ALWAYS_THERE = {"schedule groups default", "workgroups primary"}


def raw_keys(time: datetime, folder: str = "to_process") -> dict[str, str]:
    """Return the keys of an extraction's raw files by playlist."""
    return {one: f"{folder}/{one}/{time:%Y%m%dT%H%M%SZ}.jsonl" for one in PLAYLISTS}


def check_raw_files(
    bucket: RawBucket, time: datetime, shown: dict[str, Snapshot], folder: str = "to_process"
) -> None:
    """Compare the bucket's objects with the Web API's playlists."""
    for playlist_id, key in raw_keys(time, folder).items():
        lines = [json.loads(line) for line in bucket.read(key).splitlines()]
        snapshot = shown[playlist_id]
        assert len(lines) == ceil(len(snapshot.entries) / 50)
        assert [entry for line in lines for entry in line["page"]["items"]] == snapshot.entries
        for line in lines:
            assert line["format"] == "spotify-playlist-page/1"
            assert line["extracted_at"] == f"{time:%Y-%m-%dT%H:%M:%SZ}"
            assert line["playlist"]["id"] == playlist_id
            assert line["playlist"]["name"] == snapshot.metadata["name"]
            assert line["playlist"]["snapshot_id"] == snapshot.metadata["snapshot_id"]
            assert line["page"]["total"] == len(snapshot.entries)


def test_playlists_are_extracted(
    first: Invocation,
    chart: list[dict[str, Snapshot]],
    extractor: Extractor,
    raw_bucket: RawBucket,
) -> None:
    assert not first.failed, first.answer
    result = first.answer
    assert (result["extracted"], result["failed"], result["not_reached"]) == (3, 0, 0)
    assert {one["key"] for one in result["playlists"]} == set(raw_keys(first.time).values())
    assert raw_bucket.keys() == set(raw_keys(first.time).values())
    check_raw_files(raw_bucket, first.time, chart[0])
    # The Web API replaced the refresh token, and the secret holds the new one.
    assert extractor.refresh_token() == extractor.web_api.refresh_token
    assert '"run done"' in extractor.log()


def test_status_of_the_stack(first: Invocation, deploy: Deploy) -> None:
    page = deploy("status")
    for line in (
        r"credentials +present",
        r"refresh token +1\d\d days left",
        r"alarm mail +none",
        r"next extraction +scheduled",
        r"last extraction +done",
        r"files waiting +3",
        r"last load +none",
    ):
        assert re.search(rf"^ +{line}", page, re.MULTILINE), page
    assert "unknown" not in page


def test_rule_delivers_an_event_for_each_raw_file(
    first: Invocation, raw_bucket: RawBucket, tap: EventTap
) -> None:
    for key in raw_keys(first.time).values():
        (event,) = tap.wait_for(key)
        assert (event["source"], event["detail-type"]) == ("aws.s3", "Object Created")
        assert event["detail"]["bucket"]["name"] == raw_bucket.name


def test_retry_of_an_event_writes_nothing(
    first: Invocation, extractor: Extractor, raw_bucket: RawBucket
) -> None:
    before = raw_bucket.versions()
    again = extractor.call(first.time)
    assert not again.failed, again.answer
    assert (again.answer["extracted"], again.answer["already_extracted"]) == (0, 3)
    assert raw_bucket.versions() == before


@pytest.mark.usefixtures("cleared_away")
def test_moved_raw_file_sends_no_event_and_is_not_written_again(
    first: Invocation, extractor: Extractor, raw_bucket: RawBucket, tap: EventTap
) -> None:
    time = seconds_ago(90)
    assert not extractor.call(time).failed
    for source, folder in zip(raw_keys(time).values(), ("processed", "rejected"), strict=False):
        target = source.replace("to_process", folder)
        copied = {"Bucket": raw_bucket.name, "Key": source}
        raw_bucket.s3.copy_object(Bucket=raw_bucket.name, Key=target, CopySource=copied)
        raw_bucket.s3.delete_object(Bucket=raw_bucket.name, Key=source)
    before = raw_bucket.versions()
    again = extractor.call(time)
    assert not again.failed, again.answer
    assert (again.answer["extracted"], again.answer["already_extracted"]) == (0, 3)
    assert raw_bucket.versions() == before

    # Events come in order: those of this file after those of the moves.
    raw_bucket.s3.put_object(Bucket=raw_bucket.name, Key="to_process/last", Body=b"")
    assert len(tap.wait_for("to_process/last")) == 1
    assert {key.partition("/")[0] for key in tap.events} == {"to_process"}
    assert {len(events) for events in tap.events.values()} == {1}


def test_raw_files_are_loaded(
    first: Invocation,
    chart: list[dict[str, Snapshot]],
    load: Callable[[], JobRun],
    raw_bucket: RawBucket,
) -> None:
    run = load()
    assert run.returncode == 0, run.output
    assert raw_bucket.keys() == set(raw_keys(first.time, "processed").values())
    check_raw_files(raw_bucket, first.time, chart[0], "processed")


def test_second_extraction_after_an_update(
    first: Invocation,
    deploy: Deploy,
    chart: list[dict[str, Snapshot]],
    extractor: Extractor,
    raw_bucket: RawBucket,
) -> None:
    emulator, stack = extractor.emulator, extractor.stack
    code = function_code(emulator, stack)
    said = deploy("deploy", LogRetentionDays="30", MaximumWorkers="3")
    assert "artifacts: 0 uploaded" in said
    updated = look_up(emulator, STACK)
    assert updated == stack
    for group in ("ExtractLogs", "JobOutputLogs", "JobErrorLogs"):
        name = stack.resources[f"Storage/{group}"]
        (found,) = emulator.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        assert found["retentionInDays"] == 30
    for job in ("LoadJob", "MaintainJob"):
        found = emulator.client("glue").get_job(JobName=stack.outputs[job])["Job"]
        assert int(found["NumberOfWorkers"]) == 3  # the emulator has it as a text
    assert function_code(emulator, stack) == code
    assert "nothing changes" in deploy("deploy")

    extractor.web_api.playlists.update(chart[1])
    second_time = seconds_ago(0)
    second = extractor.call(second_time)
    assert not second.failed, second.answer
    assert (second.answer["extracted"], second.answer["already_extracted"]) == (3, 0)
    assert raw_bucket.keys("to_process/") == set(raw_keys(second_time).values())
    check_raw_files(raw_bucket, second_time, chart[1])


def test_later_snapshot_of_a_day_replaces_the_earlier_one(  # noqa: PLR0917 - fixtures
    first: Invocation,
    chart: list[dict[str, Snapshot]],
    load: Callable[[], JobRun],
    extractor: Extractor,
    raw_bucket: RawBucket,
    tmp_path: Path,
) -> None:
    run = load()
    assert run.returncode == 0, run.output
    assert raw_bucket.keys("to_process/") == set()

    tables = read_tables(DeployedLake(extractor.emulator, extractor.stack, tmp_path), tmp_path)
    newest = rows(tables, "SELECT max(extracted_at) FROM playlist_entry")[0][0]
    standing = rows(
        tables,
        f"SELECT playlist_id, count(*) FROM playlist_entry "
        f"WHERE extracted_at = timestamp '{newest}' GROUP BY playlist_id",
    )
    assert dict(standing) == {
        playlist_id: len(snapshot.entries) for playlist_id, snapshot in chart[1].items()
    }
    # If midnight (UTC) passed, the first three are of the day before.
    before = "replaced" if newest.date() == first.time.date() else "complete"
    verdicts = [row[-1] for row in named(tables, "load_reconciliation")]
    assert sorted(verdicts) == sorted([before] * 3 + ["complete"] * 3)


def function_code(emulator: Emulator, stack: Stack) -> tuple[str, str]:
    """Return the Lambda's code and role."""
    found = emulator.client("lambda").get_function_configuration(
        FunctionName=stack.outputs["ExtractFunction"]
    )
    return found["CodeSha256"], found["Role"]


def what_is_there(emulator: Emulator) -> set[str]:
    """Return what there is of each kind that a stack makes, by a name.

    Not the KMS key, which is there until its 30 days are over, nor the workflow, since the emulator
    has no list of these.
    """
    client = emulator.client
    lists = {
        "alarms": (client("cloudwatch").describe_alarms()["MetricAlarms"], "AlarmName"),
        "buckets": (client("s3").list_buckets()["Buckets"], "Name"),
        "dashboards": (client("cloudwatch").list_dashboards()["DashboardEntries"], "DashboardName"),
        "databases": (client("glue").get_databases()["DatabaseList"], "Name"),
        "functions": (client("lambda").list_functions()["Functions"], "FunctionName"),
        "jobs": (client("glue").get_jobs()["Jobs"], "Name"),
        "keys": (client("kms").list_aliases()["Aliases"], "AliasName"),
        "log groups": (client("logs").describe_log_groups()["logGroups"], "logGroupName"),
        "policies": (client("iam").list_policies(Scope="Local")["Policies"], "PolicyName"),
        "roles": (client("iam").list_roles()["Roles"], "RoleName"),
        "rules": (client("events").list_rules()["Rules"], "Name"),
        "schedule groups": (client("scheduler").list_schedule_groups()["ScheduleGroups"], "Name"),
        "schedules": (client("scheduler").list_schedules()["Schedules"], "Name"),
        "secrets": (client("secretsmanager").list_secrets()["SecretList"], "Name"),
        "topics": (client("sns").list_topics()["Topics"], "TopicArn"),
        "triggers": (client("glue").get_triggers()["Triggers"], "Name"),
        "workgroups": (client("athena").list_work_groups()["WorkGroups"], "Name"),
    }
    found = {f"{kind} {one[name]}" for kind, (those, name) in lists.items() for one in those}
    found |= {f"queues {url}" for url in client("sqs").list_queues().get("QueueUrls", [])}
    query_ids = client("athena").list_named_queries(WorkGroup=STACK)["NamedQueryIds"]
    return found | {f"queries {one}" for one in query_ids}


def test_destroy_retains_the_data(
    first: Invocation,
    deploy: Deploy,
    extractor: Extractor,
    tap: EventTap,
    raw_bucket: RawBucket,
) -> None:
    emulator, stack = extractor.emulator, extractor.stack
    files = raw_bucket.versions()
    assert files
    emulator.client("sqs").delete_queue(QueueUrl=tap.url)
    emulator.client("events").remove_targets(Rule=f"{STACK}-raw-file-created", Ids=["tap"])
    kept = {f"databases {stack.outputs['Database']}"}
    kept |= {f"buckets {stack.outputs[f'{one}Bucket']}" for one in ("Raw", "Lake", "Results")}
    assert kept < what_is_there(emulator)

    said = deploy("destroy")
    assert ".venv/bin/lake-deploy deploy --adopt" in said
    assert what_is_there(emulator) == kept | ALWAYS_THERE
    assert raw_bucket.versions() == files


def test_new_stack_does_not_touch_the_retained_data_unasked(deploy: Deploy) -> None:
    with pytest.raises(AssertionError) as raised:
        deploy("deploy", Playlists=",".join(PLAYLISTS))
    assert "the Glue database spotify exists already in eu-west-1" in str(raised.value)
    assert "deploy with --adopt" in str(raised.value)
    assert "nothing was changed" in str(raised.value)


def test_new_stack_uses_the_retained_data(
    deploy: Deploy, emulator: Emulator, stack: Stack, raw_bucket: RawBucket, tmp_path: Path
) -> None:
    files = raw_bucket.versions()
    said = deploy("deploy", "--adopt", Playlists=",".join(PLAYLISTS))
    assert f"ExistingRawBucket      {raw_bucket.name}" in said

    adopted = look_up(emulator, STACK)
    for output in ("RawBucket", "LakeBucket", "ResultsBucket", "Database"):
        assert adopted.outputs[output] == stack.outputs[output]
    buckets = [one["Name"] for one in emulator.client("s3").list_buckets()["Buckets"]]
    assert len(buckets) == 4  # with that of the artifacts: no bucket was created
    assert raw_bucket.versions() == files
    lake = DeployedLake(emulator, adopted, tmp_path / "lake")
    tables = read_tables(lake, tmp_path / "tables")
    assert rows(tables, "SELECT count(*) FROM playlist")[0][0] == len(PLAYLISTS)
    # A new raw file in the adopted bucket is loaded under the new stack's role.
    lake.put({"bad.jsonl": b""})
    run = lake.run("LoadJob")
    assert run.returncode == 0, run.output
    assert "nothing changes" in deploy("deploy")


def test_destroy_deletes_the_adopted_data_when_asked(deploy: Deploy, emulator: Emulator) -> None:
    deploy("destroy", "--delete-data")
    assert what_is_there(emulator) == ALWAYS_THERE
