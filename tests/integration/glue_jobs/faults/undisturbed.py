"""A lake to disturb, and what becomes of it undisturbed."""

from pyspark.sql import SparkSession

from local.lake import Lake
from tests.conftest import load_files, session_on
from tests.integration.glue_jobs.faults.crash_states import put_waiting
from tests.integration.glue_jobs.faults.lake_files import Camera, put_back, raw_zone
from tests.integration.glue_jobs.faults.small_lake import BATCH, Backlog, check_complete, tables_of


class Undisturbed:
    """A lake with raw files waiting, and what an undisturbed load makes of them."""

    def __init__(self, spark_process: SparkSession, lake: Lake, backlog: Backlog) -> None:
        self.lake = lake
        self._spark_process = spark_process
        with session_on(spark_process, lake):
            for file in backlog.before:  # one by one: several small data files a table
                load_files(lake, {file.key: file.body})
            put_waiting(lake, backlog)
            self._start = Camera(lake).take()
            load_files(lake, max_files_per_batch=BATCH)
        self._tables = tables_of(lake)
        self._raw_zone = raw_zone(Camera(lake).take())
        check_complete(self._tables, backlog)

    def begin_again(self) -> None:
        """Let the lake be as it was before the load."""
        put_back(self.lake, self._start)

    def rerun(self) -> None:
        """Load what lies in ``to_process/``, in the way of any other day."""
        with session_on(self._spark_process, self.lake):
            load_files(self.lake, max_files_per_batch=BATCH)

    def check(self) -> None:
        """Hold the tables and the raw zone to what they are undisturbed."""
        assert tables_of(self.lake) == self._tables
        assert raw_zone(Camera(self.lake).take()) == self._raw_zone
