"""Two loads of one lake at the same time: the second waits or fails; no row is lost or doubled."""

import time
from pathlib import Path

import pytest

from tests.integration.glue_jobs.conftest import PrepareLake, StartJob
from tests.integration.glue_jobs.faults.disturbance import Disturbance
from tests.integration.glue_jobs.faults.job_process import wait_until_there
from tests.integration.glue_jobs.faults.small_lake import existing_lake, new_lake

CONFLICT = "another job changed the table song meanwhile: run again"


@pytest.mark.slow
def test_load_fails_if_another_load_commits_first(
    prepare_lake: PrepareLake,
    start: StartJob,
    tmp_path: Path,
) -> None:
    """Without the local lock: Iceberg detects the conflict."""
    prepared = prepare_lake(existing_lake)
    # At this point the load has read the song table and committed nothing.
    written = "close warehouse/spotify/song/data/data.parquet"
    pause = Disturbance("pause", written, after=False, signs=str(tmp_path / "signs"))
    slow = start(prepared.lake, "bare load", pause)
    wait_until_there(slow, pause)
    fast = start(prepared.lake, "bare load")
    assert fast.wait() == 0, fast.output[-3000:]
    prepared.check()

    pause.go_on.touch()

    assert slow.wait() == 1
    assert CONFLICT in slow.output.splitlines()[-1]
    prepared.check()
    prepared.rerun()
    prepared.check()


@pytest.mark.slow
def test_second_load_waits_for_the_first(
    prepare_lake: PrepareLake,
    start: StartJob,
    tmp_path: Path,
) -> None:
    """With the local lock, which a catalog in a folder needs.

    It commits by renaming a file after checking that the target does not exist; a commit of another
    process in between would be lost, and here with it a song.
    """
    prepared = prepare_lake(existing_lake)
    came_later = prepared.lake.raw / "to_process/q/c.jsonl"
    body = came_later.read_bytes()
    came_later.unlink()
    commit = "rename warehouse/spotify/song/metadata/v4.metadata.json"
    pause = Disturbance("pause", commit, after=False, signs=str(tmp_path / "signs"))
    first = start(prepared.lake, "load", pause)
    wait_until_there(first, pause)
    came_later.write_bytes(body)
    second = start(prepared.lake, "load")
    while "waiting: another command writes to" not in second.output:
        assert second.process.poll() is None, second.output[-3000:]
        time.sleep(0.1)

    pause.go_on.touch()

    assert (first.wait(), second.wait()) == (0, 0), first.output + second.output
    prepared.check()


@pytest.mark.slow
def test_two_loads_of_the_same_files(prepare_lake: PrepareLake, start: StartJob) -> None:
    prepared = prepare_lake(new_lake)
    loads = [start(prepared.lake, "bare load") for _ in range(2)]
    codes = [load.wait() for load in loads]
    # Tables are committed in parallel: each bare load may come second at one, and both fail.
    for load, code in zip(loads, codes, strict=True):
        assert code == 0 or "run again" in load.output.splitlines()[-1], load.output
    prepared.rerun()
    prepared.check()
