"""Maintenance and a load at the same time, in separate processes, without the local lock.

As on AWS, where neither waits for the other: whichever commits second to the same files fails, and
its next run completes it.
"""

from pathlib import Path

import pytest

from tests.integration.glue_jobs.conftest import PrepareLake, StartJob
from tests.integration.glue_jobs.faults.disturbance import Disturbance
from tests.integration.glue_jobs.faults.job_process import wait_until_there
from tests.integration.glue_jobs.faults.small_lake import existing_lake

WRITTEN = "close warehouse/spotify/{}/data/"


@pytest.mark.slow
def test_load_commits_while_maintenance_runs(
    prepare_lake: PrepareLake, start: StartJob, tmp_path: Path
) -> None:
    prepared = prepare_lake(existing_lake)
    pause = Disturbance("pause", WRITTEN.format("song"), after=False, signs=str(tmp_path / "signs"))
    maintenance = start(prepared.lake, "bare maintain", pause)
    wait_until_there(maintenance, pause)
    load = start(prepared.lake, "bare load")
    assert load.wait() == 0, load.output[-3000:]

    pause.go_on.touch()

    if maintenance.wait() != 0:
        assert "not maintained, run again: song: " in maintenance.output.splitlines()[-1]
    prepared.check()
    prepared.maintain()
    prepared.check()


@pytest.mark.slow
def test_maintenance_commits_while_a_load_runs(
    prepare_lake: PrepareLake, start: StartJob, tmp_path: Path
) -> None:
    prepared = prepare_lake(existing_lake)
    written = WRITTEN.format("playlist_entry")
    pause = Disturbance("pause", written, after=False, signs=str(tmp_path / "signs"))
    load = start(prepared.lake, "bare load", pause)
    wait_until_there(load, pause)
    maintenance = start(prepared.lake, "bare maintain")
    assert maintenance.wait() == 0, maintenance.output[-3000:]

    pause.go_on.touch()

    if load.wait() != 0:
        assert "run again" in load.output.splitlines()[-1], load.output[-3000:]
    prepared.rerun()
    prepared.check()


@pytest.mark.slow
def test_repeated_maintenance_during_a_load(prepare_lake: PrepareLake, start: StartJob) -> None:
    prepared = prepare_lake(existing_lake)
    load = start(prepared.lake, "bare load")
    maintenances = []
    while load.process.poll() is None:
        maintenances.append(start(prepared.lake, "bare maintain"))
        if maintenances[-1].wait() != 0:
            output = maintenances[-1].output
            assert "not maintained, run again: " in output.splitlines()[-1], output[-3000:]
    if load.wait() != 0:
        assert "run again" in load.output.splitlines()[-1], load.output[-3000:]
    prepared.rerun()
    prepared.check()
    prepared.maintain()
    prepared.check()
