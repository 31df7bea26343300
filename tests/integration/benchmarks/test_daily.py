"""Each round of the daily benchmark starts from the same lakes."""

import json
import sys
from hashlib import blake2b
from pathlib import Path

import pytest

from benchmarks.daily import TRIVIAL, markdown, measure_daily
from benchmarks.lakes import FIRST, GROWN, SMALL, Size
from local.lake import Lake
from local.queries.duckdb_tables import open_tables

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="process trees are measured on Linux"
)

SIZE = Size(songs=20_000, days=3)


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): blake2b(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def count(lake: Lake, sql: str) -> int:
    (value,) = open_tables(lake).connection.execute(f"SELECT {sql}").fetchall()[0]
    return int(value)


def last_raw_file(lake: Lake) -> Path:
    return max((lake.raw / "processed").rglob("*.jsonl"), key=lambda path: path.name)


def songs_in(raw_file: Path) -> set[str]:
    """Return distinct ids: generated playlists may hold a song twice."""
    pages = [json.loads(line)["page"] for line in raw_file.read_text().splitlines()]
    return {entry["item"]["id"] for page in pages for entry in page["items"]}


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_every_round_loads_the_lakes_as_they_were_made(tmp_path: Path) -> None:
    measure_daily([], 0, SIZE, tmp_path, lambda _: None)  # makes the lakes, measures nothing
    folders = {
        path.parent.name.split("-")[0]: path.parent
        for path in (tmp_path / "daily").glob("*/*/kept")
    }
    kept = {name: contents(folder / "kept") for name, folder in folders.items()}

    daily = measure_daily(["tuned"], 1, SIZE, tmp_path, lambda _: None)  # loads each lake twice

    assert {name: contents(folder / "kept") for name, folder in folders.items()} == kept
    assert list(daily.summaries()["tuned"]) == [TRIVIAL, FIRST, SMALL, GROWN]
    # After the last load: one day of the playlist, two days, and two days plus the grown history.
    lakes = {name: Lake(folder / "lake") for name, folder in folders.items()}
    entries = "count(*) FROM spotify.playlist_entry"
    assert count(lakes["first"], entries) == 100
    assert count(lakes["small"], entries) == 200
    assert count(lakes["grown"], entries) == 70 * 3 * 100 + 200
    assert count(lakes["grown"], "count(*) FROM spotify.song") == 20_000
    assert count(lakes["grown"], "count(*) FROM spotify.raw_file") == 70 * 3 + 2
    # The day's songs were updated, none was new.
    newest = "(SELECT max(last_seen_at) FROM spotify.song)"
    updated = count(lakes["grown"], f"count(*) FROM spotify.song WHERE last_seen_at = {newest}")
    assert updated == len(songs_in(last_raw_file(lakes["grown"])))
    for text in (TRIVIAL, FIRST, SMALL, GROWN):
        assert f"| tuned: {text} |" in markdown(daily)
