"""A load that crashes at any change of its files: tables stay readable, a rerun completes it."""

from collections.abc import Iterator
from itertools import groupby

import pytest
from pyspark.sql import SparkSession

from glue_jobs.tables import TABLES
from local.lake import DATABASE, Lake
from tests.conftest import load_files, session_on
from tests.integration.glue_jobs.faults.crash_states import CrashState, Recording, record
from tests.integration.glue_jobs.faults.lake_files import (
    Camera,
    metadata_versions,
    put_back,
    raw_zone,
    visible_files,
)
from tests.integration.glue_jobs.faults.small_lake import (
    BATCH,
    check_complete,
    existing_lake,
    new_lake,
    tables_of,
)

pytestmark = pytest.mark.slow


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((new_lake, BATCH), id="new lake, driver moves files"),
        pytest.param((existing_lake, 1), id="existing lake, workers move files"),
    ],
)
def recording(
    request: pytest.FixtureRequest,
    spark_process: SparkSession,
    tmp_path_factory: pytest.TempPathFactory,
) -> Recording:
    backlog, files_per_task = request.param
    lake = Lake(tmp_path_factory.mktemp(backlog.__name__) / "lake")
    return record(spark_process, lake, backlog(), files_per_task)


def test_load_without_faults_matches_the_model(recording: Recording) -> None:
    put_back(recording.lake, recording.files)
    tables = tables_of(recording.lake)
    assert tables == recording.stages[-1]
    check_complete(tables, recording.backlog)
    changes = [state.after for state in recording.states]
    for table in TABLES:
        of_table = [name for name in changes if f"spotify/{table.name}/" in name]
        for kind in ("new.metadata.json", "version-hint.text", "manifest-list.avro", ".parquet"):
            assert any(kind in name for name in of_table), f"no change of a {kind} of {table.name}"


def readable(states: list[CrashState]) -> Iterator[CrashState]:
    """Yield one state, that with most orphan files, of those with the same visible files."""
    for _, alike in groupby(states, key=lambda state: visible_files(state.files)):
        *_, last = alike
        yield last


def test_after_each_crash_every_table_has_the_rows_of_some_batch(recording: Recording) -> None:
    tried = 0
    for versions, alike in groupby(recording.states, key=lambda s: metadata_versions(s.files)):
        if not versions:
            continue
        *_, state = alike
        put_back(recording.lake, state.files)
        for table, rows in tables_of(recording.lake).items():
            after_batches = [stage.get(table, []) for stage in recording.stages]
            assert rows in after_batches, f"{table} after {state.after}"
        tried += 1
    assert tried >= len(TABLES) * (len(recording.stages) - 1)


@pytest.mark.timeout(1200)
def test_iceberg_reads_every_table_after_crashes(
    recording: Recording, spark_process: SparkSession
) -> None:
    # Every sixth state, as reading with Iceberg takes a second; DuckDB has read all above.
    for state in list(readable(recording.states))[::6]:
        put_back(recording.lake, state.files)
        with session_on(spark_process, recording.lake) as spark:
            for table in metadata_versions(state.files):
                rows = spark.table(f"glue_catalog.{DATABASE}.{table}").count()
                after_batches = {len(stage.get(table, [])) for stage in recording.stages}
                assert rows in after_batches, f"{table} after {state.after}"


def resumable(states: list[CrashState]) -> list[CrashState]:
    """Return a state of every third group with the same commits and moves, at varying places."""
    groups: list[list[CrashState]] = [
        list(alike)
        for _, alike in groupby(
            readable(states),
            key=lambda state: (metadata_versions(state.files), sorted(raw_zone(state.files))),
        )
    ]
    return [alike[number % len(alike)] for number, alike in enumerate(groups)][::3]


def check_rerun(recording: Recording, spark_process: SparkSession, state: CrashState) -> None:
    put_back(recording.lake, state.files)
    with session_on(spark_process, recording.lake):
        load_files(recording.lake, max_files_per_batch=BATCH)
    assert tables_of(recording.lake) == recording.stages[-1], state.after
    left = Camera(recording.lake).take()
    assert raw_zone(left) == raw_zone(recording.files), state.after


@pytest.mark.timeout(1800)
def test_rerun_recovers_from_crashes(recording: Recording, spark_process: SparkSession) -> None:
    for state in resumable(recording.states):
        check_rerun(recording, spark_process, state)
