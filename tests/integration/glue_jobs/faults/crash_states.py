"""Record what a crash would leave on the disk, before and after each change of a load.

A killed process leaves its files as they are at that moment. So one load whose files are copied
before and after each change gives all crash states; killing a process at each would take hours.
``test_killed_loads.py`` kills some, to show that kills leave such states.
"""

from dataclasses import dataclass

from pyspark.sql import SparkSession

from local.lake import Lake
from tests.conftest import load_files, put_files, session_on
from tests.integration.glue_jobs.check_tables import Tables
from tests.integration.glue_jobs.faults.gate import Change
from tests.integration.glue_jobs.faults.gated_files import gated
from tests.integration.glue_jobs.faults.lake_files import Camera, Files, put_back
from tests.integration.glue_jobs.faults.points import Points
from tests.integration.glue_jobs.faults.small_lake import BATCH, Backlog, tables_of


@dataclass(frozen=True)
class CrashState:
    """A lake's files between two changes."""

    after: str
    files: Files


@dataclass(frozen=True)
class Recording:
    """A recorded load without faults.

    Attributes
    ----------
    states
        All states that a crash could leave, in order.
    stages
        The tables before the load, and after each batch.
    """

    lake: Lake
    backlog: Backlog
    states: list[CrashState]
    stages: list[Tables]

    @property
    def files(self) -> Files:
        """The files after the load."""
        return self.states[-1].files


class _Recorder:
    def __init__(self, lake: Lake) -> None:
        self._camera = Camera(lake)
        self._points = Points()
        self.states: list[CrashState] = []

    def take(self, after: str) -> None:
        self.states.append(CrashState(after, self._camera.take()))

    def before(self, change: Change) -> None:
        pass

    def after(self, change: Change) -> None:
        self.take(self._points.name(change))


def record(
    spark_process: SparkSession, lake: Lake, backlog: Backlog, files_per_task: int
) -> Recording:
    """Load the backlog batch by batch for the stages; then again, in one load, for the states."""
    stages: list[Tables] = [{}]
    with session_on(spark_process, lake):
        if backlog.before:
            load_files(lake, {file.key: file.body for file in backlog.before})
            stages = [tables_of(lake)]
        start = Camera(lake).take()
        waiting = sorted(backlog.bodies.items())
        for first in range(0, len(waiting), BATCH):
            load_files(lake, dict(waiting[first : first + BATCH]))
            stages.append(tables_of(lake))
    put_back(lake, start)
    recorder = _Recorder(lake)
    put_waiting(lake, backlog)
    recorder.take("nothing")
    # A new session: the other one has cached tables whose files were replaced.
    with (
        session_on(spark_process, lake) as spark,
        gated(spark, lake, recorder, files_per_task=files_per_task),
    ):
        load_files(lake, max_files_per_batch=BATCH)
    return Recording(lake, backlog, recorder.states, stages)


def put_waiting(lake: Lake, backlog: Backlog) -> None:
    """Put the backlog's raw files into ``to_process/``."""
    put_files(lake.raw, backlog.bodies)
