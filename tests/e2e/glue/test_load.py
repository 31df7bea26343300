"""The jobs as deployed, under their roles, on the Data Catalog and S3. The order matters."""

import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local.queries.duckdb_tables import LakeTables
from tests.e2e.deployment import Deploy
from tests.e2e.event_tap import tap_rule
from tests.e2e.glue.athena import athena_stand_in
from tests.e2e.glue.change_queues import ChangeQueues, listen
from tests.e2e.glue.conftest import STACK
from tests.e2e.glue.deployed_lake import DeployedLake
from tests.e2e.glue.raw_files import BAD, CUT_OFF, FIRST_DAY, GOOD, PLAYLIST, SECOND_DAY
from tests.e2e.glue.read_tables import named, read_tables, rows
from tests.e2e.glue.run_job import JobRun
from tests.e2e.glue.runtime import install_runtime
from tests.e2e.glue.workflow import workflow_stand_in
from tests.e2e.raw_bucket import RawBucket
from tests.integration.deploy.ministack import ACCOUNT

pytestmark = pytest.mark.e2e

TABLES = {
    "album", "artist", "playlist", "playlist_entry", "playlist_snapshot", "raw_file", "song",
    "song_artist",
}  # fmt: skip


@pytest.fixture(scope="module")
def changes(deployed_lake: DeployedLake) -> ChangeQueues:
    return listen(deployed_lake)


@pytest.fixture(scope="module")
def first_run(deployed_lake: DeployedLake, changes: ChangeQueues) -> JobRun:
    deployed_lake.put(GOOD | BAD)
    return deployed_lake.run("LoadJob")


@pytest.fixture
def tables(deployed_lake: DeployedLake, first_run: JobRun, tmp_path: Path) -> LakeTables:
    return read_tables(deployed_lake, tmp_path)


def contents(tables: LakeTables) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables, without run_id and loaded_at."""
    apart = {"run_id", "loaded_at"}
    return {
        name: sorted(
            rows(tables, f"SELECT {', '.join(sorted(columns.keys() - apart))} FROM {name}"),
            key=repr,
        )
        for name, columns in tables.columns.items()
    }


@pytest.mark.parametrize("module", ["glue_jobs", "local", "msgspec"])
def test_runtime_has_only_what_glue_has(module: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [install_runtime().python, "-c", f"import {module}"],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"No module named '{module}'" in done.stderr


def test_load_succeeds_under_its_role(first_run: JobRun) -> None:
    assert first_run.returncode == 0, first_run.output
    assert first_run.undelivered == {}
    assert "not published" not in first_run.output


def test_load_publishes_what_changed(first_run: JobRun, changes: ChangeQueues) -> None:
    [mail] = changes.receive(changes.mails, 1)
    assert (mail["Subject"], mail["Message"]) == (
        "1 playlist changed",
        "By hand, 2026-11-02 (since 2026-11-01):\n"
        "  moved 2 songs, farthest Bo, Ada - Beta from 2 to 1; Ada - Alpha from 1 to 2\n",
    )
    [event] = changes.receive(changes.events, 1)
    assert (event["source"], event["detail-type"]) == (
        f"spotify-playlist-lake.{STACK}",
        "PlaylistChanged",
    )
    detail = event["detail"]
    assert (detail["playlist_id"], detail["extracted_at"]) == (PLAYLIST, "2026-11-02T06:00:00Z")
    assert (detail["moved"]["count"], detail["added"]["count"]) == (2, 0)


def test_data_catalog_holds_tables_with_types_and_comments(
    deployed_lake: DeployedLake, first_run: JobRun
) -> None:
    assert deployed_lake.tables() == TABLES
    columns = {}
    for name in TABLES:
        table = deployed_lake.table(name)
        assert table["Parameters"]["table_type"] == "ICEBERG"
        assert table["Description"]
        assert table["StorageDescriptor"]["Location"] == (
            f"s3://{deployed_lake.stack.outputs['LakeBucket']}/spotify/{name}"
        )
        for column in table["StorageDescriptor"]["Columns"]:
            assert column["Comment"], f"{name}.{column['Name']}"
            columns[f"{name}.{column['Name']}"] = column["Type"]
    dates = {name: kind for name, kind in columns.items() if kind in {"date", "timestamp"}}
    assert dates == {
        "album.release_date": "date",
        "album.first_seen_at": "timestamp",
        "album.last_seen_at": "timestamp",
        "artist.first_seen_at": "timestamp",
        "artist.last_seen_at": "timestamp",
        "playlist.first_seen_at": "timestamp",
        "playlist.last_seen_at": "timestamp",
        "playlist_entry.snapshot_date": "date",
        "playlist_entry.added_at": "timestamp",
        "playlist_entry.extracted_at": "timestamp",
        "playlist_snapshot.snapshot_date": "date",
        "playlist_snapshot.extracted_at": "timestamp",
        "raw_file.extracted_at": "timestamp",
        "raw_file.loaded_at": "timestamp",
        "song.song_added_at": "timestamp",
        "song.first_seen_at": "timestamp",
        "song.last_seen_at": "timestamp",
        "song_artist.seen_at": "timestamp",
    }
    assert columns["song.duration_ms"] == "int"
    assert columns["song.explicit"] == "boolean"
    assert columns["playlist.followers"] == "bigint"


def test_tables_have_the_contents_of_the_files(tables: LakeTables) -> None:
    assert rows(
        tables, "SELECT album_id, release_date, release_date_precision FROM album ORDER BY 1"
    ) == [
        ("album-first", date(1996, 1, 1), "year"),
        ("album-second", date(2001, 7, 1), "month"),
    ]
    # The newest file's popularity, the earliest time of adding.
    assert rows(
        tables, "SELECT song_id, popularity, song_added_at, album_id FROM song ORDER BY 1"
    ) == [
        ("song-alpha", 49, datetime(2026, 10, 1, 8), "album-first"),  # noqa: DTZ001 - UTC
        ("song-beta", 45, datetime(2026, 10, 2, 8), "album-second"),  # noqa: DTZ001
    ]
    assert rows(
        tables,
        "SELECT artist_id, artist_name, artist_url, first_seen_at, last_seen_at FROM artist "
        "ORDER BY 1",
    ) == [
        (id_, name, None, datetime(2026, 11, 1, 6), datetime(2026, 11, 2, 6))  # noqa: DTZ001
        for id_, name in (("artist-ada", "Ada"), ("artist-bo", "Bo"))
    ]
    assert rows(
        tables, "SELECT song_id, artist_position, artist_id FROM song_artist ORDER BY 1, 2"
    ) == [
        ("song-alpha", 1, "artist-ada"),
        ("song-beta", 1, "artist-bo"),
        ("song-beta", 2, "artist-ada"),
    ]
    assert rows(
        tables,
        "SELECT snapshot_date, position, entry_type, song_id, popularity, raw_file "
        "FROM playlist_entry ORDER BY 1, 2",
    ) == [
        (date(2026, 11, 1), 1, "track", "song-alpha", 50, FIRST_DAY),
        (date(2026, 11, 1), 2, "track", "song-beta", 40, FIRST_DAY),
        (date(2026, 11, 1), 3, "episode", None, None, FIRST_DAY),
        (date(2026, 11, 1), 4, "unavailable", None, None, FIRST_DAY),
        (date(2026, 11, 2), 1, "track", "song-beta", 45, SECOND_DAY),
        (date(2026, 11, 2), 2, "track", "song-alpha", 49, SECOND_DAY),
    ]


def test_named_queries_return_the_expected_rows(tables: LakeTables) -> None:
    day = [datetime(2026, 11, n, 6) for n in (1, 2)]  # noqa: DTZ001
    reconciled = [
        (file, status, playlist, time, entries, counted, standing, verdict)
        for file, status, _, playlist, time, entries, counted, standing, _, verdict in named(
            tables, "load_reconciliation"
        )
    ]
    assert reconciled == [
        (CUT_OFF, "rejected", None, None, 0, 0, 0, "rejected"),
        (FIRST_DAY, "loaded", PLAYLIST, day[0], 4, 4, 4, "complete"),
        (SECOND_DAY, "loaded", PLAYLIST, day[1], 2, 2, 2, "complete"),
    ]
    first, second = date(2026, 11, 1), date(2026, 11, 2)
    up, down = named(tables, "biggest_movers")
    assert up[2:7] == (first, second, 1, "up", "song-beta")
    assert up == (PLAYLIST, "By hand", *up[2:7], "Beta", "Bo, Ada", 2, 1, 1)
    assert (down[5:7], down[9:]) == (("down", "song-alpha"), (1, 2, 1))
    assert named(tables, "longest_albums") == [
        (1, "album-first", "First", "artist-ada", "Ada", 1, 10, 200_000, "3:20"),
        (1, "album-second", "Second", "artist-bo", "Bo", 1, 1, 200_000, "3:20"),
    ]


def test_raw_files_are_archived_byte_for_byte(
    deployed_lake: DeployedLake, first_run: JobRun
) -> None:
    bucket = deployed_lake.raw_bucket
    archived = {f"processed/{key}": body for key, body in GOOD.items()}
    archived |= {f"rejected/{key}": body for key, body in BAD.items()}
    found = bucket.keys()
    assert dict(zip(found, map(bucket.read, found), strict=True)) == archived


@pytest.mark.parametrize(
    ("metric", "value"),
    [("FilesLoaded", 2), ("FilesRejected", 1), ("FilesLeft", 0), ("EntriesLoaded", 6)],
)
def test_metrics_are_published(
    deployed_lake: DeployedLake, first_run: JobRun, metric: str, value: int
) -> None:
    now = datetime.now(UTC)
    points = deployed_lake.emulator.client("cloudwatch").get_metric_statistics(
        Namespace=f"SpotifyPlaylistLake/{STACK}",
        MetricName=metric,
        Dimensions=[{"Name": "service", "Value": "load"}],
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(hours=1),
        Period=7200,
        Statistics=["Maximum"],
    )["Datapoints"]
    assert max(point["Maximum"] for point in points) == value


def test_log_is_in_the_stream_of_the_run(deployed_lake: DeployedLake, first_run: JobRun) -> None:
    events = deployed_lake.emulator.client("logs").get_log_events(
        logGroupName=deployed_lake.stack.resources["Storage/JobOutputLogs"],
        logStreamName=first_run.run_id,
    )["events"]
    said = [event["message"] for event in events]
    assert '"event": "load started"' in said[0]
    assert '"event": "load ended"' in said[-1]


def test_small_lambda_quota_deploys_without_the_reservation(deployed_lake: DeployedLake) -> None:
    function = deployed_lake.stack.outputs["ExtractFunction"]
    concurrency = deployed_lake.emulator.client("lambda").get_function_concurrency(
        FunctionName=function
    )
    assert "ReservedConcurrentExecutions" not in concurrency


def test_same_files_again_change_nothing(
    deployed_lake: DeployedLake, tables: LakeTables, changes: ChangeQueues, tmp_path: Path
) -> None:
    before = contents(tables)
    deployed_lake.put(GOOD | BAD)
    again = deployed_lake.run("LoadJob")
    assert again.returncode == 0, again.output
    assert contents(read_tables(deployed_lake, tmp_path / "again")) == before
    assert deployed_lake.raw_bucket.keys("to_process/") == set()
    assert '"event": "changes found", "playlists": 0' in again.output
    assert changes.receive(changes.mails, 0) == changes.receive(changes.events, 0) == []


def test_maintenance_succeeds_under_its_role_and_changes_no_row(
    deployed_lake: DeployedLake, tables: LakeTables, tmp_path: Path
) -> None:
    before, objects = contents(tables), deployed_lake.objects()
    done = deployed_lake.run("MaintainJob", keep_snapshots_days="0")
    assert done.returncode == 0, done.output
    assert done.undelivered == {}
    assert done.output.count('"event": "table maintained"') == len(TABLES)
    # Files of expired table snapshots are deleted.
    assert objects.keys() - deployed_lake.objects().keys()
    assert contents(read_tables(deployed_lake, tmp_path / "maintained")) == before


def test_upload_starts_one_load_for_all_files(deployed_lake: DeployedLake, tmp_path: Path) -> None:
    emulator, bucket = deployed_lake.emulator, deployed_lake.raw_bucket
    glue, job = emulator.client("glue"), deployed_lake.stack.outputs["LoadJob"]
    rule = deployed_lake.stack.resources["Transform/RawFileCreated"]
    names = {f"{PLAYLIST}/2025{month:02}01T060000Z.jsonl" for month in range(1, 4)}
    for name in {*names, f"{PLAYLIST}/._2025.jsonl"}:
        path = tmp_path / "older" / "raw" / "to_process" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"{}")
    before = len(glue.get_job_runs(JobName=job)["JobRuns"])
    tap = tap_rule(emulator, rule, "upload-tap")

    Deploy(emulator, STACK, tmp_path / "log")("upload", str(tmp_path / "older"))

    assert bucket.keys("to_process/") == {f"to_process/{name}" for name in names}
    assert len(glue.get_job_runs(JobName=job)["JobRuns"]) == before + 1
    # The events of later files are delivered again, those of the upload are not.
    deployed_lake.put({"later": b""})
    tap.wait_for("to_process/later")
    assert tap.events.keys() == {"to_process/later"}
    emulator.client("events").remove_targets(Rule=rule, Ids=["tap"])
    bucket.erase(bucket.keys("to_process/"))


def test_smoke_test_goes_the_whole_way_and_leaves_nothing(
    deployed_lake: DeployedLake, first_run: JobRun, tables: LakeTables, tmp_path: Path
) -> None:
    before, raw_files = contents(tables), deployed_lake.raw_bucket.versions()
    with (
        athena_stand_in(deployed_lake, tmp_path / "athena") as athena,
        workflow_stand_in(deployed_lake) as runs,
    ):
        settings = {"AWS_ENDPOINT_URL_ATHENA": athena}
        log = tmp_path / "deploy.log"
        said = Deploy(deployed_lake.emulator, STACK, log, settings)("smoke")

    assert [run.returncode for run in runs] == [0]
    steps = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in said.splitlines()
        if line.startswith("| ")
    ][1:]
    assert [step[0] for step in steps] == [
        "raw file written",
        "event started the workflow",
        "load job ran",
        "raw file archived",
        "tables in the Data Catalog",
        "named query in Athena",
        "cleaned up",
    ]
    assert steps[5][2] == "lake/load_reconciliation: 3 entries, complete"
    assert said.endswith("The smoke test passed.\n")
    assert ACCOUNT not in said

    assert contents(read_tables(deployed_lake, tmp_path / "after")) == before
    assert deployed_lake.raw_bucket.versions() == raw_files
    results = RawBucket(deployed_lake.emulator, deployed_lake.stack.outputs["ResultsBucket"])
    assert results.versions("athena/") == {}
