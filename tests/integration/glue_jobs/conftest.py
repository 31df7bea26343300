"""Fixtures: lakes to disturb, and jobs in processes of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from local.lake import Lake
from tests.integration.glue_jobs.faults.disturbance import Disturbance
from tests.integration.glue_jobs.faults.job_process import Job, JobProcess, start_job
from tests.integration.glue_jobs.faults.small_lake import Backlog
from tests.integration.glue_jobs.faults.undisturbed import Undisturbed

StartJob = Callable[..., JobProcess]
Disturbed = Callable[[Callable[[], Backlog]], Undisturbed]


@pytest.fixture(scope="session")
def disturbed(spark_process: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Disturbed:
    made: dict[str, Undisturbed] = {}

    def make(backlog: Callable[[], Backlog]) -> Undisturbed:
        name = backlog.__name__
        if name not in made:
            lake = Lake(tmp_path_factory.mktemp(name) / "lake")
            made[name] = Undisturbed(spark_process, lake, backlog())
        made[name].begin_again()
        return made[name]

    return make


@pytest.fixture
def start(tmp_path: Path) -> Iterator[StartJob]:
    """Start a job, with a disturbance if it is to have one; all end with the test."""
    started: list[JobProcess] = []

    def start(lake: Lake, job: Job, disturbance: Disturbance | None = None) -> JobProcess:
        started.append(start_job(lake, job, tmp_path / f"log{len(started)}", disturbance))
        return started[-1]

    yield start
    for job in started:
        job.end()
