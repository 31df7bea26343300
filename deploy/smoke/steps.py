"""The steps of the smoke test."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from cli.errors import UserError
from deploy.aws_errors import error_code
from deploy.empty_bucket import delete_below
from deploy.smoke.athena import Workgroup
from deploy.smoke.playlist import ID_COLUMNS, PREFIX, TYPES, SmokePlaylist

if TYPE_CHECKING:
    from deploy.aws import Aws

POLL_SECONDS = 5.0
# The trigger waits for 15 minutes for more files.
_WORKFLOW_MINUTES = 20
_JOB_MINUTES = 35  # the job's timeout of 30, and its start
_RECONCILIATION = "lake/load_reconciliation"
_PREFIXES = ("to_process", "processed", "rejected")


@dataclass
class SmokeTest:
    """A smoke test of one stack.

    Attributes
    ----------
    outputs
        The outputs of the stack.
    started
        When the raw file was written.
    """

    aws: "Aws"
    outputs: dict[str, str]
    playlist: SmokePlaylist
    started: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def glue(self) -> Any:
        """The Glue client."""
        return self.aws.session.client("glue")

    @cached_property
    def workgroup(self) -> Workgroup:
        """The stack's workgroup."""
        athena = self.aws.session.client("athena")
        return Workgroup(athena, self.outputs["WorkGroup"], self.outputs["Database"])

    def write_raw_file(self) -> str:
        """Write the raw file into ``to_process/``."""
        # Glue gives times in whole seconds.
        self.started = datetime.now(UTC).replace(microsecond=0)
        key = f"to_process/{self.playlist.raw_file}"
        self.aws.s3.put_object(
            Bucket=self.outputs["RawBucket"],
            Key=key,
            Body=self.playlist.body,
            ExpectedBucketOwner=self.aws.account,
        )
        return f"{key}, {len(self.playlist.body)} bytes"

    def wait_for_workflow(self) -> str:
        """Wait until the event of the raw file has started the workflow."""
        name = self.outputs["Workflow"]

        def started() -> str:
            last = self.glue.get_workflow(Name=name)["Workflow"].get("LastRun", {})
            return f"run {last['WorkflowRunId']}" if _since(last, self.started) else ""

        return _wait(
            started,
            _WORKFLOW_MINUTES,
            f"no run of the workflow {name} started: does its trigger exist, and the rule that "
            "sends it the events of the raw bucket?",
        )

    def start_job(self) -> str:
        """Start the load job without waiting for the workflow."""
        run = self.glue.start_job_run(JobName=self.outputs["LoadJob"])
        return f"run {run['JobRunId']}, started by hand"

    def wait_for_job(self) -> str:
        """Wait until a run of the load job has taken the raw file."""
        job = self.outputs["LoadJob"]

        def loaded() -> str:
            for run in self.glue.get_job_runs(JobName=job, MaxResults=10)["JobRuns"]:
                state = run.get("JobRunState", "")
                if not _since(run, self.started):
                    continue
                if state in {"FAILED", "ERROR", "TIMEOUT", "STOPPED"}:
                    raise UserError(
                        f"run {run['Id']} of {job} ended as {state}: {run.get('ErrorMessage', '')}"
                    )
                if state == "SUCCEEDED" and not self._is_in("to_process"):
                    return f"run {run['Id']}, {run.get('ExecutionTime', 0)} s of execution"
            return ""

        return _wait(loaded, _JOB_MINUTES, f"no run of {job} has loaded the raw file")

    def check_archive(self) -> str:
        """Check that the raw file was archived, and not rejected."""
        found = [prefix for prefix in _PREFIXES if self._is_in(prefix)]
        if found != ["processed"]:
            raise UserError(f"the raw file is in {' and '.join(found) or 'no prefix'}")
        return f"processed/{self.playlist.raw_file}"

    def check_catalog(self) -> str:
        """Check the tables and types in the Data Catalog."""
        tables = self._tables()
        wrong = [
            f"{table}.{column} is {tables.get(table, {}).get(column, 'missing')}, not {expected}"
            for (table, column), expected in TYPES.items()
            if tables.get(table, {}).get(column) != expected
        ]
        if wrong:
            raise UserError("; ".join(wrong))
        return f"{len(tables)} tables, {sum(map(len, tables.values()))} columns"

    def run_named_query(self) -> str:
        """Run a named query in the workgroup, for the raw file only."""
        sql = self.workgroup.named_query(_RECONCILIATION).strip().rstrip(";")
        rows = self.workgroup.rows(
            f"SELECT * FROM (\n{sql}\n) WHERE raw_file = '{self.playlist.raw_file}'"  # noqa: S608 - our own key
        )
        (row,) = rows or [{}]
        if (row.get("verdict"), row.get("entries")) != ("complete", str(self.playlist.entries)):
            raise UserError(f"{_RECONCILIATION} says {row or 'nothing'} of the raw file")
        return f"{_RECONCILIATION}: {row['entries']} entries, {row['verdict']}"

    def clean_up(self) -> str:
        """Delete the rows, the raw file and the query results."""
        if not self.playlist.playlist_id.startswith(PREFIX):
            raise ValueError(self.playlist.playlist_id)  # it would delete other data
        tables = self._tables()
        self.workgroup.run(
            [
                f"DELETE FROM {table} WHERE {column} LIKE '{self.playlist.playlist_id}%'"  # noqa: S608
                for table, column in ID_COLUMNS.items()
                if table in tables
            ]
        )
        deleted = sum(
            delete_below(
                self.aws, self.outputs["RawBucket"], f"{prefix}/{self.playlist.playlist_id}"
            )
            for prefix in _PREFIXES
        )
        for output in filter(None, self.workgroup.outputs):
            bucket, _, key = output.removeprefix("s3://").partition("/")
            deleted += delete_below(self.aws, bucket, key.rpartition(".")[0])
        return f"its rows in {len(tables)} tables, {deleted} object versions"

    def _tables(self) -> dict[str, dict[str, str]]:
        """Return the types of the columns of each table of ours in the Data Catalog."""
        pages = self.glue.get_paginator("get_tables").paginate(
            DatabaseName=self.outputs["Database"]
        )
        return {
            table["Name"]: {
                column["Name"]: column["Type"] for column in table["StorageDescriptor"]["Columns"]
            }
            for page in pages
            for table in page["TableList"]
            if table["Name"] in ID_COLUMNS
        }

    def _is_in(self, prefix: str) -> bool:
        try:
            self.aws.s3.head_object(
                Bucket=self.outputs["RawBucket"],
                Key=f"{prefix}/{self.playlist.raw_file}",
                ExpectedBucketOwner=self.aws.account,
            )
        except ClientError as error:
            if error_code(error) == "404":
                return False
            raise
        return True


def _since(run: Any, moment: datetime) -> bool:
    """Return whether a run started at or after a moment."""
    started = run.get("StartedOn")
    return started is not None and started >= moment


def _wait(check: Callable[[], str], minutes: float, problem: str) -> str:
    """Call a check until it returns a text; raise the problem after some minutes."""
    end = datetime.now(UTC) + timedelta(minutes=minutes)
    while not (result := check()):
        if datetime.now(UTC) > end:
            raise UserError(f"after {minutes:g} minutes {problem}")
        time.sleep(POLL_SECONDS)
    return result
