"""Java's class archive: made by whole runs that may, taken over once it is written."""

import os
import time
from pathlib import Path

import pytest

from local.spark import class_archive
from local.spark.class_archive import archive_options, of_whole_runs


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
    """Where Java is told to write."""
    (written,) = [each for each in options if each.startswith("-XX:ArchiveClassesAtExit=")]
    return Path(written.partition("=")[2])


def used(options: list[str]) -> list[str]:
    return [each for each in options if each.startswith("-XX:SharedArchiveFile=")]


def write(archive: Path, seconds_ago: int = 60) -> None:
    """Write it, as Java does at its end."""
    archive.write_bytes(b"classes")
    then = time.time() - seconds_ago
    os.utime(archive, (then, then))


def test_a_run_that_may_not_make_it_neither_makes_nor_uses_one(
    folder: Path, java_home: Path
) -> None:
    assert archive_options(java_home, "v1", make=False) == []
    assert not folder.exists()


@pytest.mark.parametrize("make", [True, False])
def test_what_one_run_has_written_the_later_ones_use(
    folder: Path, java_home: Path, make: bool
) -> None:
    write(made(archive_options(java_home, "v1", make=True)))

    assert used(archive_options(java_home, "v1", make=make)) == [
        f"-XX:SharedArchiveFile={folder / 'v1.jsa'}"
    ]
    assert [path.name for path in folder.iterdir()] == ["v1.jsa"]
    assert used(archive_options(java_home, "v2", make=make)) == []


def test_what_is_still_being_written_is_left_alone(folder: Path, java_home: Path) -> None:
    archive = made(archive_options(java_home, "v1", make=True))
    write(archive, seconds_ago=1)

    assert made(archive_options(java_home, "v1", make=True)) != archive
    assert archive.exists()


def test_a_run_that_fails_leaves_java_no_place_to_write(folder: Path, java_home: Path) -> None:
    before = made(archive_options(java_home, "v1", make=True))
    others = folder / f"process-{os.getpid() + 1}-x"
    others.mkdir()
    with pytest.raises(KeyboardInterrupt), of_whole_runs():
        raise KeyboardInterrupt

    assert not before.parent.exists()
    assert others.exists()


def test_a_run_that_ends_well_leaves_it(folder: Path, java_home: Path) -> None:
    with of_whole_runs():
        archive = made(archive_options(java_home, "v1", make=True))
    assert archive.parent.is_dir()
    assert archive.parent.parent == folder
