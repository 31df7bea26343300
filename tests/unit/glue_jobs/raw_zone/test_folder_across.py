"""A raw zone whose archive is on another file system."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from glue_jobs.raw_zone.folder import FolderRawZone
from glue_jobs.raw_zone.zone import Move
from tests.unit.glue_jobs.raw_zone.test_folder import files_below, move, put

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - a file system that is on most machines


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Path]:
    """The folder that ``processed/`` and ``rejected/`` link to."""
    if not SHARED_MEMORY.is_dir() or SHARED_MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no other file system")
    with TemporaryDirectory(dir=SHARED_MEMORY) as name:
        folder = Path(name)
        for destination in ("processed", "rejected"):
            (folder / destination).mkdir()
            (tmp_path / destination).symlink_to(folder / destination)
        yield folder


def test_file_is_moved(tmp_path: Path, archive: Path) -> None:
    source = put(tmp_path, "to_process/p/k.jsonl", b"\x00body\n")
    written = source.stat().st_mtime_ns
    move(tmp_path, "p/k.jsonl")

    assert files_below(archive) == {"processed/p/k.jsonl": b"\x00body\n"}
    assert (archive / "processed/p/k.jsonl").stat().st_mtime_ns == written
    assert not source.exists()


def test_folder_is_moved(tmp_path: Path, archive: Path) -> None:
    put(tmp_path, "to_process/p/x.jsonl/deep/inside", b"whole")
    assert FolderRawZone(tmp_path).move([Move("p/x.jsonl", "", "rejected")]) == []

    assert files_below(archive) == {"rejected/p/x.jsonl/deep/inside": b"whole"}
    assert not (tmp_path / "to_process/p/x.jsonl").exists()


def test_symbolic_link_stays_a_link(tmp_path: Path, archive: Path) -> None:
    elsewhere = put(tmp_path, "elsewhere.jsonl", b"linked")
    (tmp_path / "to_process").mkdir()
    (tmp_path / "to_process/k.jsonl").symlink_to(elsewhere)
    move(tmp_path, "k.jsonl")

    assert (archive / "processed/k.jsonl").readlink() == elsewhere
    assert elsewhere.read_bytes() == b"linked"
    assert not (tmp_path / "to_process/k.jsonl").is_symlink()


def test_existing_target_is_kept_under_another_name(tmp_path: Path, archive: Path) -> None:
    put(archive, "processed/k.jsonl", b"one")
    put(tmp_path, "to_process/k.jsonl", b"two")
    move(tmp_path, "k.jsonl")

    assert files_below(archive) == {"processed/k.jsonl": b"two", "processed/k.jsonl.1": b"one"}


@pytest.mark.parametrize("left", ["file", "folder"])
def test_partial_copy_of_a_killed_move_is_replaced(
    tmp_path: Path, archive: Path, left: str
) -> None:
    put(archive, f"processed/.k.jsonl.new{'/half' if left == 'folder' else ''}", b"hal")
    put(tmp_path, "to_process/k.jsonl")
    move(tmp_path, "k.jsonl")

    assert files_below(archive) == {"processed/k.jsonl": b"body"}


def test_file_replaced_after_read_stays(tmp_path: Path, archive: Path) -> None:
    source = put(tmp_path, "to_process/k.jsonl", b"first")
    zone = FolderRawZone(tmp_path)
    _, version = zone.read("k.jsonl")
    source.unlink()
    put(tmp_path, "to_process/k.jsonl", b"the second")

    (reason,) = zone.move([Move("k.jsonl", version, "processed")])
    assert reason == f"{source} was replaced while it was loaded; run again"
    assert files_below(archive) == {}
    assert source.read_bytes() == b"the second"


def test_file_replaced_during_the_copy_stays(
    tmp_path: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = put(tmp_path, "to_process/k.jsonl", b"first")
    copy = shutil.copy2

    def copy_and_replace(*arguments: Any, **options: Any) -> None:
        copy(*arguments, **options)
        source.unlink()
        put(tmp_path, "to_process/k.jsonl", b"the second")

    monkeypatch.setattr(shutil, "copy2", copy_and_replace)

    zone = FolderRawZone(tmp_path)
    (reason,) = zone.move([Move("k.jsonl", zone.read("k.jsonl")[1], "processed")])
    assert reason == f"{source} was replaced while it was loaded; run again"
    assert files_below(archive) == {}
    assert source.read_bytes() == b"the second"
