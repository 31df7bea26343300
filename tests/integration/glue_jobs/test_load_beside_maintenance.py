"""Maintenance beside a load, in processes of their own: neither spoils what the other does.

The jobs alone, as on AWS, where nothing keeps the one waiting for the other: whichever commits
second to the same files fails, and is done by its next run.
"""

from pathlib import Path

import pytest

from tests.integration.glue_jobs.conftest import Disturbed, StartJob
from tests.integration.glue_jobs.faults.disturbance import Disturbance
from tests.integration.glue_jobs.faults.job_process import wait_until_there
from tests.integration.glue_jobs.faults.small_lake import standing_lake

WRITTEN = "close warehouse/spotify/{}/data/"


@pytest.mark.parametrize("table", ["song"])
def test_a_load_comes_between_what_maintenance_read_and_its_commit(
    disturbed: Disturbed, start: StartJob, tmp_path: Path, table: str
) -> None:
    world = disturbed(standing_lake)
    pause = Disturbance("pause", WRITTEN.format(table), after=False, signs=str(tmp_path / "signs"))
    maintenance = start(world.lake, "bare maintain", pause)
    wait_until_there(maintenance, pause)
    load = start(world.lake, "bare load")
    assert load.wait() == 0, load.said[-3000:]

    pause.go_on.touch()

    if maintenance.wait() != 0:
        assert f"not maintained, run again: {table}: " in maintenance.said.splitlines()[-1]
    world.check()
    again = start(world.lake, "bare maintain")
    assert again.wait() == 0, again.said[-3000:]
    world.check()


@pytest.mark.slow
@pytest.mark.parametrize("table", ["song", "playlist_entry"])
def test_maintenance_comes_between_what_a_load_read_and_its_commit(
    disturbed: Disturbed, start: StartJob, tmp_path: Path, table: str
) -> None:
    world = disturbed(standing_lake)
    pause = Disturbance("pause", WRITTEN.format(table), after=False, signs=str(tmp_path / "signs"))
    load = start(world.lake, "bare load", pause)
    wait_until_there(load, pause)
    maintenance = start(world.lake, "bare maintain")
    assert maintenance.wait() == 0, maintenance.said[-3000:]

    pause.go_on.touch()

    if load.wait() != 0:
        assert "run again" in load.said.splitlines()[-1], load.said[-3000:]
    world.rerun()
    world.check()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_maintenance_again_and_again_beside_loads(disturbed: Disturbed, start: StartJob) -> None:
    world = disturbed(standing_lake)
    load = start(world.lake, "bare load")
    maintenances = []
    while load.process.poll() is None:
        maintenances.append(start(world.lake, "bare maintain"))
        if maintenances[-1].wait() != 0:
            said = maintenances[-1].said
            assert "not maintained, run again: " in said.splitlines()[-1], said[-3000:]
    if load.wait() != 0:
        assert "run again" in load.said.splitlines()[-1], load.said[-3000:]
    world.rerun()
    world.check()
    last = start(world.lake, "bare maintain")
    assert last.wait() == 0, last.said[-3000:]
    world.check()
