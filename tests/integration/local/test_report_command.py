"""``lake report`` on a lake of two playlists: pages, index, periods, choice of a playlist."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from cli.project import PROJECT
from local.lake import Lake
from tests.conftest import load_files, session_on
from tests.integration.local.test_command_line import Command
from tests.unit.glue_jobs.payloads import entry, playlist, raw_line, track

JAZZ, ROCK = "playlist-jazz1.html", "playlist-liked.user_1.html"
# The snapshots of Evening Jazz, with the ids of their songs; Morning Rock has the last day only.
DAYS = {
    "2026-08-01": ["a"],
    "2026-11-01": ["a", "b"],
    "2026-11-08": ["b"],
    "2026-11-15": ["b", "c"],
    "2026-11-22": ["b", "c"],
}


def raw_file(playlist_id: str, name: str, day: str, songs: list[str]) -> bytes:
    entries = [entry(track(song)) for song in songs]
    header = playlist(playlist_id, name=name, followers=1234)
    return raw_line(*entries, playlist=header, extracted_at=f"{day}T06:00:00Z")


@pytest.fixture(scope="module")
def lake(spark_process: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake(tmp_path_factory.mktemp("reported"))
    files = {
        f"jazz1/{day}.jsonl": raw_file("jazz1", "Evening [Jazz]", day, songs)
        for day, songs in DAYS.items()
    }
    files["liked.user_1/1.jsonl"] = raw_file("liked.user_1", "Morning Rock", "2026-11-22", ["a"])
    with session_on(spark_process, lake):
        load_files(lake, files)
    return lake


@pytest.fixture(autouse=True)
def reports(lake: Lake) -> Iterator[Path]:
    """The folder of the reports, empty."""
    yield lake.reports
    for file in lake.reports.glob("*"):
        file.unlink()


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Command:
    return Command(monkeypatch, capsys, tmp_path)


def text_of(page: Path) -> str:
    """Return the page's text without tags, style and scripts."""
    html = re.sub(r"<(style|script).*?</\1>", "", page.read_text(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_each_playlist_has_a_page_and_the_index_links_to_it(
    command: Command, lake: Lake, reports: Path
) -> None:
    ran = command("report", "--lake", str(lake.root))

    assert ran.code == 0
    assert (reports / "index.html").as_uri() in ran.out
    assert {file.name for file in reports.iterdir()} == {"index.html", JAZZ, ROCK}
    index = (reports / "index.html").read_text()
    assert re.findall(r'href="([^"#]+)"', index) == [JAZZ, ROCK]
    # Entered or left: b on 1 November, a on the 8th, c on the 15th. Of one snapshot, no line.
    assert re.findall(r'aria-label="(Songs that .*?)"', index) == [
        "Songs that entered or left: 1, 1, 1, 0"
    ]
    words = text_of(reports / "index.html")
    jazz = r"Evening \[Jazz\] Owner 2 1,234 5 2026-11-15 2026-11-22 06:00"
    assert re.search(rf"{jazz} .*Morning Rock Owner - 1 1,234 1 - 2026-11-22 06:00", words)
    assert '<a href="index.html">All playlists</a>' in (reports / JAZZ).read_text()


@pytest.mark.parametrize(
    ("options", "period"),
    [
        ([], "28 September 2026 to 22 November 2026 · 4 of 5 snapshots"),
        (["--all"], "1 August 2026 to 22 November 2026 · 5 of 5 snapshots"),
        (["--days", "8"], "15 November 2026 to 22 November 2026 · 2 of 5 snapshots"),
        (
            ["--from", "2026-11-08", "--to", "2026-11-15"],
            "8 November 2026 to 15 November 2026 · 2 of 5 snapshots",
        ),
    ],
)
def test_page_shows_the_period(
    command: Command, lake: Lake, reports: Path, options: list[str], period: str
) -> None:
    """Written for a unique part of a playlist's name."""
    ran = command("report", "--lake", str(lake.root), "--playlist", "jazz", *options)

    assert ran.code == 0
    assert [file.name for file in reports.iterdir()] == [JAZZ]
    assert period in text_of(reports / JAZZ)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--all", "--days", "8"], "exclude each other"),
        (["--from", "2026-11-08", "--to", "2026-11-01"], "is after --to 2026-11-01"),
        (["--to", "2026-07-01"], "has no snapshot in this period: its snapshots are from"),
        (["--playlist", "n"], "matches 2 playlists: choose by id"),
    ],
)
def test_wrong_choice_writes_nothing(
    command: Command, lake: Lake, reports: Path, options: list[str], message: str
) -> None:
    ran = command("report", "--lake", str(lake.root), *options)

    assert ran.code == (2 if "--all" in options else 1)
    assert message in " ".join(ran.err.replace("│", " ").split())
    assert not list(reports.glob("*"))


def test_playlist_without_a_snapshot_in_the_period_has_no_page(
    command: Command, lake: Lake, reports: Path
) -> None:
    assert command("report", "--lake", str(lake.root)).code == 0

    assert command("report", "--lake", str(lake.root), "--to", "2026-11-20").code == 0

    assert {file.name for file in reports.iterdir()} == {"index.html", JAZZ}
    assert re.findall(r'href="([^"#]+)"', (reports / "index.html").read_text()) == [JAZZ]
    assert "Morning Rock" in text_of(reports / "index.html")


@pytest.mark.parametrize("has_browser", [True, False])
def test_open_shows_the_index_in_the_browser(
    lake: Lake, reports: Path, tmp_path: Path, *, has_browser: bool
) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}\n')
    browser.chmod(0o755)
    environment = {key: value for key, value in os.environ.items() if "DISPLAY" not in key}
    environment |= {"PATH": str(tmp_path), "PYTHONPATH": str(PROJECT)}
    environment["BROWSER"] = f"{browser} %s" if has_browser else ""

    ran = subprocess.run(
        [sys.executable, "-m", "local", "report", "--open", "--lake", str(lake.root)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    if has_browser:
        assert opened.read_text() == (reports / "index.html").as_uri()
    else:
        assert "no browser was found: open the address above" in ran.stderr
