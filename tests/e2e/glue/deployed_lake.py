"""Run the jobs of a deployed lake, and read its tables and buckets with root's key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

from tests.e2e.deployment import Stack
from tests.e2e.emulator import Emulator
from tests.e2e.glue.run_job import JobRun, run_job
from tests.e2e.raw_bucket import RawBucket


@dataclass(frozen=True)
class DeployedLake:
    """A lake in a stack.

    Attributes
    ----------
    folder
        For the runs of jobs.
    """

    emulator: Emulator
    stack: Stack
    folder: Path
    _numbers: "count[int]" = field(default_factory=count)

    @cached_property
    def raw_bucket(self) -> RawBucket:
        """The raw bucket."""
        return RawBucket(self.emulator, self.stack.outputs["RawBucket"])

    @property
    def database(self) -> str:
        """The name of the tables' database."""
        return self.stack.outputs["Database"]

    def put(self, files: Mapping[str, bytes]) -> None:
        """Put raw files into ``to_process/``, by their keys below it."""
        for key, body in files.items():
            self.raw_bucket.s3.put_object(
                Bucket=self.raw_bucket.name, Key=f"to_process/{key}", Body=body
            )

    def run(self, job: str, *, timeout_seconds: float = 240, **arguments: str) -> JobRun:
        """Run a job and wait for its end.

        Parameters
        ----------
        job
            ``LoadJob`` or ``MaintainJob``.
        arguments
            Over the job's defaults.
        """
        return run_job(
            self.stack.outputs[job],
            endpoint_url=self.emulator.url,
            ca_bundle=self.emulator.ca_bundle,
            folder=self.folder / f"run-{next(self._numbers)}",
            arguments={f"--{name}": value for name, value in arguments.items()},
            timeout_seconds=timeout_seconds,
        )

    def table(self, name: str) -> dict[str, Any]:
        """Return a table as the Data Catalog has it."""
        glue = self.emulator.client("glue")
        table: dict[str, Any] = glue.get_table(DatabaseName=self.database, Name=name)["Table"]
        return table

    def tables(self) -> set[str]:
        """Return the names of the tables in the Data Catalog."""
        glue = self.emulator.client("glue")
        pages = glue.get_paginator("get_tables").paginate(DatabaseName=self.database)
        return {table["Name"] for page in pages for table in page["TableList"]}

    def objects(self) -> dict[str, int]:
        """Return the sizes of the lake bucket's objects by key."""
        s3 = self.emulator.client("s3")
        bucket = self.stack.outputs["LakeBucket"]
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        return {one["Key"]: one["Size"] for page in pages for one in page.get("Contents", [])}
