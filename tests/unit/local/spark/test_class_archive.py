"""Java's class archive: written by long runs, used by later ones."""

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
    """A Java with a default archive."""
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


def test_short_run_neither_writes_nor_uses_an_archive(folder: Path, java_home: Path) -> None:
    assert archive_options(java_home, "v1", make=False) == []
    assert not folder.exists()


@pytest.mark.parametrize("make", [True, False])
def test_later_runs_use_the_archive(folder: Path, java_home: Path, make: bool) -> None:
    write(made(archive_options(java_home, "v1", make=True)))

    assert used(archive_options(java_home, "v1", make=make)) == [
        f"-XX:SharedArchiveFile={folder / 'v1.jsa'}"
    ]
    assert [path.name for path in folder.iterdir()] == ["v1.jsa"]
    assert used(archive_options(java_home, "v2", make=make)) == []


def test_archive_being_written_is_not_used(folder: Path, java_home: Path) -> None:
    archive = made(archive_options(java_home, "v1", make=True))
    write(archive, seconds_ago=1)

    assert made(archive_options(java_home, "v1", make=True)) != archive
    assert archive.exists()


def test_failed_run_writes_no_archive(folder: Path, java_home: Path) -> None:
    before = made(archive_options(java_home, "v1", make=True))
    others = folder / f"process-{os.getpid() + 1}-x"
    others.mkdir()
    with pytest.raises(KeyboardInterrupt), of_whole_runs():
        raise KeyboardInterrupt

    assert not before.parent.exists()
    assert others.exists()


def test_successful_run_writes_the_archive(folder: Path, java_home: Path) -> None:
    with of_whole_runs():
        archive = made(archive_options(java_home, "v1", make=True))
    assert archive.parent.is_dir()
    assert archive.parent.parent == folder
