"""A lake to inject faults into, and the expected result."""

from pyspark.sql import SparkSession

from glue_jobs import maintain_tables
from local.lake import Lake
from tests.conftest import load_files, session_on
from tests.integration.glue_jobs.faults.crash_states import put_waiting
from tests.integration.glue_jobs.faults.job_process import MAINTAIN
from tests.integration.glue_jobs.faults.lake_files import Camera, put_back, raw_zone
from tests.integration.glue_jobs.faults.small_lake import BATCH, Backlog, check_complete, tables_of


class PreparedLake:
    """A lake with files in ``to_process/``, and what a load without faults makes of them."""

    def __init__(self, spark_process: SparkSession, lake: Lake, backlog: Backlog) -> None:
        self.lake = lake
        self._spark_process = spark_process
        with session_on(spark_process, lake):
            for file in backlog.before:  # one by one, for several small data files per table
                load_files(lake, {file.key: file.body})
            put_waiting(lake, backlog)
            self._start = Camera(lake).take()
            load_files(lake, max_files_per_batch=BATCH)
        self._tables = tables_of(lake)
        self._raw_zone = raw_zone(Camera(lake).take())
        check_complete(self._tables, backlog)

    def restore(self) -> None:
        """Restore the lake's files from before the load."""
        put_back(self.lake, self._start)

    def rerun(self) -> None:
        """Load the files that are left in ``to_process/``."""
        with session_on(self._spark_process, self.lake):
            load_files(self.lake, max_files_per_batch=BATCH)

    def maintain(self) -> None:
        """Maintain the tables."""
        with session_on(self._spark_process, self.lake):
            maintain_tables.main(MAINTAIN)

    def check(self) -> None:
        """Check that tables and raw zone are the same as after a load without faults."""
        assert tables_of(self.lake) == self._tables
        assert raw_zone(Camera(self.lake).take()) == self._raw_zone
