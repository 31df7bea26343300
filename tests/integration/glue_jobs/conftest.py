"""Fixtures: lakes to inject faults into, and jobs in separate processes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from local.lake import Lake
from tests.integration.glue_jobs.faults.disturbance import Disturbance
from tests.integration.glue_jobs.faults.job_process import Job, JobProcess, start_job
from tests.integration.glue_jobs.faults.prepared_lake import PreparedLake
from tests.integration.glue_jobs.faults.small_lake import Backlog

StartJob = Callable[..., JobProcess]
PrepareLake = Callable[[Callable[[], Backlog]], PreparedLake]


@pytest.fixture(scope="session")
def prepare_lake(
    spark_process: SparkSession, tmp_path_factory: pytest.TempPathFactory
) -> PrepareLake:
    made: dict[str, PreparedLake] = {}

    def make(backlog: Callable[[], Backlog]) -> PreparedLake:
        name = backlog.__name__
        if name not in made:
            lake = Lake(tmp_path_factory.mktemp(name) / "lake")
            made[name] = PreparedLake(spark_process, lake, backlog())
        made[name].restore()
        return made[name]

    return make


@pytest.fixture
def start(tmp_path: Path) -> Iterator[StartJob]:
    """Start a job, optionally with a fault; all jobs are killed when the test ends."""
    started: list[JobProcess] = []

    def start(lake: Lake, job: Job, disturbance: Disturbance | None = None) -> JobProcess:
        started.append(start_job(lake, job, tmp_path / f"log{len(started)}", disturbance))
        return started[-1]

    yield start
    for job in started:
        job.end()
