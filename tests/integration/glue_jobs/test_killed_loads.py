"""A load's process is killed, really: its tables stay readable, and one rerun mends it all."""

import signal
from pathlib import Path
from typing import Literal

import pytest

from tests.integration.glue_jobs.conftest import Disturbed
from tests.integration.glue_jobs.faults.disturbance import Disturbance
from tests.integration.glue_jobs.faults.job_process import start_job
from tests.integration.glue_jobs.faults.small_lake import standing_lake
from tests.integration.glue_jobs.faults.undisturbed import Undisturbed

METADATA = "warehouse/spotify/{}/metadata"


@pytest.fixture
def undisturbed(disturbed: Disturbed) -> Undisturbed:
    return disturbed(standing_lake)


def check_kill(
    undisturbed: Undisturbed,
    tmp_path: Path,
    what: Literal["kill", "kill python"],
    point: str,
    *,
    after: bool,
) -> None:
    disturbance = Disturbance(what, point, after, str(tmp_path / "signs"))
    job = start_job(undisturbed.lake, "bare load", tmp_path / "log", disturbance)
    try:
        assert job.wait() == -signal.SIGKILL, job.said[-3000:]
        job.wait_for_java()
    finally:
        job.end()
    assert disturbance.there.read_text().startswith(point)
    undisturbed.rerun()
    undisturbed.check()


def test_killed_between_a_table_and_the_next(undisturbed: Undisturbed, tmp_path: Path) -> None:
    # The second batch's: some tables know its files, raw_file does not.
    point = f"rename {METADATA.format('playlist_entry')}/v5.metadata.json"
    check_kill(undisturbed, tmp_path, "kill", point, after=True)


POINTS = [
    ("close warehouse/spotify/song/data/data.parquet #2", False),
    (f"create {METADATA.format('artist')}/manifest.avro #3", True),
    # The tables' worst moments: one commit stands, and the hint to it is old, gone, unchecked.
    (f"rename {METADATA.format('album')}/v4.metadata.json", True),
    (f"delete {METADATA.format('song')}/version-hint.text #1", True),
    (f"rename {METADATA.format('song')}/version-hint.text #2", True),
    (f"rename {METADATA.format('raw_file')}/v4.metadata.json", False),
    (f"rename {METADATA.format('raw_file')}/v6.metadata.json", True),
    ("rename raw/processed/p/b.jsonl", False),
    ("rename raw/rejected/q/cut-off.jsonl", True),
]


@pytest.mark.slow
@pytest.mark.parametrize(("point", "after"), POINTS)
def test_killed_at(undisturbed: Undisturbed, tmp_path: Path, point: str, after: bool) -> None:
    check_kill(undisturbed, tmp_path, "kill", point, after=after)


@pytest.mark.slow
@pytest.mark.parametrize(("point", "after"), POINTS[3::4])
def test_python_alone_killed_at(
    undisturbed: Undisturbed, tmp_path: Path, point: str, after: bool
) -> None:
    check_kill(undisturbed, tmp_path, "kill python", point, after=after)


@pytest.mark.slow
def test_a_worker_killed_while_it_reads(undisturbed: Undisturbed, tmp_path: Path) -> None:
    raw_file = "q/c.jsonl"  # of the second batch
    disturbance = Disturbance("kill worker", raw_file, False, str(tmp_path / "signs"))
    job = start_job(undisturbed.lake, "bare load", tmp_path / "log", disturbance)
    try:
        assert job.wait() == 1
    finally:
        job.end()
    assert disturbance.there.exists(), job.said[-3000:]
    assert (undisturbed.lake.raw / "processed/p/b.jsonl").exists()
    assert (undisturbed.lake.raw / "to_process" / raw_file).exists()
    undisturbed.rerun()
    undisturbed.check()
