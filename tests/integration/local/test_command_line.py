"""The command line as its user meets it: output, exit codes, errors in a line."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from local import command_line
from local.lake import Lake
from local.project import PROJECT
from tests.integration.glue_jobs.test_bad_files import GOOD

PAGE = json.dumps(
    {
        "href": "https://api.spotify.com/v1/playlists/p1/items?offset=0&limit=50",
        "items": [
            {"added_at": "2026-11-01T00:00:00Z", "item": {"type": "track", "id": "s", "name": "=1"}}
        ],
        "offset": 0,
    }
)


class Ran:
    """What a command printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> "Command":
    return Command(monkeypatch, capsys, tmp_path)


class Command:
    """Runs ``python -m local`` within this process: ``command("load", "--lake", "x")``."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        folder: Path,
    ) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys
        monkeypatch.chdir(folder)

    def __call__(self, *arguments: str) -> Ran:
        self._monkeypatch.setattr(sys, "argv", ["python -m local", *arguments])
        try:
            command_line.main()
            code = 0
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        captured = self._capsys.readouterr()
        return Ran(code, captured.out, captured.err)


def test_help_names_every_command(command: Command) -> None:
    ran = command("--help")
    assert ran.code == 0
    for name in ("run", "extract", "load", "maintain", "import", "query", "authorize"):
        assert f"\n  {name} " in ran.out


@pytest.mark.parametrize(
    "arguments", [["explode"], ["load", "--max-files-per-batch", "0"], ["import"], ["query"]]
)
def test_bad_usage_exits_with_2(command: Command, arguments: list[str]) -> None:
    assert command(*arguments).code == 2


@pytest.mark.usefixtures("spark")
def test_import_load_query_and_maintain(command: Command, lake: Lake, tmp_path: Path) -> None:
    older = tmp_path / "older.json"
    older.write_text(PAGE)
    where = ["--lake", str(lake.root)]

    imported = command("import", str(older), *where)
    assert imported.code == 0
    raw_file = lake.raw / "to_process/p1/20261101T000000Z.jsonl"
    assert f"imported: {older}: 1 entry -> {raw_file}" in imported.out
    assert f"next: python -m local load --lake {lake.root}" in imported.out

    loaded = command("load", *where)
    assert loaded.code == 0
    assert "loaded 1 raw file with 1 entry" in loaded.out
    assert "batch 1 of 1: 1 file, 1 entry" in loaded.err
    assert command("load", *where).out.startswith("nothing to load in ")

    asked = command("query", "SELECT song_id, song_name FROM song", *where, "--format", "csv")
    assert asked.code == 0
    assert list(csv.reader(io.StringIO(asked.out))) == [["song_id", "song_name"], ["s", "=1"]]
    asked = command("query", "SELECT count(*) AS n FROM spotify.song", *where, "--format", "json")
    assert json.loads(asked.out) == [{"n": 1}]

    maintained = command("maintain", *where)
    assert maintained.code == 0
    assert "playlist_entry: 0 data files into 0, 0 snapshots expired" in maintained.out


@pytest.mark.usefixtures("spark")
def test_a_load_with_rejected_files_says_why_and_exits_with_1(command: Command, lake: Lake) -> None:
    folder = lake.raw / "to_process/p"
    folder.mkdir(parents=True)
    (folder / "good.jsonl").write_bytes(GOOD)
    (folder / "bad.jsonl").write_bytes(GOOD[:50])

    ran = command("load", "--lake", str(lake.root))

    assert ran.code == 1
    assert "loaded 1 raw file with 1 entry" in ran.out
    rejected = lake.raw / "rejected/p/bad.jsonl"
    assert f"rejected {rejected}: line 1: Input data was truncated" in ran.out


def test_unreadable_imports_are_listed_and_exit_with_1(
    command: Command, lake: Lake, tmp_path: Path
) -> None:
    (tmp_path / "good.json").write_text(PAGE)
    (tmp_path / "bad.json").write_text(PAGE[:-5])

    ran = command("import", str(tmp_path), "--lake", str(lake.root))

    assert ran.code == 1
    assert f"unreadable: {tmp_path / 'bad.json'}: " in ran.err
    assert "1 imported, 1 unreadable" in ran.out


@pytest.mark.parametrize("arguments", [["extract", "abc"], ["run", "--live", "abc"]])
def test_extracting_without_credentials_names_what_is_missing(
    command: Command, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.delenv("SPOTIFY_CLIENT_ID", raising=False)
    ran = command(*arguments)
    assert ran.code == 1
    assert ran.err.startswith("error: set SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET")


def test_authorizing_without_a_place_for_the_token_is_bad_usage(command: Command) -> None:
    assert command("authorize").code == 2


def test_a_query_without_a_lake_says_what_to_do(command: Command, tmp_path: Path) -> None:
    ran = command("query", "SELECT 1 FROM song", "--lake", str(tmp_path / "none"))
    assert ran.code == 1
    assert ran.err.startswith("error: ")
    assert "python -m local run" in ran.err
    assert "Traceback" not in ran.err


def test_an_unforeseen_failure_is_a_line_and_keeps_its_story(
    command: Command, lake: Lake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk\nis full")

    monkeypatch.setattr("local.import_raw.import_paths", fail)

    ran = command("import", "x", "--lake", str(lake.root))

    assert ran.code == 1
    log = tmp_path / "error.log"
    assert ran.err == f"error: RuntimeError: the disk (whole story: {log})\n"
    assert "Traceback" in log.read_text()


def test_run_loads_what_it_makes_and_shows_first_answers(tmp_path: Path) -> None:
    # In a process and a folder of its own, as a newcomer does.
    ran = subprocess.run(
        [sys.executable, "-m", "local", "run", "--days", "2", "--lake", "lake"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    assert "called the Lambda on 2 days" in ran.stdout
    assert "6 raw files written, 0 there before" in ran.stdout
    assert "loaded 6 raw files" in ran.stdout
    assert "Which songs rose most places" in ran.stdout
    assert "What to try next" in ran.stdout
    assert len(list((tmp_path / "lake/raw/processed").rglob("*.jsonl"))) == 6


@pytest.mark.usefixtures("spark")
def test_running_it_again_changes_nothing(
    command: Command, lake: Lake, spark: SparkSession
) -> None:
    where = ["--days", "1", "--lake", str(lake.root)]
    assert command("run", *where).code == 0
    before = spark.table("glue_catalog.spotify.playlist_entry").collect()

    again = command("run", *where)
    assert again.code == 0
    assert "0 raw files written, 3 there before" in again.out
    spark.sql("REFRESH TABLE glue_catalog.spotify.playlist_entry")
    assert sorted(spark.table("glue_catalog.spotify.playlist_entry").collect()) == sorted(before)
