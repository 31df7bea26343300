"""Two loads on one lake at once: one wins, the other waits or fails; no row is lost or doubled."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.glue_jobs.conftest import Disturbed, StartJob
from tests.integration.glue_jobs.faults.disturbance import Disturbance
from tests.integration.glue_jobs.faults.job_process import Job, wait_until_there
from tests.integration.glue_jobs.faults.small_lake import Backlog, new_lake, standing_lake

CONFLICT = "another job changed the table song meanwhile: run again"


@pytest.mark.parametrize("backlog", [standing_lake, pytest.param(new_lake, marks=pytest.mark.slow)])
def test_a_load_that_was_overtaken_fails_and_changes_nothing(
    disturbed: Disturbed,
    backlog: Callable[[], Backlog],
    start: StartJob,
    tmp_path: Path,
) -> None:
    """The job alone: what Iceberg's own check of each commit is worth."""
    world = disturbed(backlog)
    # It has read the song table and what it will write to it; nothing is committed yet.
    written = "close warehouse/spotify/song/data/data.parquet"
    pause = Disturbance("pause", written, after=False, signs=str(tmp_path / "signs"))
    slow = start(world.lake, "bare load", pause)
    wait_until_there(slow, pause)
    fast = start(world.lake, "bare load")
    assert fast.wait() == 0, fast.said[-3000:]
    world.check()

    pause.go_on.touch()

    assert slow.wait() == 1
    assert CONFLICT in slow.said.splitlines()[-1]
    world.check()
    world.rerun()
    world.check()


def test_a_load_waits_for_the_one_that_is_committing(
    disturbed: Disturbed,
    start: StartJob,
    tmp_path: Path,
) -> None:
    """As commands on one machine.

    A catalog in a folder commits by giving a file its name, if there is none of that name; between
    the look and the naming another process's commit would be lost, and with it, here, a song.
    """
    world = disturbed(standing_lake)
    came_later = world.lake.raw / "to_process/q/c.jsonl"
    body = came_later.read_bytes()
    came_later.unlink()
    commit = "rename warehouse/spotify/song/metadata/v4.metadata.json"
    pause = Disturbance("pause", commit, after=False, signs=str(tmp_path / "signs"))
    first = start(world.lake, "load", pause)
    wait_until_there(first, pause)
    came_later.write_bytes(body)
    second = start(world.lake, "load")
    while "waiting: another command writes to" not in second.said:
        assert second.process.poll() is None, second.said[-3000:]
        time.sleep(0.1)

    pause.go_on.touch()

    assert (first.wait(), second.wait()) == (0, 0), first.said + second.said
    world.check()


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("job", ["load", "bare load"])
@pytest.mark.parametrize("backlog", [new_lake, standing_lake])
def test_two_loads_let_loose_on_the_same_files(
    disturbed: Disturbed,
    backlog: Callable[[], Backlog],
    job: Job,
    start: StartJob,
) -> None:
    world = disturbed(backlog)
    loads = [start(world.lake, job) for _ in range(2)]
    codes = [load.wait() for load in loads]
    if job == "load":
        assert codes == [0, 0], loads[0].said + loads[1].said
    # Tables are committed side by side: each bare load may come second to one, and both fail.
    for load, code in zip(loads, codes, strict=True):
        assert code == 0 or "run again" in load.said.splitlines()[-1], load.said
    world.rerun()
    world.check()
