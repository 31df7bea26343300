"""Run jobs in separate processes, to be killed, paused, or run at the same time.

As a module it runs one: ``job_process LAKE JOB [DISTURBANCE]``.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from cli.errors import UserError
from cli.project import PROJECT
from local.lake import DATABASE, Lake
from tests.integration.glue_jobs.faults.disturbance import Disturbance, DisturbingGate, wait_for
from tests.integration.glue_jobs.faults.small_lake import BATCH

# As the command line runs them; "bare": the Glue jobs, on a catalog with exclusive commits.
Job = Literal["load", "maintain", "bare load", "bare maintain"]

_SETTINGS = {"spark.sql.shuffle.partitions": "2", "spark.sql.codegen.wholeStage": "false"}
_LOAD = [
    "load_playlists", "--database", DATABASE, "--max_files_per_batch", str(BATCH), "--raw_uri",
]  # fmt: skip
MAINTAIN = [
    "maintain_tables", "--database", DATABASE,
    "--keep_snapshots_days", "7", "--keep_orphans_days", "3",
]  # fmt: skip


@dataclass
class JobProcess:
    """A running job, leader of a process group that includes its JVM."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def wait(self) -> int:
        """Wait until Python has ended; return its exit code, negative for a signal."""
        return self.process.wait()

    def wait_for_java(self) -> None:
        """Wait until all processes of the group have ended."""
        while _alive(self.process.pid):
            time.sleep(0.05)

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def end(self) -> None:
        """Kill the process group."""
        if _alive(self.process.pid):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def start_job(
    lake: Lake, job: Job, log: Path, disturbance: Disturbance | None = None
) -> JobProcess:
    """Start a job; its output goes into the log."""
    command = [sys.executable, "-m", __name__, str(lake.root), job]
    if disturbance:
        Path(disturbance.signs).mkdir()
        command.append(disturbance.to_json())
    output: IO[bytes]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    return JobProcess(process, log)


def wait_until_there(job: JobProcess, disturbance: Disturbance) -> None:
    """Wait until the job is at the point at which it is prepare_lake."""
    try:
        wait_for(disturbance.there)
    except TimeoutError:
        raise AssertionError(f"did not reach {disturbance.point}: {job.output[-3000:]}") from None


def _run(lake: Lake, job: str, disturbance: Disturbance | None) -> None:
    from rich.console import Console  # noqa: PLC0415 - the parent needs none of these

    from glue_jobs import load_playlists, maintain_tables  # noqa: PLC0415
    from local.progress import show_job  # noqa: PLC0415
    from local.spark import jobs  # noqa: PLC0415
    from local.spark.session import start_spark  # noqa: PLC0415
    from tests.integration.glue_jobs.faults.gated_files import gated  # noqa: PLC0415

    bare = job.startswith("bare")
    with ExitStack() as stack:
        if bare or disturbance:
            spark = start_spark(lake, short=True, settings=_SETTINGS | _worker(disturbance))
            gate = DisturbingGate(disturbance)
            stack.enter_context(gated(spark, lake, gate, exclusive=bare, files_per_task=1))
        stack.enter_context(show_job(Console(stderr=True, width=1000)))
        match job:
            case "load":
                jobs.load(lake, BATCH)
            case "maintain":
                jobs.maintain(lake)
            case "bare load":
                load_playlists.main([*_LOAD, str(lake.raw)])
            case "bare maintain":
                maintain_tables.main(MAINTAIN)


def _worker(disturbance: Disturbance | None) -> dict[str, str]:
    if not disturbance or disturbance.what != "kill worker":
        return {}
    return {
        "spark.python.daemon.module": "tests.integration.glue_jobs.faults.killed_worker",
        "spark.executorEnv.DIES_AT": disturbance.point,
        "spark.executorEnv.SIGN": str(disturbance.there),
    }


if __name__ == "__main__":
    _root, _job, *_rest = sys.argv[1:]
    _disturbance = Disturbance.from_json(_rest[0]) if _rest else None
    try:
        _run(Lake(Path(_root)), _job, _disturbance)
    except UserError as error:
        sys.exit(f"error: {error}")
