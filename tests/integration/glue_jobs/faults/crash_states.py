"""What a crash would leave on the disk, at every point of a load at which it could come.

A process that is killed leaves its files as they are at that moment: what it had in memory is gone,
what it had written stands. So one load, stopped at each change of its files while they are copied,
shows the work of a crash at each of them; killing as many processes would take hours, and tell no
more. (That kills do leave such states is tried in ``test_killed_loads.py``.)
"""

from dataclasses import dataclass

from pyspark.sql import SparkSession

from local.lake import Lake
from tests.conftest import load_files, put_files, session_on
from tests.integration.glue_jobs.faults.gated_files import Change, gated
from tests.integration.glue_jobs.faults.lake_files import Camera, Files, put_back
from tests.integration.glue_jobs.faults.points import Points
from tests.integration.glue_jobs.faults.small_lake import BATCH, Backlog, tables_of
from tests.integration.glue_jobs.world_checks import Tables


@dataclass(frozen=True)
class CrashState:
    """The files as they are after a change, and before the next one."""

    after: str
    files: Files


@dataclass(frozen=True)
class Recording:
    """An undisturbed load.

    Attributes
    ----------
    states
        All states that a crash could leave, from the first to the last.
    stages
        The tables before the load, and after each batch.
    """

    lake: Lake
    backlog: Backlog
    states: list[CrashState]
    stages: list[Tables]

    @property
    def files(self) -> Files:
        """What the load left, undisturbed."""
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


def record(spark_process: SparkSession, lake: Lake, backlog: Backlog) -> Recording:
    """Load the backlog batch by batch; then, from the same start, at once, to be recorded."""
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
    # In a session of its own: the other one remembers tables that are no more.
    with session_on(spark_process, lake) as spark, gated(spark, lake, recorder):
        load_files(lake, max_files_per_batch=BATCH)
    return Recording(lake, backlog, recorder.states, stages)


def put_waiting(lake: Lake, backlog: Backlog) -> None:
    """Put the backlog's raw files into ``to_process/``."""
    put_files(lake.raw, backlog.bodies)
