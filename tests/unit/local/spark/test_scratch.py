"""The folder for Spark's temporary files: the first place that can be used."""

from pathlib import Path

import pytest

from cli.errors import UserError
from local.spark import scratch
from local.spark.scratch import make_scratch_folder
from tests.integration.local.small_disk import SmallDisk

MIB = 1024


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """Two places to choose from: a disk without room, and a folder."""
    chosen = [tmp_path / "disk", tmp_path / "folder"]
    chosen[1].mkdir()
    monkeypatch.setattr(scratch, "_places", lambda: iter(chosen))
    return chosen


def test_full_disk_is_passed_over(places: list[Path]) -> None:
    disk = SmallDisk(places[0], 10 * MIB)
    try:
        assert make_scratch_folder().parent == places[1]
    finally:
        disk.end()


def test_read_only_disk_is_passed_over(places: list[Path]) -> None:
    disk = SmallDisk(places[0], 100 * MIB)
    disk.read_only()
    try:
        assert make_scratch_folder().parent == places[1]
    finally:
        disk.end()


def test_disk_without_programs_is_passed_over(places: list[Path]) -> None:
    disk = SmallDisk(places[0], 100 * MIB, "noexec")
    try:
        assert make_scratch_folder().parent == places[1]
    finally:
        disk.end()


def test_missing_folder_is_passed_over(places: list[Path]) -> None:
    assert make_scratch_folder().parent == places[1]


def test_no_usable_place_is_an_error_that_names_each(places: list[Path]) -> None:
    places[1].rmdir()
    with pytest.raises(UserError) as error:
        make_scratch_folder()
    assert str(error.value) == (
        f"no folder for Spark's temporary files: {places[0]} can't be used (No such file or "
        f"directory); {places[1]} can't be used (No such file or directory): "
        "set TMPDIR to a folder that has room"
    )


def test_tmpdir_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert make_scratch_folder().parent == tmp_path
