"""A worker's share of a batch: from Arrow batches of keys to Arrow batches of sightings."""

import gc
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from threading import Barrier, Event
from typing import cast

import pyarrow as pa
import pytest

from glue_jobs.batch import newest, read
from glue_jobs.batch.read import FILES_AT_A_TIME, _read_partition
from glue_jobs.raw_zone.zone import RawZoneError
from tests.conftest import put_files
from tests.unit.glue_jobs.arrow_rows import rows_of
from tests.unit.glue_jobs.payloads import entry, raw_key, raw_line, track


def batches(*keys: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Keys as Spark hands them to a worker."""
    return iter([pa.record_batch({"raw_file": pa.array(some, pa.string())}) for some in keys])


def put(root: Path, files: dict[str, bytes]) -> list[str]:
    put_files(root, files)
    return list(files)


def song(song_id: str, day: int = 1, **fields: object) -> bytes:
    """A raw file of one song."""
    item = entry(track(song_id, **fields))
    return raw_line(item, playlist_id="p", extracted_at=f"2026-11-{day:02}T06:00:00Z")


class FakeRawZone:
    """A raw zone without files, in which a test decides what reading does."""

    requests_at_a_time = 100

    def __init__(self) -> None:
        self.read_keys: list[str] = []

    def read(self, key: str) -> tuple[bytes, str]:
        self.read_keys.append(key)
        return song(key), "v1"


@pytest.fixture
def raw_zone(monkeypatch: pytest.MonkeyPatch) -> FakeRawZone:
    zone = FakeRawZone()
    monkeypatch.setattr(read, "open_raw_zone", lambda uri: zone)
    return zone


def test_a_file_comes_back_with_its_key_its_version_and_what_it_shows(tmp_path: Path) -> None:
    key = raw_key("p", "2026-11-01T06:00:00Z")
    put(tmp_path, {key: song("t1")})
    rows = rows_of(_read_partition(str(tmp_path), batches([key])))

    (snapshot,) = rows["snapshot"]
    stat = (tmp_path / "to_process" / key).stat()
    assert (snapshot["raw_file"], snapshot["status"], snapshot["tracks"]) == (key, "loaded", 1)
    assert snapshot["version"] == f"{stat.st_mtime_ns}-{stat.st_size}"
    assert [row["song_id"] for row in rows["song"]] == ["t1"]
    assert [row["playlist_id"] for row in rows["playlist"]] == ["p"]
    assert (len(rows["album"]), len(rows["artist"])) == (1, 1)


def test_the_files_come_back_in_the_order_of_their_keys_over_all_batches(tmp_path: Path) -> None:
    keys = put(tmp_path, {f"{number:02}.jsonl": song(f"t{number}") for number in range(20)})
    found = rows_of(_read_partition(str(tmp_path), batches(keys[:3], [], keys[3:4], keys[4:])))

    assert [row["raw_file"] for row in found["snapshot"]] == keys
    songs = [row["song_id"] for snapshot in found["snapshot"] for row in snapshot["rows"]]
    assert songs == [f"t{number}" for number in range(20)]


def test_a_task_without_keys_hands_on_nothing(tmp_path: Path) -> None:
    assert list(_read_partition(str(tmp_path), batches())) == []
    assert list(_read_partition(str(tmp_path), batches([]))) == []


def test_one_bad_file_never_stops_the_rest(tmp_path: Path) -> None:
    files = {
        "a.jsonl": song("t1"),
        "b.jsonl": song("t2")[:-9],
        "c.jsonl": b"",
        "e.jsonl": song("t3"),
        "f.jsonl": raw_line(entry(under="neither")),
    }
    put(tmp_path, files)
    (tmp_path / "to_process" / "d.jsonl").mkdir()
    keys = [f"{letter}.jsonl" for letter in "abcdefg"]
    found = rows_of(_read_partition(str(tmp_path), batches(keys)))

    missing = tmp_path / "to_process" / "g.jsonl"
    assert [(row["raw_file"], row["status"], row["reason"]) for row in found["snapshot"]] == [
        ("a.jsonl", "loaded", None),
        ("b.jsonl", "rejected", "line 1: Input data was truncated"),
        ("c.jsonl", "rejected", "the file is empty"),
        ("d.jsonl", "rejected", "a folder, not a file"),
        ("e.jsonl", "loaded", None),
        (
            "f.jsonl",
            "rejected",
            "none of the 1 entries has an `item` or a `track`: "
            "fetch the playlist without a `fields` filter",
        ),
        ("g.jsonl", "unread", f"{missing}: No such file or directory"),
    ]
    assert [row["song_id"] for row in found["song"]] == ["t1", "t3"]


def test_only_a_file_that_was_read_has_a_version(tmp_path: Path) -> None:
    put(tmp_path, {"bad.jsonl": b"bad"})
    (tmp_path / "to_process" / "folder.jsonl").mkdir()
    keys = ["bad.jsonl", "folder.jsonl", "gone.jsonl"]
    found = rows_of(_read_partition(str(tmp_path), batches(keys)))["snapshot"]

    assert [row["version"] is not None for row in found] == [True, False, False]


def test_the_files_of_a_task_are_folded_together(tmp_path: Path) -> None:
    files = {f"{day}": song("t", day, name=f"Day {day}") for day in (2, 3, 1)}
    rows = rows_of(_read_partition(str(tmp_path), batches(put(tmp_path, files))))

    assert [row["song_name"] for row in rows["song"]] == ["Day 3"]
    assert len(rows["snapshot"]) == 3


def test_several_files_are_fetched_at_a_time(
    raw_zone: FakeRawZone, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = Barrier(FILES_AT_A_TIME)

    def wait_for_the_others(key: str) -> tuple[bytes, str]:
        meeting.wait(timeout=5)
        return song(key), "v1"

    monkeypatch.setattr(raw_zone, "read", wait_for_the_others)
    keys = [f"{number}" for number in range(2 * FILES_AT_A_TIME)]

    assert len(rows_of(_read_partition("", batches(keys)))["snapshot"]) == 2 * FILES_AT_A_TIME


def test_a_slow_file_keeps_its_place(
    raw_zone: FakeRawZone, monkeypatch: pytest.MonkeyPatch
) -> None:
    last_is_read = Event()

    def first_comes_last(key: str) -> tuple[bytes, str]:
        if key == "a":
            assert last_is_read.wait(timeout=5)
        if key == "c":
            last_is_read.set()
        return song(key), f"v-{key}"

    monkeypatch.setattr(raw_zone, "read", first_comes_last)
    found = rows_of(_read_partition("", batches(["a", "b", "c"])))["snapshot"]

    assert [(row["raw_file"], row["version"]) for row in found] == [
        ("a", "v-a"),
        ("b", "v-b"),
        ("c", "v-c"),
    ]
    assert [row["rows"][0]["song_id"] for row in found] == ["a", "b", "c"]


def test_a_failure_to_fetch_is_told_apart_from_a_fault_in_the_program(
    raw_zone: FakeRawZone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(key: str) -> tuple[bytes, str]:
        raise RawZoneError("s3 is away") if key == "away" else ValueError("a bug")

    monkeypatch.setattr(raw_zone, "read", fail)
    (snapshot,) = rows_of(_read_partition("", batches(["away"])))["snapshot"]

    assert (snapshot["status"], snapshot["reason"]) == ("unread", "s3 is away")
    with pytest.raises(ValueError, match="a bug"):
        list(_read_partition("", batches(["away", "other"])))


def test_a_worker_hands_on_what_it_holds_when_it_holds_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "MAX_ENTRIES", 5)
    pages = {f"{number}": raw_line(*[entry(track("t"))] * 2) for number in range(7)}
    found = list(_read_partition(str(tmp_path), batches(put(tmp_path, pages))))

    # 3 files of 2 entries reach 5; so 3 + 3 + 1 files.
    handed_on = [
        [row["raw_file"] for row in rows]
        for batch in found
        if (rows := rows_of([batch])["snapshot"])
    ]
    assert handed_on == [["0", "1", "2"], ["3", "4", "5"], ["6"]]
    altogether = rows_of(found)
    assert [len(row["rows"]) for row in altogether["snapshot"]] == [2] * 7
    assert [row["song_id"] for row in altogether["song"]] == ["t"]  # ids wait for more files


def test_a_file_larger_than_the_limit_is_handed_on_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "MAX_ENTRIES", 5)
    keys = put(tmp_path, {"large": raw_line(*[None] * 12), "small": raw_line(None)})
    found = rows_of(_read_partition(str(tmp_path), batches(keys)))["snapshot"]

    assert [(row["raw_file"], len(row["rows"])) for row in found] == [("large", 12), ("small", 1)]


@pytest.mark.parametrize("many", ["songs", "artists"])
def test_a_worker_hands_on_what_it_holds_when_it_knows_many_ids(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: str
) -> None:
    monkeypatch.setattr(newest, "MAX_IDS", 3)
    monkeypatch.setattr(newest, "MAX_TRACKS", 1)
    songs = [
        track(f"t{number}", artists=[], album=None)
        if many == "songs"
        else track("t", artists=[{"id": f"a{number}"}], album=None)
        for number in range(7)
    ]
    files = {f"{number}": raw_line(entry(item)) for number, item in enumerate(songs)}
    found = list(_read_partition(str(tmp_path), batches(put(tmp_path, files))))

    kind = many.removesuffix("s")
    sizes = [len(rows) for batch in found if (rows := rows_of([batch])[kind])]
    assert sizes == [3, 3, 1]


def test_no_more_is_read_ahead_than_is_fetched_at_a_time(
    raw_zone: FakeRawZone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "MAX_ENTRIES", 1)
    handed_on = _read_partition("", batches([f"{number:03}" for number in range(100)]))

    first = rows_of([next(handed_on)])["snapshot"]
    assert [row["raw_file"] for row in first] == ["000"]
    assert len(raw_zone.read_keys) <= FILES_AT_A_TIME
    assert len(rows_of(handed_on)["snapshot"]) == 99
    assert sorted(raw_zone.read_keys) == [f"{number:03}" for number in range(100)]


def test_garbage_is_collected_again_once_a_share_is_read(raw_zone: FakeRawZone) -> None:
    rest = _read_partition("", batches(["a"], ["b"]))
    next(rest)
    list(rest)
    assert gc.isenabled()


def test_garbage_is_collected_again_where_a_share_is_given_up(raw_zone: FakeRawZone) -> None:
    rest = _read_partition("", batches(["a"]))
    next(rest)
    assert not gc.isenabled()
    cast("Generator[pa.RecordBatch]", rest).close()
    assert gc.isenabled()
