"""Java's class archive: made by one run, used by later runs once it is written."""

import os
import time
from pathlib import Path

import pytest

from local.spark import class_archive
from local.spark.class_archive import archive_options


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(class_archive, "_FOLDER", tmp_path / "archives")
    return tmp_path / "archives"


@pytest.fixture
def java_home(tmp_path: Path) -> Path:
    """A Java that has its own archive."""
    (tmp_path / "java/lib/server").mkdir(parents=True)
    (tmp_path / "java/lib/server/classes.jsa").touch()
    return tmp_path / "java"


def made(options: list[str]) -> Path:
    """Return the path that Java is to write to."""
    (written,) = [each for each in options if each.startswith("-XX:ArchiveClassesAtExit=")]
    return Path(written.partition("=")[2])


def used(options: list[str]) -> list[str]:
    return [each for each in options if each.startswith("-XX:SharedArchiveFile=")]


def write(archive: Path, seconds_ago: int = 60) -> None:
    """Write the archive, as Java does when it exits."""
    archive.write_bytes(b"classes")
    then = time.time() - seconds_ago
    os.utime(archive, (then, then))


def test_no_archive_without_make(folder: Path, java_home: Path) -> None:
    assert archive_options(java_home, "v1", make=False) == []
    assert not folder.exists()


@pytest.mark.parametrize("make", [True, False])
def test_archive_of_one_run_is_used_by_later_runs(
    folder: Path, java_home: Path, make: bool
) -> None:
    write(made(archive_options(java_home, "v1", make=True)))

    [archive] = used(archive_options(java_home, "v1", make=make))
    assert [str(path) for path in folder.iterdir()] == [archive.partition("=")[2]]
    assert used(archive_options(java_home, "v2", make=make)) == []


def test_archive_being_written_is_not_used(folder: Path, java_home: Path) -> None:
    archive = made(archive_options(java_home, "v1", make=True))
    write(archive, seconds_ago=1)

    assert made(archive_options(java_home, "v1", make=True)) != archive
    assert archive.exists()


def test_folders_of_runs_that_failed_are_deleted(folder: Path, java_home: Path) -> None:
    old = made(archive_options(java_home, "v1", make=True)).parent
    new = made(archive_options(java_home, "v1", make=True)).parent
    a_week_ago = time.time() - 7 * 24 * 60 * 60
    os.utime(old, (a_week_ago, a_week_ago))

    archive_options(java_home, "v1", make=False)

    assert not old.exists()
    assert new.exists()


def test_another_java_makes_another_archive(folder: Path, java_home: Path, tmp_path: Path) -> None:
    """Java accepts an archive only with the jars it was made with, at the same paths."""
    write(made(archive_options(java_home, "v1", make=True)))
    moved = java_home.rename(tmp_path / "moved")

    assert used(archive_options(moved, "v1", make=False)) == []
