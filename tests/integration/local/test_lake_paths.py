"""A lake in any folder, copied, moved: it is read and written where it is, and nowhere else."""

import csv
import os
import shutil
import time
from pathlib import Path

import pytest

from local.lake import Lake
from tests.conftest import Load
from tests.integration.glue_jobs.test_bad_files import GOOD
from tests.integration.local.shell import shell

ODD = "my läke %20 #1 +[x]{y}'\"*?: \\n &;$HOME"
TWO_WEEKS = 14 * 24 * 60 * 60


def put(lake: Lake, key: str, body: bytes = GOOD) -> None:
    path = lake.raw / "to_process" / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def run(lake: Lake, *arguments: str) -> str:
    """Run ``lake`` on a lake; return what it prints."""
    ran = shell(*arguments, "--lake", str(lake.root), cwd=lake.root.parent)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def raw_files(lake: Lake) -> list[str]:
    """The raw files that the tables know."""
    rows = run(lake, "query", "SELECT raw_file FROM raw_file ORDER BY 1", "--format", "csv")
    return [row["raw_file"] for row in csv.DictReader(rows.splitlines())]


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Each file below a folder: its bytes, and when it was written."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def make_old(folder: Path) -> None:
    """Let the files look old enough for `maintain` to delete what no snapshot refers to."""
    for path in folder.rglob("*"):
        then = time.time() - TWO_WEEKS
        os.utime(path, (then, then))


def test_lake_in_a_folder_of_any_name(tmp_path: Path) -> None:
    lake = Lake(tmp_path / ODD)
    put(lake, "p/1.jsonl")

    assert "loaded 1 raw file with 1 entry" in run(lake, "load")

    assert [path.name for path in tmp_path.iterdir()] == [ODD]
    assert raw_files(lake) == ["p/1.jsonl"]
    assert (lake.raw / "processed/p/1.jsonl").read_bytes() == GOOD


@pytest.mark.slow
def test_load_and_maintain_of_a_copy_leave_the_original_untouched(
    lake: Lake, load: Load, tmp_path: Path
) -> None:
    load(lake, {"p/1.jsonl": GOOD})
    load(lake, {"p/2.jsonl": GOOD.replace(b"2026-11-0", b"2026-11-1")})
    make_old(lake.warehouse)
    before = contents(lake.root)
    copy = Lake(tmp_path / ODD)
    shutil.copytree(lake.root, copy.root)
    put(copy, "p/3.jsonl", GOOD.replace(b"2026-11-0", b"2026-11-2"))

    run(copy, "load")
    keep = ["--keep-snapshots-days", "0", "--keep-orphans-days", "1"]
    assert "playlist_entry: " in run(copy, "maintain", *keep)

    assert contents(lake.root) == before
    assert raw_files(lake) == ["p/1.jsonl", "p/2.jsonl"]
    assert raw_files(copy) == ["p/1.jsonl", "p/2.jsonl", "p/3.jsonl"]


@pytest.mark.slow
def test_moved_lake_goes_on_where_it_is(lake: Lake, load: Load, tmp_path: Path) -> None:
    """A new lake is then made in the old place, as in a project that was renamed and cloned."""
    load(lake, {"p/1.jsonl": GOOD})
    moved = Lake(tmp_path / "renamed" / "data")
    moved.root.parent.mkdir()
    shutil.move(lake.root, moved.root)
    put(lake, "p/other.jsonl")
    before = contents(lake.root)
    put(moved, "p/2.jsonl")

    run(moved, "load")

    assert raw_files(moved) == ["p/1.jsonl", "p/2.jsonl"]
    assert contents(lake.root) == before


@pytest.mark.parametrize("command", ["load", "maintain"])
def test_tables_of_an_earlier_version_are_refused(lake: Lake, tmp_path: Path, command: str) -> None:
    """They name their files by absolute paths, which a copy would share with its original."""
    metadata = lake.warehouse / "spotify/song/metadata/v1.metadata.json"
    metadata.parent.mkdir(parents=True)
    metadata.write_text('{"location": "file:/elsewhere/song", "last-updated-ms": 0}')
    put(lake, "p/1.jsonl")
    before = contents(lake.root)

    ran = shell(command, "--lake", str(lake.root), cwd=tmp_path)

    assert ran.returncode == 1
    [error] = [line for line in ran.stderr.splitlines() if line.startswith("error: ")]
    assert f"an earlier version made the tables in {lake.warehouse}" in error
    assert contents(lake.root) == before


def test_lake_in_a_folder_that_is_no_text_is_refused(tmp_path: Path) -> None:
    folder = os.fsdecode(os.fsencode(tmp_path) + b"/\xff")
    ran = shell("load", "--lake", folder, cwd=tmp_path)
    assert ran.returncode == 1
    assert ran.stderr == f"error: {tmp_path}/\\xff is not valid UTF-8: rename the lake's folder\n"
