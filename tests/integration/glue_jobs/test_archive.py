"""Raw files move in Spark's workers: spread over tasks, and what a lost task leaves is named."""

import os
import signal
from functools import partial
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from glue_jobs.batch import archive as archive_module
from glue_jobs.batch.archive import archive
from glue_jobs.raw_zone.folder import FolderRawZone
from glue_jobs.raw_zone.zone import Move, RawZone
from tests.conftest import put_files

KEYS = [f"p/{number}.jsonl" for number in range(4)]


@pytest.fixture(autouse=True)
def two_files_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "MOVES_PER_TASK", 2)


def moves_of(root: Path, keys: list[str]) -> list[Move]:
    zone = FolderRawZone(root)
    return [Move(key, zone.read(key)[1], "processed") for key in keys]


def files_below(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*.jsonl")}


def open_noting_process(root: Path) -> RawZone:
    (root / f"process-{os.getpid()}").touch()
    return FolderRawZone(root)


class _KilledAt(FolderRawZone):
    """A raw zone whose process is killed before it moves the file ``p/3.jsonl``."""

    def _move(self, move: Move) -> None:
        if move.key == "p/3.jsonl":
            os.kill(os.getpid(), signal.SIGKILL)
        super()._move(move)


def test_moves_are_spread_over_workers(spark: SparkSession, tmp_path: Path) -> None:
    put_files(tmp_path, dict.fromkeys(KEYS, b"{}"))
    moves = moves_of(tmp_path, KEYS)
    (tmp_path / "to_process" / KEYS[1]).write_bytes(b"replaced")

    (reason,) = archive(spark, partial(open_noting_process, tmp_path), moves)

    assert f"to_process/{KEYS[1]} was replaced" in reason
    assert files_below(tmp_path) == {
        f"to_process/{KEYS[1]}",
        *(f"processed/{key}" for key in KEYS if key != KEYS[1]),
    }
    processes = {path.name for path in tmp_path.glob("process-*")}
    assert len(processes) == 2
    assert f"process-{os.getpid()}" not in processes


def test_files_of_a_killed_worker_stay_and_are_named(spark: SparkSession, tmp_path: Path) -> None:
    put_files(tmp_path, dict.fromkeys([*KEYS, "p/landed-later.jsonl"], b"{}"))
    moves = moves_of(tmp_path, KEYS)

    reasons = archive(spark, partial(_KilledAt, tmp_path), moves)

    assert reasons[-1].startswith("to_process/p/3.jsonl could not be moved: ")
    assert "Python worker exited unexpectedly" in reasons[-1]
    assert all("\n" not in reason for reason in reasons)

    assert archive(spark, partial(FolderRawZone, tmp_path), moves) == []  # run again
    assert files_below(tmp_path) == {
        "to_process/p/landed-later.jsonl", *(f"processed/{key}" for key in KEYS)
    }  # fmt: skip
