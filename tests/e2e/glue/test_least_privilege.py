"""Each action that the jobs' roles allow is needed: a run without it fails or lacks something.

Some actions are removed together; each then has its own message, which nothing else in that run can
write.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from tests.e2e.glue.deployed_lake import DeployedLake
from tests.e2e.glue.permissions import (
    Permission,
    deployed_permissions,
    templates_permissions,
    without,
)
from tests.e2e.glue.raw_files import GOOD

pytestmark = pytest.mark.e2e

BAD_FILE = {"bad.jsonl": b""}

_SCRIPT = Permission("LoadRole", "ReadItsScript", "s3:GetObject")
_MAINTAIN_SCRIPT = Permission("MaintainRole", "ReadItsScript", "s3:GetObject")
_WHEELS = Permission("JobPolicy", "ReadWheels", "s3:GetObject")
_LIST_RAW = Permission("LoadRole", "ListRawFiles", "s3:ListBucket")
_READ_RAW = Permission("LoadRole", "MoveRawFiles", "s3:GetObject")
_READ_PROCESSED = Permission("LoadRole", "ReadProcessedFiles", "s3:GetObject")
_DELETE_RAW = Permission("LoadRole", "MoveRawFiles", "s3:DeleteObject")
_ARCHIVE_RAW = Permission("LoadRole", "ArchiveRawFiles", "s3:PutObject")
_CREATE_TABLE = Permission("LoadRole", "CreateTables", "glue:CreateTable")
_DIGEST_MAIL = Permission("LoadRole", "PublishDigests", "sns:Publish")
_CHANGE_EVENT = Permission("LoadRole", "PutChangeEvents", "events:PutEvents")
_OWN_METRICS = Permission("LoadRole", "PublishItsMetrics", "cloudwatch:PutMetricData")
_GET_DATABASE = Permission("JobPolicy", "UseTables", "glue:GetDatabase")
_GET_TABLE = Permission("JobPolicy", "UseTables", "glue:GetTable")
_UPDATE_TABLE = Permission("JobPolicy", "UseTables", "glue:UpdateTable")
_READ_TABLE = Permission("JobPolicy", "WriteTables", "s3:GetObject")
_WRITE_TABLE = Permission("JobPolicy", "WriteTables", "s3:PutObject")
_DELETE_TABLE_FILE = Permission("JobPolicy", "WriteTables", "s3:DeleteObject")
_LIST_TABLES = Permission("JobPolicy", "ListTables", "s3:ListBucket")
_SPARK_EVENTS = Permission("JobPolicy", "WriteSparkEvents", "s3:PutObject")
_LOG_STREAM = Permission("JobPolicy", "Log", "logs:CreateLogStream")
_LOG_LINES = Permission("JobPolicy", "Log", "logs:PutLogEvents")
_GLUE_METRICS = Permission("JobPolicy", "PublishGluesMetrics", "cloudwatch:PutMetricData")

_UPLOADS_IN_PARTS = "files here are smaller than a part of an upload; in AWS a large one that fails"
NOT_ENFORCED_HERE = {
    Permission("LoadRole", "EncryptDigests", "kms:Decrypt"): "its SNS does not ask KMS",
    Permission("LoadRole", "EncryptDigests", "kms:GenerateDataKey"): "its SNS does not ask KMS",
    Permission("JobPolicy", "WriteTables", "s3:AbortMultipartUpload"): (
        f"{_UPLOADS_IN_PARTS} leaves parts behind without it"
    ),
    Permission("JobPolicy", "WriteSparkEvents", "s3:AbortMultipartUpload"): (
        f"{_UPLOADS_IN_PARTS} leaves parts behind without it"
    ),
    Permission("JobPolicy", "WriteSparkEvents", "s3:GetObject"): (
        "Glue's own writer, which is not to be had, asks whether a file is there and renames it"
    ),
    Permission("JobPolicy", "WriteSparkEvents", "s3:DeleteObject"): (
        "Glue's own writer renames a file at a run's end: in S3 a copy and a delete"
    ),
    Permission("JobPolicy", "LookUpDefaultDatabases", "glue:GetDatabase"): (
        "Glue's own Spark may look these up"
    ),
    Permission("JobPolicy", "LookUpBuckets", "s3:GetBucketLocation"): (
        "Glue's own S3 clients may ask for it"
    ),
    Permission("JobPolicy", "LookUpBuckets", "s3:ListBucket"): (
        "Glue's own S3 clients may ask for it"
    ),
    Permission("JobPolicy", "Log", "logs:CreateLogGroup"): (
        "the stack makes the groups; that Glue asks for them is not to be seen here"
    ),
}


@dataclass(frozen=True)
class Refusal:
    """A run without some permissions.

    Attributes
    ----------
    signs
        Pattern by removed permission, found in the run's output or in the refused deliveries.
    files
        Raw files by key; with an empty one the run writes one table.
    timeout_seconds
        For a run that would retry for minutes.
    """

    signs: Mapping[Permission, str]
    job: str = "LoadJob"
    files: Mapping[str, bytes] = field(default_factory=dict)
    timeout_seconds: float = 240

    def __str__(self) -> str:
        return "+".join(map(str, self.signs))


def denied(action: str) -> str:
    return rf"not authorized to perform: {action}\b"


REFUSALS = [
    Refusal({_SCRIPT: r"^not started: s3://\S+/load_playlists\.py: .*AccessDenied"}),
    Refusal(
        {_MAINTAIN_SCRIPT: r"^not started: s3://\S+/maintain_tables\.py: .*AccessDenied"},
        job="MaintainJob",
    ),
    Refusal({_WHEELS: r"^not started: s3://\S+\.whl: .*AccessDenied"}),
    # Here, as long as there are no old snapshots: their files are left for the last test to delete.
    Refusal(
        {_LIST_TABLES: rf"MaintenanceError: .* album: .*{denied('s3:ListBucket')}"}, "MaintainJob"
    ),
    Refusal(
        {
            _LIST_RAW: r"/to_process/ could not be listed: .*AccessDenied",
            _LOG_STREAM: denied("logs:CreateLogStream"),
        }
    ),
    Refusal({_GET_DATABASE: denied("glue:GetDatabase"), _LOG_LINES: denied("logs:PutLogEvents")}),
    Refusal(
        {
            _GET_TABLE: denied("glue:GetTable"),
            _GLUE_METRICS: r"^metrics: .*PutMetricData",
            _SPARK_EVENTS: r"^events: .*PutObject",
        }
    ),
    Refusal({_READ_TABLE: denied("s3:GetObject")}, timeout_seconds=30),
    Refusal({_READ_RAW: r"1 of 1 raw files stay in .*GetObject"}, files=BAD_FILE),
    Refusal(
        {
            _DELETE_RAW: r"could not be moved to processed/.*DeleteObject",
            _DIGEST_MAIL: r'"event": "digest not published", "reason": "mail: .*Publish',
            _CHANGE_EVENT: r'"event": "digest not published", "reason": "event .*PutEvents',
            _OWN_METRICS: r'"event": "metrics not published", "reason": ".*PutMetricData',
        },
        files=GOOD,  # two days, so that there are changes
    ),
    Refusal({_ARCHIVE_RAW: r"could not be moved to rejected/.*PutObject"}, files=BAD_FILE),
    Refusal({_UPDATE_TABLE: denied("glue:UpdateTable")}, files=BAD_FILE),
    Refusal({_WRITE_TABLE: denied("s3:PutObject")}, files=BAD_FILE),
]


@pytest.fixture(scope="module")
def lake(deployed_lake: DeployedLake) -> DeployedLake:
    """With its tables; made by the run that fails in the tests for want of something."""
    deployed_lake.put(BAD_FILE)
    run = deployed_lake.run("LoadJob")
    assert run.returncode == 0, run.output
    assert run.undelivered == {}
    assert "metrics not published" not in run.output
    return deployed_lake


@pytest.fixture
def empty_raw_zone(lake: DeployedLake) -> None:
    lake.raw_bucket.erase(lake.raw_bucket.keys())


def signs_missing(refusal: Refusal, lake: DeployedLake) -> list[Permission]:
    """Run without the permissions; return those without a sign."""
    with without(lake, *refusal.signs):
        run = lake.run(refusal.job, timeout_seconds=refusal.timeout_seconds)
    assert run.returncode != 0, run.output
    refused = "".join(f"{name}: {why}\n" for name, why in run.undelivered.items())
    said = f"{run.output}\n{refused}"
    return [one for one, sign in refusal.signs.items() if not re.search(sign, said, re.MULTILINE)]


@pytest.mark.usefixtures("empty_raw_zone")
@pytest.mark.parametrize("refusal", REFUSALS, ids=str)
def test_run_fails_without_permission(refusal: Refusal, lake: DeployedLake) -> None:
    lake.put(refusal.files)
    assert signs_missing(refusal, lake) == []


@pytest.mark.usefixtures("empty_raw_zone")
def test_first_run_fails_without_creating_tables(lake: DeployedLake) -> None:
    lake.emulator.client("glue").delete_table(DatabaseName=lake.database, Name="artist")
    assert signs_missing(Refusal({_CREATE_TABLE: denied("glue:CreateTable")}), lake) == []
    assert "artist" not in lake.tables()


@pytest.mark.usefixtures("empty_raw_zone")
def test_reload_fails_without_permission_to_read_processed_files(lake: DeployedLake) -> None:
    lake.raw_bucket.s3.put_object(Bucket=lake.raw_bucket.name, Key="processed/bad.jsonl", Body=b"")

    with without(lake, _READ_PROCESSED):
        run = lake.run("LoadJob", source_prefix="processed")
    assert re.search(r"1 of 1 raw files were not read.*GetObject", run.output), run.output

    assert lake.run("LoadJob", source_prefix="processed").returncode == 0
    assert lake.raw_bucket.keys() == {"processed/bad.jsonl"}


def test_maintenance_fails_without_permission_to_delete(lake: DeployedLake) -> None:
    """What the runs above wrote is rewritten, and stays. (test_load.py: else it goes.)"""
    before = lake.objects()
    with without(lake, _DELETE_TABLE_FILE):
        run = lake.run("MaintainJob", keep_snapshots_days="0")
    assert re.search(denied("s3:DeleteObject"), run.output), run.output
    assert before.keys() < lake.objects().keys()


def test_every_action_is_accounted_for(lake: DeployedLake) -> None:
    """The last test: it also shows that all permissions were restored."""
    proven = {one for refusal in REFUSALS for one in refusal.signs}
    proven |= {_CREATE_TABLE, _DELETE_TABLE_FILE, _LIST_TABLES, _READ_PROCESSED}
    assert not proven & NOT_ENFORCED_HERE.keys()
    assert templates_permissions() == proven | NOT_ENFORCED_HERE.keys()
    assert deployed_permissions(lake) == templates_permissions()
