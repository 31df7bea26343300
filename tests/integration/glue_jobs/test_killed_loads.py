"""A load's process is killed: a rerun completes the load."""

import signal
from pathlib import Path
from typing import Literal

import pytest

from tests.integration.glue_jobs.conftest import PrepareLake
from tests.integration.glue_jobs.faults.disturbance import Disturbance
from tests.integration.glue_jobs.faults.job_process import start_job
from tests.integration.glue_jobs.faults.prepared_lake import PreparedLake
from tests.integration.glue_jobs.faults.small_lake import existing_lake

METADATA = "warehouse/spotify/{}/metadata"


@pytest.fixture
def prepared(prepare_lake: PrepareLake) -> PreparedLake:
    return prepare_lake(existing_lake)


def check_kill(
    prepared: PreparedLake,
    tmp_path: Path,
    what: Literal["kill", "kill python"],
    point: str,
    *,
    after: bool,
) -> None:
    disturbance = Disturbance(what, point, after, str(tmp_path / "signs"))
    job = start_job(prepared.lake, "bare load", tmp_path / "log", disturbance)
    try:
        assert job.wait() == -signal.SIGKILL, job.output[-3000:]
        job.wait_for_java()
    finally:
        job.end()
    assert disturbance.there.read_text().startswith(point)
    prepared.rerun()
    prepared.check()


# One point of each kind: test_crash_anywhere.py tries many more.
POINTS = [
    ("close warehouse/spotify/song/data/data.parquet #2", False),
    # In the second batch: some tables have its rows, raw_file does not.
    (f"rename {METADATA.format('playlist_entry')}/v5.metadata.json", True),
    ("rename raw/processed/p/b.jsonl", False),
]


@pytest.mark.slow
@pytest.mark.parametrize(("point", "after"), POINTS)
def test_killed_at(prepared: PreparedLake, tmp_path: Path, point: str, after: bool) -> None:
    check_kill(prepared, tmp_path, "kill", point, after=after)


@pytest.mark.slow
def test_only_python_killed(prepared: PreparedLake, tmp_path: Path) -> None:
    # The commit is done, but version-hint.text is missing.
    point = f"delete {METADATA.format('song')}/version-hint.text #1"
    check_kill(prepared, tmp_path, "kill python", point, after=True)


@pytest.mark.slow
def test_worker_killed_while_reading(prepared: PreparedLake, tmp_path: Path) -> None:
    raw_file = "q/c.jsonl"  # in the second batch
    disturbance = Disturbance("kill worker", raw_file, False, str(tmp_path / "signs"))
    job = start_job(prepared.lake, "bare load", tmp_path / "log", disturbance)
    try:
        assert job.wait() == 1
    finally:
        job.end()
    assert disturbance.there.exists(), job.output[-3000:]
    assert (prepared.lake.raw / "processed/p/b.jsonl").exists()
    assert (prepared.lake.raw / "to_process" / raw_file).exists()
    prepared.rerun()
    prepared.check()
