"""Generated raw files have the size of the Web API's and change from day to day."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from benchmarks.raw_files import write_raw_files
from benchmarks.scratch import link_raw_files, make_workload


def raw_files(raw_zone: Path) -> dict[str, bytes]:
    top = raw_zone / "to_process"
    return {str(path.relative_to(top)): path.read_bytes() for path in top.rglob("*.jsonl")}


def pages(body: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in body.splitlines()]


def songs(body: bytes) -> list[str]:
    return [entry["item"]["id"] for page in pages(body) for entry in page["page"]["items"]]


def test_same_arguments_make_the_same_bytes(tmp_path: Path) -> None:
    sizes = [write_raw_files(tmp_path / name, 9, markets=False) for name in ("one", "other")]

    one, other = raw_files(tmp_path / "one"), raw_files(tmp_path / "other")
    assert one == other
    assert sizes == [sum(map(len, one.values()))] * 2


# The size of entries in real responses, in pages of 50.
@pytest.mark.parametrize(
    ("markets", "least", "most"), [(False, 2_000, 2_600), (True, 3_800, 4_600)]
)
def test_entries_are_as_large_as_the_web_apis(
    tmp_path: Path, markets: bool, least: int, most: int
) -> None:
    written = write_raw_files(tmp_path, 4, markets=markets)

    assert least < written / 400 < most


def test_files_are_playlists_by_days_with_100_entries(tmp_path: Path) -> None:
    write_raw_files(tmp_path, 9, markets=False)

    files = raw_files(tmp_path)
    assert len(files) == 9
    assert len({key.split("/")[0] for key in files}) == 3
    for key, body in files.items():
        lines = pages(body)
        assert [line["page"]["offset"] for line in lines] == [0, 50]
        assert {line["playlist"]["id"] for line in lines} == {key.split("/")[0]}
        assert len(songs(body)) == 100


def test_three_songs_of_a_playlist_change_per_day(tmp_path: Path) -> None:
    write_raw_files(tmp_path, 9, markets=False)

    days = sorted((key, body) for key, body in raw_files(tmp_path).items())
    first_playlist = [songs(body) for _, body in days[:3]]
    for yesterday, today in pairwise(first_playlist):
        stayed = [song for song in today if song in yesterday]
        assert 97 <= len(stayed) < 100
        assert stayed == [song for song in yesterday if song in stayed]


def test_number_of_entries_can_be_set(tmp_path: Path) -> None:
    write_raw_files(tmp_path, 2, markets=False, entries=120)

    for body in raw_files(tmp_path).values():
        assert len(songs(body)) == 120
        assert [len(line["page"]["items"]) for line in pages(body)] == [50, 50, 20]


def test_workload_is_made_once_and_again_if_incomplete(tmp_path: Path) -> None:
    made = make_workload(tmp_path, 2, markets=False)
    files = raw_files(made.raw_zone)
    (made.raw_zone / "kept").touch()
    assert make_workload(tmp_path, 2, markets=False) == made
    assert (made.raw_zone / "kept").exists()

    (made.raw_zone / "whole.json").unlink()
    next((made.raw_zone / "to_process").rglob("*.jsonl")).unlink()
    assert make_workload(tmp_path, 2, markets=False) == made
    assert raw_files(made.raw_zone) == files
    assert make_workload(tmp_path, 2, markets=True).raw_zone != made.raw_zone


def test_moving_a_linked_raw_file_does_not_change_the_workload(tmp_path: Path) -> None:
    made = make_workload(tmp_path, 2, markets=False)
    link_raw_files(made.raw_zone, tmp_path / "lake")

    assert raw_files(tmp_path / "lake") == (kept := raw_files(made.raw_zone))
    for path in (tmp_path / "lake").rglob("*.jsonl"):
        path.rename(tmp_path / path.name)
    assert raw_files(made.raw_zone) == kept
