"""The folder of a run: script and modules, fetched under the job's role."""

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tests.e2e.glue.job_definition import JobDefinition
from tests.e2e.glue.runtime import PIP, Runtime

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class NotStartedError(Exception):
    """Script or modules could not be fetched or installed."""


class Place:
    """The folder of a run."""

    def __init__(self, folder: Path) -> None:
        self._downloads = folder / "downloads"
        self.modules = folder / "modules"
        self.work = folder / "work"
        self.events = folder / "events"
        self.output = folder / "output"
        self.error = folder / "error"
        for made in (self._downloads, self.modules, self.work, self.events):
            made.mkdir(parents=True)

    def fetch(self, s3: "S3Client", uri: str) -> Path:
        """Download an object; return where it is, under the name that it has in S3.

        Raises
        ------
        NotStartedError
            S3 refuses.
        """
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        target = self._downloads / Path(key).name
        try:
            target.write_bytes(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
        except ClientError as error:
            raise NotStartedError(f"{uri}: {error}") from error
        return target

    def install_modules(self, s3: "S3Client", runtime: Runtime, job: JobDefinition) -> None:
        """Install the job's modules, for this run only.

        Raises
        ------
        NotStartedError
            S3 or pip refuses.
        """
        wheels = [self.fetch(s3, uri) for uri in job.listed("--additional-python-modules")]
        if not wheels:
            return
        pip: list[str | Path] = [PIP, "--python", runtime.python, "--disable-pip-version-check"]
        install: list[str | Path] = [
            "install",
            "--quiet",
            "--target",
            self.modules,
            *job.installer_options,
        ]
        done = subprocess.run(
            [*pip, *install, *wheels], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NotStartedError(done.stderr)
