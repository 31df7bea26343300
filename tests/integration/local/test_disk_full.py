"""Disks that are full or read-only: said in a line, nothing lost, and a rerun does the rest."""

import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from pyspark.sql import SparkSession

from local.lake import Lake
from local.sample_playlists import TOP_100, snapshots
from local.spotify_api import SpotifyApi
from tests.conftest import put_files, session_on
from tests.integration.glue_jobs import generated_files
from tests.integration.glue_jobs.check_tables import check_against_model
from tests.integration.glue_jobs.storage_faults.tables import read_tables
from tests.integration.local.shell import shell
from tests.integration.local.small_disk import SmallDisk
from tests.integration.local.test_command_line import Command, Ran, command

__all__ = ["command"]

ROOM = 20_000
FULL = "No space left on device"
READ_ONLY = "Read-only file system"
FILES = sorted(
    (file for name in "abc" for file in generated_files.make_files(name, Random(f"disk {name}"))),
    key=lambda file: file.key,
)
BODIES = {file.key: file.body for file in FILES}

MakeDisk = Callable[..., SmallDisk]


@pytest.fixture
def make_disk(tmp_path: Path) -> Iterator[MakeDisk]:
    made: list[SmallDisk] = []

    def make(kibibytes: int, folder: Path = tmp_path / "disk") -> SmallDisk:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made.append(SmallDisk(folder, kibibytes))
        return made[-1]

    yield make
    for disk in reversed(made):  # one may be mounted in another
        disk.end()


@pytest.fixture
def disk(make_disk: MakeDisk) -> SmallDisk:
    return make_disk(ROOM)


@pytest.fixture
def lake(disk: SmallDisk) -> Lake:
    """A lake on a disk of its own, with some raw files to load."""
    lake = Lake(disk.folder / "lake")
    put(lake)
    return lake


def check_load(command: Command, spark_process: SparkSession, lake: Lake) -> None:
    """Load with what a new process has: nothing that Spark remembers of the tables."""
    with session_on(spark_process, lake) as spark:
        assert command("load", "--lake", str(lake.root)).code == 0
        check_against_model(read_tables(spark), FILES)
    assert files_below(lake.raw) == in_folder("processed")


def put(lake: Lake) -> None:
    put_files(lake.raw, BODIES)


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def in_folder(folder: str) -> dict[str, bytes]:
    return {f"{folder}/{key}": body for key, body in BODIES.items()}


def the_error(ran: Ran) -> str:
    """The one line in which a command says why it failed."""
    assert ran.code == 1
    assert "Traceback" not in ran.err
    *_, last = ran.err.splitlines()
    assert ran.err.count("error: ") == 1
    assert last.startswith("error: ")
    return last


@pytest.mark.slow
# Enough for some of the tables' metadata, for all but the last table.
@pytest.mark.parametrize("leaving", [8, 250])
def test_a_load_with_a_full_warehouse_loses_nothing(
    command: Command, spark_process: SparkSession, lake: Lake, disk: SmallDisk, leaving: int
) -> None:
    filler = disk.fill(leaving)

    with session_on(spark_process, lake):
        said = the_error(command("load", "--lake", str(lake.root)))

    assert FULL in said
    assert "run it again" in said
    assert "Py4J" not in said
    assert files_below(lake.raw) == in_folder("to_process")

    filler.unlink()
    check_load(command, spark_process, lake)


@pytest.mark.slow
def test_a_load_from_the_shell_says_it_in_lines_not_in_stack_traces(
    lake: Lake, disk: SmallDisk, tmp_path: Path
) -> None:
    disk.fill(leaving=100)

    ran = shell("load", "--lake", str(lake.root), cwd=tmp_path)

    assert ran.returncode == 1
    *progress, last = ran.stderr.splitlines()
    assert last == (
        f"error: {FULL}: {lake.root}: make room there, then run it again: what is not loaded is "
        f"still in to_process/ (stack trace: {tmp_path / 'error.log'})"
    )
    assert not [line for line in progress if "ERROR" in line or "\tat " in line]
    assert "\n\tat " in (tmp_path / "error.log").read_text()
    assert files_below(lake.raw) == in_folder("to_process")


@pytest.mark.slow
def test_full_scratch_space_is_named_with_the_way_out(
    make_disk: MakeDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is large enough to start on, and fills while the job runs."""
    scratch = make_disk(100 * 1024)
    lake = Lake(tmp_path / "lake")
    put(lake)
    monkeypatch.setenv("TMPDIR", str(scratch.folder))
    with ThreadPoolExecutor(1) as pool:
        pool.submit(fill_when_java_runs, scratch)
        ran = shell("load", "--lake", str(lake.root), cwd=tmp_path)

    assert ran.returncode == 1
    *_, last = ran.stderr.splitlines()
    assert last.startswith(
        f"error: {FULL}: {scratch.folder}: make room there or set TMPDIR to another folder"
    )
    assert files_below(lake.raw) == in_folder("to_process")


def fill_when_java_runs(disk: SmallDisk) -> None:
    while not any(disk.folder.glob("lake-*/connection")):
        time.sleep(0.01)
    disk.fill()


@pytest.mark.slow
def test_a_full_archive_on_another_disk_keeps_what_it_cannot_take(
    command: Command,
    spark_process: SparkSession,
    make_disk: MakeDisk,
    lake: Lake,
    spark: SparkSession,
) -> None:
    archive = make_disk(ROOM, lake.raw / "processed")
    filler = archive.fill(leaving=20)  # a file takes at least a page of 4 KiB

    said = the_error(command("load", "--lake", str(lake.root)))

    assert f"of {len(FILES)} raw files stay in to_process/, run again: " in said
    assert f"{lake.raw}/to_process/" in said
    assert FULL in said
    check_against_model(read_tables(spark), FILES)
    found = files_below(lake.raw)
    found.pop("processed/filler")
    moved = {key for key in BODIES if f"processed/{key}" in found}
    assert 0 < len(moved) < len(BODIES)
    assert found == {
        f"{'processed' if key in moved else 'to_process'}/{key}": body
        for key, body in BODIES.items()
    }

    filler.unlink()
    check_load(command, spark_process, lake)


@pytest.mark.slow
def test_maintaining_a_full_lake_keeps_its_tables(
    command: Command, lake: Lake, disk: SmallDisk, spark: SparkSession
) -> None:
    where = ["--lake", str(lake.root)]
    assert command("load", *where, "--max-files-per-batch", "5").code == 0
    before = read_tables(spark)
    filler = disk.fill()

    said = the_error(command("maintain", *where))

    assert said.startswith("error: not maintained, run again: album: ")
    assert FULL in said
    assert read_tables(spark) == before
    filler.unlink()
    assert command("maintain", *where).code == 0
    assert read_tables(spark) == before


def test_an_import_onto_a_full_disk_imports_the_rest_later(
    command: Command, make_disk: MakeDisk, tmp_path: Path
) -> None:
    older = tmp_path / "older"
    put(Lake(older))
    disk = make_disk(24)
    roomy, full = Lake(tmp_path / "roomy"), Lake(disk.folder)
    assert command("import", str(older), "--lake", str(roomy.root)).code == 0
    expected = files_below(roomy.raw)

    said = the_error(command("import", str(older), "--lake", str(full.root)))

    assert said.startswith(f"error: {full.raw} can't be written to ")
    assert FULL in said
    begun = files_below(full.raw)
    assert 0 < len(begun) < len(expected)
    assert begun.items() <= expected.items()  # those that came are whole, and nothing else is there
    disk.resize(ROOM)
    assert command("import", str(older), "--lake", str(full.root)).code == 0
    assert files_below(full.raw) == expected


def test_an_import_beyond_a_limit_of_file_sizes_says_so(tmp_path: Path) -> None:
    page = BODIES[FILES[0].key].rstrip(b"\n")
    older = tmp_path / "older.jsonl"
    older.write_bytes(page.replace(b'"id"', b'"long": "' + b"x" * 10_000 + b'", "id"', 1) + b"\n")
    lake = tmp_path / "lake"

    ran = shell(
        "import",
        str(older),
        "--lake",
        str(lake),
        cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
    )

    assert ran.returncode == 1
    assert ran.stderr.splitlines() == [
        f"error: {lake / 'raw'} can't be written to ([Errno 27] File too large): "
        "repair that, then import again"
    ]
    assert files_below(lake) == {}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[SpotifyApi]:
    """The Web API of `extract`, with its credentials in the environment."""
    with SpotifyApi({TOP_100: next(iter(snapshots(1)))}) as api:
        for name, value in {
            "SPOTIFY_API_URL": api.url,
            "SPOTIFY_TOKEN_URL": api.token_url,
            "SPOTIFY_CLIENT_ID": api.client_id,
            "SPOTIFY_CLIENT_SECRET": api.client_secret,
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("SPOTIFY_REFRESH_TOKEN", raising=False)
        yield api


@pytest.mark.usefixtures("api")
@pytest.mark.parametrize("leaving", [0, 4, 64])
def test_an_extraction_onto_a_full_disk_is_done_later(
    command: Command, disk: SmallDisk, leaving: int
) -> None:
    lake = Lake(disk.folder)
    filler = disk.fill(leaving)

    said = the_error(command("extract", TOP_100, "--lake", str(lake.root)))

    assert str(lake.root) in said
    assert FULL in said
    assert files_below(lake.root / "raw") == {}
    filler.unlink()
    assert command("extract", TOP_100, "--lake", str(lake.root)).code == 0
    assert len(files_below(lake.raw)) == 1


def test_a_report_for_which_there_is_no_room_leaves_the_one_before(
    command: Command, make_disk: MakeDisk, lake: Lake, spark: SparkSession, tmp_path: Path
) -> None:
    assert command("load", "--lake", str(lake.root)).code == 0
    elsewhere = make_disk(64, tmp_path / "elsewhere")
    report = elsewhere.folder / "report.html"
    report.write_bytes(b"yesterday's")
    asked = ["report", "--lake", str(lake.root), "--file", str(report)]

    said = the_error(command(*asked))

    assert said == (f"error: {report} cannot be written ({FULL}): name another place with --file")
    assert files_below(elsewhere.folder) == {"report.html": b"yesterday's"}
    elsewhere.resize(ROOM)
    assert command(*asked).code == 0
    assert report.read_bytes().rstrip().endswith(b"</html>")


@pytest.mark.slow
def test_a_read_only_lake_can_be_asked_and_refuses_the_rest_in_a_line(
    *,
    command: Command,
    spark_process: SparkSession,
    lake: Lake,
    disk: SmallDisk,
    spark: SparkSession,
    api: SpotifyApi,
    tmp_path: Path,
) -> None:
    where = ["--lake", str(lake.root)]
    # In two batches, so that there is something to maintain.
    assert command("load", *where, "--max-files-per-batch", "5").code == 0
    put(lake)
    before = files_below(disk.folder)
    disk.read_only()

    asked = command("query", "SELECT count(*) AS n FROM raw_file", *where, "--format", "csv")
    assert (asked.code, asked.out.split()) == (0, ["n", str(len(FILES))])
    older = tmp_path / "older.json"
    older.write_bytes(FILES[0].body)
    for arguments in (
        ["load"],
        ["maintain"],
        ["import", str(older), "--playlist-id", "new"],
        ["extract", TOP_100],
        ["report"],
    ):
        said = the_error(command(*arguments, *where))
        assert READ_ONLY in said or str(lake.root) in said, arguments
    disk.read_only(on=False)
    assert files_below(disk.folder) == before
    check_load(command, spark_process, lake)


def test_error_is_one_line_where_no_stack_trace_can_be_written(
    command: Command, make_disk: MakeDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = make_disk(64)
    disk.fill()
    monkeypatch.chdir(disk.folder)
    monkeypatch.setattr("local.import_raw.command.import_paths", lambda *_, **__: 1 / 0)

    said = the_error(command("import", "x"))

    assert said == (
        "error: ZeroDivisionError: division by zero (stack trace lost: "
        f"{disk.folder / 'error.log'} cannot be written: {FULL})"
    )


def test_rows_that_cannot_be_written_are_an_error(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    with Path("/dev/full").open("w") as full:
        ran = shell("query", "--list", cwd=tmp_path, stdout=full)

    assert ran.returncode == 1
    assert FULL in ran.stderr
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
