"""Run a deployed job as Glue does: by its definition and under its role.

Root's key reads the definition and assumes the role; after that only the role's credentials are
used.
"""

import os
import signal
import subprocess
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import boto3

from tests.e2e.glue import delivery, differences
from tests.e2e.glue.job_definition import JobDefinition, read_job
from tests.e2e.glue.place import NotStartedError, Place
from tests.e2e.glue.runtime import Runtime, install_runtime
from tests.integration.deploy.ministack import REGION

_MOST_SECONDS = 240.0


@dataclass(frozen=True)
class JobRun:
    """A run that has ended.

    Attributes
    ----------
    output
        What the script and Spark wrote, or why there was no start.
    undelivered
        Of Glue's own deliveries (``output``, ``error``, ``events``, ``metrics``) those that were
        refused, and why: they fail no run.
    """

    run_id: str
    returncode: int
    output: str
    seconds: float
    undelivered: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Caller:
    """Who calls AWS, and where it is."""

    credentials: Mapping[str, str]
    endpoint_url: str
    ca_bundle: Path

    def client(self, service: str) -> Any:
        session = boto3.Session(
            self.credentials["AWS_ACCESS_KEY_ID"],
            self.credentials["AWS_SECRET_ACCESS_KEY"],
            self.credentials.get("AWS_SESSION_TOKEN"),
            region_name=REGION,
        )
        where = {"endpoint_url": self.endpoint_url, "verify": str(self.ca_bundle)}
        return session.client(service, **where)  # type: ignore[call-overload]

    def assume(self, role_arn: str) -> "_Caller":
        """Take a role. The emulator takes root for the service that the role trusts."""
        answer = self.client("sts").assume_role(
            RoleArn=role_arn, RoleSessionName="GlueJobRunnerSession"
        )["Credentials"]
        credentials = {
            "AWS_ACCESS_KEY_ID": answer["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": answer["SecretAccessKey"],
            "AWS_SESSION_TOKEN": answer["SessionToken"],
        }
        return _Caller(credentials, self.endpoint_url, self.ca_bundle)


def run_job(
    job_name: str,
    *,
    endpoint_url: str,
    ca_bundle: Path,
    folder: Path,
    arguments: Mapping[str, str] | None = None,
    timeout_seconds: float = _MOST_SECONDS,
) -> JobRun:
    """Run a job and wait for its end.

    Parameters
    ----------
    folder
        A new one, for all that the run needs and leaves.
    arguments
        As ``start-job-run`` takes them: ``{"--name": "value"}``, over the job's defaults.
    timeout_seconds
        When the run is ended if it has not ended by itself.
    """
    runtime = install_runtime()
    started = time.monotonic()
    run_id = f"jr_{uuid.uuid4().hex}"
    place = Place(folder)
    root_key = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    root = _Caller(root_key, endpoint_url, ca_bundle)
    job = read_job(root.client("glue"), job_name)
    role = root.assume(job.role)
    s3 = role.client("s3")
    try:
        script = place.fetch(s3, job.script)
        py_files = [place.fetch(s3, uri) for uri in job.listed("--extra-py-files")]
        place.install_modules(s3, runtime, job)
    except NotStartedError as error:
        return JobRun(run_id, 1, f"not started: {error}", time.monotonic() - started)
    given = {**(arguments or {}), "--JOB_NAME": job.name, "--JOB_RUN_ID": run_id}
    words = job.script_arguments(given)
    command = [*_spark_submit(runtime, job, role, place), *_py_files(py_files), script, *words]
    returncode = _run(command, _environment(runtime, role, place), place, timeout_seconds)
    seconds = time.monotonic() - started
    said = place.output.read_text(errors="replace") + place.error.read_text(errors="replace")
    undelivered = _deliver(job, role, place, run_id, seconds)
    return JobRun(run_id, returncode, said, seconds, undelivered)


def _run(
    command: Sequence[str | Path],
    environment: Mapping[str, str],
    place: Place,
    timeout_seconds: float,
) -> int:
    """Run it, with Python and Java as its children; return how it ended."""
    with (
        place.output.open("wb") as output,
        place.error.open("wb") as errors,
        subprocess.Popen(
            command,
            cwd=place.work,
            env=environment,
            stdout=output,
            stderr=errors,
            start_new_session=True,
        ) as process,
    ):
        try:
            return process.wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            return -signal.SIGKILL
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)


def _environment(runtime: Runtime, role: _Caller, place: Place) -> dict[str, str]:
    """Return the environment of the job, without variables of this process."""
    return {
        **role.credentials,
        **differences.environment(role.endpoint_url, role.ca_bundle),
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "HOME": str(place.work),
        "JAVA_HOME": str(runtime.java_home),
        "PATH": "/usr/bin:/bin",
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": str(runtime.python),
        "PYTHONPATH": str(place.modules),
    }


def _spark_submit(
    runtime: Runtime, job: JobDefinition, role: _Caller, place: Place
) -> list[str | Path]:
    """Return the command with the job's settings, and with those of this machine."""
    java = [*runtime.java_options(), *differences.java_options(role.ca_bundle, place.work)]
    # As on Glue, Iceberg's jars are on the class path only with --datalake-formats.
    jars = runtime.jars if "iceberg" in job.listed("--datalake-formats") else ()
    here = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraClassPath": ":".join(map(str, jars)),
        "spark.driver.extraJavaOptions": " ".join(java),
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    if "--spark-event-logs-path" in job.arguments:
        here |= {"spark.eventLog.enabled": "true", "spark.eventLog.dir": place.events.as_uri()}
    confs = [*job.confs, *differences.CATALOG_SETTINGS, *(f"{k}={v}" for k, v in here.items())]
    return [
        runtime.spark_submit,
        *("--master", "local[2]", "--name", job.name),
        *(word for conf in confs for word in ("--conf", conf)),
    ]


def _py_files(files: list[Path]) -> list[str]:
    return ["--py-files", ",".join(map(str, files))] if files else []


def _deliver(
    job: JobDefinition, role: _Caller, place: Place, run_id: str, seconds: float
) -> dict[str, str]:
    """Deliver logs, events and metrics of a run."""
    logs, prefix = role.client("logs"), job.arguments["--custom-logGroup-prefix"]
    return delivery.refusals(
        output=partial(delivery.write_log, logs, f"{prefix}/output", run_id, place.output),
        error=partial(delivery.write_log, logs, f"{prefix}/error", run_id, place.error),
        events=partial(
            delivery.upload_events,
            role.client("s3"),
            job.arguments["--spark-event-logs-path"],
            place.events,
        ),
        metrics=partial(
            delivery.publish_elapsed_time, role.client("cloudwatch"), job.name, run_id, seconds
        ),
    )
