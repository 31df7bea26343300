"""``lake import``: its output, and the load of its files."""

from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from local.lake import Lake
from tests.conftest import Load
from tests.integration.local.test_command_line import Command, command
from tests.unit.local.import_raw.answers import (
    PLAYLIST_ID,
    entries,
    entry,
    page,
    playlist,
    put,
    run,
)

__all__ = ["command"]

FILES: dict[str, Any] = {
    "top_2024-05-01.json": page(1, 2),
    "top_2024-05-02.json": page(1, 2),
    "top_2024-05-02_180000.json": page(2, 1),
    "first.json": playlist(page(1, total=133), "rock"),
    "liked.json": entries(1),
    "now.json": {"is_playing": True, "item": entry(1)["track"]},
    "day_01-02-2024.json": page(1),
    "_SUCCESS": b"",
    "notes.md": b"# Notes\n",
}
TOP = f"to_process/{PLAYLIST_ID}"


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with files to import."""
    monkeypatch.chdir(tmp_path)
    return put(tmp_path / "older", FILES)


def test_dry_run_prints_the_plan_and_writes_nothing(command: Command, printed: Path) -> None:
    ran = command("import", "--dry-run", "older")

    lines = [line if len(line) < 50 else f"{line[:50]}..." for line in ran.out.splitlines()]
    assert ran.code == 1
    assert lines == [
        "would import: older/liked.json: 1 entry of liked",
        "  2023-01-02 10:00:00 -> to_process/liked/20230102...",
        "  entries, id from the file's name, time from the ...",
        "would import: older/top_2024-05-01.json: 2 of 2 en...",
        f"  2024-05-01 -> {TOP}/2..."[:50] + "...",
        "would import: older/top_2024-05-02.json: 2 of 2 en...",
        f"  2024-05-02 -> {TOP}/2..."[:50] + "...",
        "would import: older/top_2024-05-02_180000.json: 2 ...",
        f"  2024-05-02 18:00:00 -> {TOP}/2..."[:50] + "...",
        "  3 files: page, id from href, time from the file'...",
        "would import: older/first.json: 1 of 133 entries, ...",
        "  2023-01-02 10:00:00 -> to_process/rock/20230102T...",
        "  playlist, id from its object, time from the newe...",
        "skipped 1 file, a marker or hidden file:",
        "  older/_SUCCESS",
        'skipped 1 file, not JSON (it begins with "# Notes"...',
        "  older/notes.md",
        "several raw files for 1 day of a playlist: the loa...",
        f"  {PLAYLIST_ID} 2024-05-02: 2, the latest: 20240502T180000Z"[:50] + "...",
        "2 raw files dated by their newest added_at, perhap...",
        "1 raw file not whole: import the pages that are mi...",
        "5 would be imported, 2 refused, 2 skipped",
    ]
    assert [line[:40] for line in ran.err.splitlines()] == [
        'refused: older/day_01-02-2024.json: "01-0'[:40],
        "refused: older/now.json: $: the player's"[:40],
    ]
    assert not Path("data").exists()


def test_import_prints_results_and_next_steps(command: Command, printed: Path) -> None:
    planned = command("import", "--dry-run", "older").out
    first = command("import", "older")
    again = command("import", "older")

    assert first.code == again.code == 1
    written = {path.relative_to("data/raw").as_posix() for path in Path("data").rglob("*.jsonl")}
    assert len(written) == 5
    for key in written:
        assert key in planned
        assert f" -> data/raw/{key}" in first.out
    assert "5 imported, 2 refused, 2 skipped" in first.out
    assert f"next: {Lake(Path('data')).command('load')}" in first.out
    assert "0 imported, 5 already there, 2 refused, 2 skipped" in again.out


def test_options_are_passed_on(command: Command, printed: Path) -> None:
    options = ["--time-pattern", "%d-%m-%Y", "--playlist-id", f"spotify:playlist:{PLAYLIST_ID}"]

    ran = command("import", "older/day_01-02-2024.json", *options)
    dated = command("import", "older/liked.json", *options[2:], "--extracted-at", "2024-06-01")

    assert (ran.code, dated.code) == (0, 0)
    names = {path.name[:16] for path in (Path("data/raw") / TOP).iterdir()}
    assert names == {"20240201T000000Z", "20240601T000000Z"}


def test_equal_refusals_are_counted(command: Command, tmp_path: Path) -> None:
    token = {"access_token": "x"}
    put(tmp_path / "older", {f"{n}.json": token for n in range(30)})
    put(tmp_path / "older", {f"{n}.csv": b"a,b\n1,2\n" for n in range(30)})

    ran = command("import", str(tmp_path / "older"))

    assert len(ran.err.splitlines()) == 11
    assert "refused: 20 more: $: an access token, not a playlist" in ran.err
    assert "skipped 30 files, a CSV, not JSON" in ran.out
    assert "  and 20 more, up to " in ran.out


def test_history_loads_as_daily_snapshots_in_any_order(
    spark: SparkSession, lake: Lake, load: Load, tmp_path: Path
) -> None:
    def day(popularity: int, *songs: int) -> dict[str, Any]:
        content = page(*songs)
        for each in content["items"]:
            each["track"]["popularity"] = popularity
        return content

    older = put(
        tmp_path / "older",
        {
            "raw/year=2024/month=05/day=01/playlist.json": day(50, 1, 2, 3),
            "raw/year=2024/month=05/day=02/playlist.json": day(55, 1, 2, 3),
            "raw/year=2024/month=05/day=03/playlist_0.json": day(60, 1) | {"total": 2},
            "raw/year=2024/month=05/day=03/playlist_1.json": day(60, 3) | {"offset": 1, "total": 2},
        },
    )
    paths = sorted(path for path in older.rglob("*.json"))

    run(lake, *paths[::-1])
    summary = load(lake)

    assert (summary.files, summary.rejected) == (3, {})
    spark.sql("USE glue_catalog.spotify")
    snapshots = spark.sql(
        "SELECT cast(snapshot_date AS string) day, count(*) places, max(position) last, "
        "max(popularity) popularity FROM playlist_entry GROUP BY 1 ORDER BY 1"
    ).collect()
    assert [tuple(row) for row in snapshots] == [
        ("2024-05-01", 3, 3, 50),
        ("2024-05-02", 3, 3, 55),
        ("2024-05-03", 2, 2, 60),
    ]
    last_seen = spark.sql("SELECT song_id, cast(last_seen_at AS string) FROM song ORDER BY 1")
    assert [tuple(row) for row in last_seen.collect()] == [
        ("track1", "2024-05-03 00:00:00"),
        ("track2", "2024-05-02 00:00:00"),
        ("track3", "2024-05-03 00:00:00"),
    ]
