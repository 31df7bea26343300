"""The command line as its user meets it: output, exit codes, errors in a line."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from cli.project import PROJECT
from local import command_line
from local.lake import Lake
from local.queries.named import named_queries, named_query
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
    """Run ``lake`` in this process: ``command("load", "--lake", "x")``."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        folder: Path,
    ) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys
        monkeypatch.chdir(folder)

    def __call__(self, *arguments: str) -> Ran:
        self._monkeypatch.setattr(sys, "argv", ["lake", *arguments])
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
    for name in ("run", "extract", "load", "maintain", "import", "query", "tables", "report"):
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
    (raw_file,) = (lake.raw / "to_process/p1").iterdir()
    assert f"imported: {older}: 1 entry -> {raw_file}" in imported.out
    assert f"next: {Lake(lake.root).command('load')}" in imported.out

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

    mine = tmp_path / "mine.sql"
    mine.write_text(
        "WITH parameters AS (SELECT cast(NULL AS varchar) AS song_id) "
        "SELECT song.song_name FROM song JOIN parameters ON song.song_id = parameters.song_id"
    )
    for song_id, rows in {"s": [{"song_name": "=1"}], "it's": []}.items():
        given = ["--param", f"song_id={song_id}", "--format", "json"]
        assert json.loads(command("query", str(mine), *where, *given).out) == rows
    given = ["--param", "as_of=2026-11-01T03:00", "--param", "stale_after_hours=2"]
    asked = command("query", "data_freshness", *where, *given, "--format", "csv")
    [fresh] = csv.DictReader(io.StringIO(asked.out))
    assert (fresh["hours_old"], fresh["freshness"]) == ("3.0", "stale")
    assert command("changes", *where).out == "nothing has changed\n"
    assert command("changes", *where, "--since", "2026-11-01").out == "nothing has changed\n"

    maintained = command("maintain", *where)
    assert maintained.code == 0
    assert "playlist_entry: 0 data files into 0, 0 snapshots expired" in maintained.out


@pytest.mark.usefixtures("spark")
def test_load_prints_reasons_of_rejected_files_and_exits_with_1(
    command: Command, lake: Lake
) -> None:
    folder = lake.raw / "to_process/p"
    folder.mkdir(parents=True)
    (folder / "good.jsonl").write_bytes(GOOD)
    (folder / "bad.jsonl").write_bytes(GOOD[:50])

    ran = command("load", "--lake", str(lake.root))

    assert ran.code == 1
    assert "loaded 1 raw file with 1 entry" in ran.out
    rejected = lake.raw / "rejected/p/bad.jsonl"
    assert f"rejected {rejected}: line 1: Input data was truncated" in ran.out


@pytest.mark.parametrize("arguments", [["extract", "mine"], ["run", "--live", "mine"]])
def test_extracting_without_credentials_names_what_is_missing(
    command: Command, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.delenv("SPOTIFY_CLIENT_ID", raising=False)
    ran = command(*arguments)
    assert ran.code == 1
    assert ran.err.startswith("error: set SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET")


def test_authorizing_without_a_place_for_the_token_is_bad_usage(command: Command) -> None:
    assert command("authorize").code == 2


def test_query_without_a_lake_names_the_command_to_run(command: Command, tmp_path: Path) -> None:
    ran = command("query", "SELECT 1 FROM song", "--lake", str(tmp_path / "none"))
    assert ran.code == 1
    assert ran.err.startswith("error: ")
    assert "lake run --lake" in ran.err
    assert "Traceback" not in ran.err


def test_the_named_queries_are_listed_without_a_lake(command: Command) -> None:
    listed = command("query", "--list")
    assert listed.code == 0
    # A group, then its queries with what they answer, each in a line.
    assert "\nlake\n" in listed.out
    assert re.search(r"^  data_freshness +How old is .*\?$", listed.out, re.MULTILINE)

    documents = {
        each["name"]: each
        for each in json.loads(command("query", "--list", "--format", "json").out)
    }
    assert documents.keys() == named_queries().keys()
    assert documents["data_freshness"]["columns"][:2] == ["playlist_id", "playlist_name"]
    assert documents["data_freshness"]["parameters"][1] == {
        "name": "stale_after_hours",
        "type": "integer",
        "default": "26",
        "meaning": "a day, and two hours for the load",
    }

    listed = command("query", "--list", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(listed.out)))
    assert [row["name"] for row in rows] == list(named_queries())
    assert rows[0].keys() == {"group", "name", "answers"}


def test_one_query_is_listed_with_what_it_returns_and_takes(command: Command) -> None:
    listed = command("query", "data_freshness", "--list")
    assert "columns: playlist_id, playlist_name, newest_snapshot_date" in listed.out
    assert re.search(r"^  stale_after_hours +integer +26 +a day, and", listed.out, re.MULTILINE)
    assert "parameters: none" in command("query", "playlists", "--list").out

    unknown = command("query", "data_freshnes", "--list")
    assert unknown.code == 1
    assert "there is no query 'data_freshnes': perhaps you mean data_freshness" in unknown.err


def test_show_sql_prints_sql_for_athena(command: Command) -> None:
    shown = command("query", "todays_chart", "--show-sql", "--param", "playlist_id=it's")

    assert shown.code == 0
    expected = named_query("todays_chart").sql.replace(
        "cast(NULL AS varchar)", "cast('it''s' AS varchar)", 1
    )
    assert shown.out == expected


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "query --list` shows the named queries"),
        (("todays_chart", "--param", "playlist_id"), 2, "--param playlist_id lacks its value"),
        (
            ("todays_chart", "--param", "playlist_id=a", "--param", "playlist_id=b"),
            2,
            "--param playlist_id is given twice",
        ),
        (("todays_chart", "--param", "most=1"), 1, "todays_chart has no parameter 'most'"),
        (
            ("todays_chart", "--param", "snapshot_date=today"),
            1,
            "'today' is no date for the parameter snapshot_date: write a day such as 2026-11-22",
        ),
        (("SELECT 1", "--param", "n=1"), 1, "this SQL has no parameter 'n': it takes none"),
        (("todays_chrt",), 1, "perhaps you mean todays_chart"),
        (("--list", "--format", "parquet"), 1, "the list of queries is not written as parquet"),
        (("--list", "--output", "x.csv"), 2, "--list is printed only: write it to a file with >"),
    ],
)
def test_wrong_arguments_are_refused_without_a_lake(
    command: Command, arguments: tuple[str, ...], code: int, message: str
) -> None:
    ran = command("query", *arguments)

    assert ran.code == code
    assert message in " ".join(ran.err.split())


def test_unexpected_failure_is_one_line_and_leaves_a_stack_trace(
    command: Command, lake: Lake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk\nis full")

    monkeypatch.setattr("local.import_raw.command.import_paths", fail)

    ran = command("import", "x", "--lake", str(lake.root))

    assert ran.code == 1
    log = tmp_path / "error.log"
    assert ran.err == f"error: RuntimeError: the disk (stack trace: {log})\n"
    assert "Traceback" in log.read_text()


def test_run_loads_what_it_makes_and_running_it_again_changes_nothing(
    command: Command, lake: Lake, spark: SparkSession, tmp_path: Path
) -> None:
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
    assert ran.stderr.startswith("extracting\nstarting Spark\nreading 10 raw files\n")
    assert ran.stderr.endswith("\nwriting the report\n")
    assert "called the Lambda on 2 days" in ran.stdout
    assert "10 raw files written, 0 there before" in ran.stdout
    assert "loaded 10 raw files" in ran.stdout
    assert re.search(r"^Top 100 .*, \S+ \(since \S+\):\n  added \d", ran.stdout, re.MULTILINE)
    assert "Which songs rose or fell most places" in ran.stdout
    assert "What to try next" in ran.stdout
    assert len(list((lake.raw / "processed").rglob("*.jsonl"))) == 10
    assert f"report: {(lake.reports / 'index.html').as_uri()}" in ran.stdout
    assert len(list(lake.reports.glob("*.html"))) == 1 + 5
    before = spark.table("glue_catalog.spotify.playlist_entry").collect()

    again = command("run", "--days", "2", "--lake", str(lake.root))

    assert again.code == 0
    assert "0 raw files written, 10 there before" in again.out
    spark.sql("REFRESH TABLE glue_catalog.spotify.playlist_entry")
    assert sorted(spark.table("glue_catalog.spotify.playlist_entry").collect()) == sorted(before)
