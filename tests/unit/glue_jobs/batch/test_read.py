"""read_partition: batches of extracted rows from keys of raw files."""

import gc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Barrier, Event
from typing import TYPE_CHECKING, cast

import pytest

from glue_jobs.batch import newest
from glue_jobs.batch.read import MAX_PREFETCHED, read_partition
from glue_jobs.raw_zone.folder import FolderRawZone
from glue_jobs.raw_zone.zone import ListedFile, Move, RawZoneError
from tests.conftest import put_files
from tests.unit.glue_jobs.extracted_rows import rows_of
from tests.unit.glue_jobs.payloads import entry, raw_key, raw_line, track

if TYPE_CHECKING:
    from collections.abc import Generator

    import pyarrow as pa


def zone_at(root: Path) -> Callable[[], FolderRawZone]:
    return lambda: FolderRawZone(root)


def put(root: Path, files: dict[str, bytes]) -> list[str]:
    put_files(root, files)
    return list(files)


def song(song_id: str, day: int = 1, **fields: object) -> bytes:
    """Return a raw file of one song."""
    item = entry(track(song_id, **fields))
    return raw_line(item, playlist_id="p", extracted_at=f"2026-11-{day:02}T06:00:00Z")


class FakeRawZone:
    """A raw zone whose read is a function of the test."""

    requests_at_a_time = 100

    def __init__(self) -> None:
        self.read_keys: list[str] = []

    def read(self, key: str) -> tuple[bytes, str]:
        self.read_keys.append(key)
        return song(key), "v1"

    def list_files(self) -> Iterator[ListedFile]:
        raise NotImplementedError

    def move(self, moves: Sequence[Move]) -> list[str]:
        raise NotImplementedError


@pytest.fixture
def raw_zone() -> FakeRawZone:
    return FakeRawZone()


def test_a_file_is_read_with_its_key_and_version(tmp_path: Path) -> None:
    key = raw_key("p", "2026-11-01T06:00:00Z")
    put(tmp_path, {key: song("t1")})
    rows = rows_of(read_partition(zone_at(tmp_path), [key]))

    (file,) = rows["file"]
    stat = (tmp_path / "to_process" / key).stat()
    assert (file["raw_file"], file["status"], file["tracks"]) == (key, "loaded", 1)
    assert file["version"] == f"{stat.st_mtime_ns}-{stat.st_size}"
    assert [row["song_id"] for row in rows["song"]] == ["t1"]
    assert [row["playlist_id"] for row in rows["playlist"]] == ["p"]
    assert (len(rows["album"]), len(rows["artist"])) == (1, 1)


def test_files_are_returned_in_the_order_of_their_keys(tmp_path: Path) -> None:
    keys = put(tmp_path, {f"{number:02}.jsonl": song(f"t{number}") for number in range(20)})
    found = rows_of(read_partition(zone_at(tmp_path), keys))

    assert [row["raw_file"] for row in found["file"]] == keys
    songs = [row["song_id"] for file in found["file"] for row in file["rows"]]
    assert songs == [f"t{number}" for number in range(20)]


def test_no_keys_give_no_rows(tmp_path: Path) -> None:
    assert list(read_partition(zone_at(tmp_path), [])) == []
    assert list(read_partition(zone_at(tmp_path), [])) == []


def test_a_bad_file_does_not_stop_the_rest(tmp_path: Path) -> None:
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
    found = rows_of(read_partition(zone_at(tmp_path), keys))

    missing = tmp_path / "to_process" / "g.jsonl"
    assert [(row["raw_file"], row["status"], row["reason"]) for row in found["file"]] == [
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
        ("g.jsonl", "failed", f"{missing}: No such file or directory"),
    ]
    assert [row["song_id"] for row in found["song"]] == ["t1", "t3"]


def test_only_a_file_that_was_read_has_a_version(tmp_path: Path) -> None:
    put(tmp_path, {"bad.jsonl": b"bad"})
    (tmp_path / "to_process" / "folder.jsonl").mkdir()
    keys = ["bad.jsonl", "folder.jsonl", "gone.jsonl"]
    found = rows_of(read_partition(zone_at(tmp_path), keys))["file"]

    assert [row["version"] is not None for row in found] == [True, False, False]


def test_rows_are_deduplicated_across_files(tmp_path: Path) -> None:
    files = {f"{day}": song("t", day, name=f"Day {day}") for day in (2, 3, 1)}
    rows = rows_of(read_partition(zone_at(tmp_path), put(tmp_path, files)))

    assert [row["song_name"] for row in rows["song"]] == ["Day 3"]
    assert len(rows["file"]) == 3


def test_files_are_prefetched_in_parallel(
    raw_zone: FakeRawZone, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = Barrier(MAX_PREFETCHED)

    def wait_for_the_others(key: str) -> tuple[bytes, str]:
        meeting.wait(timeout=5)
        return song(key), "v1"

    monkeypatch.setattr(raw_zone, "read", wait_for_the_others)
    keys = [f"{number}" for number in range(2 * MAX_PREFETCHED)]

    assert len(rows_of(read_partition(lambda: raw_zone, keys))["file"]) == 2 * MAX_PREFETCHED


def test_a_slow_file_keeps_its_order(
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
    found = rows_of(read_partition(lambda: raw_zone, ["a", "b", "c"]))["file"]

    assert [(row["raw_file"], row["version"]) for row in found] == [
        ("a", "v-a"),
        ("b", "v-b"),
        ("c", "v-c"),
    ]
    assert [row["rows"][0]["song_id"] for row in found] == ["a", "b", "c"]


def test_a_storage_error_is_a_file_result_and_a_bug_is_raised(
    raw_zone: FakeRawZone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(key: str) -> tuple[bytes, str]:
        raise RawZoneError("s3 is away") if key == "away" else ValueError("a bug")

    monkeypatch.setattr(raw_zone, "read", fail)
    (file,) = rows_of(read_partition(lambda: raw_zone, ["away"]))["file"]

    assert (file["status"], file["reason"]) == ("failed", "s3 is away")
    with pytest.raises(ValueError, match="a bug"):
        list(read_partition(lambda: raw_zone, ["away", "other"]))


def test_batch_is_yielded_at_the_limit_of_entries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "MAX_ENTRIES", 5)
    pages = {f"{number}": raw_line(*[entry(track("t"))] * 2) for number in range(7)}
    found = list(read_partition(zone_at(tmp_path), put(tmp_path, pages)))

    # 3 files of 2 entries reach 5; so 3 + 3 + 1 files.
    handed_on = [
        [row["raw_file"] for row in rows] for batch in found if (rows := rows_of([batch])["file"])
    ]
    assert handed_on == [["0", "1", "2"], ["3", "4", "5"], ["6"]]
    altogether = rows_of(found)
    assert [len(row["rows"]) for row in altogether["file"]] == [2] * 7
    assert [row["song_id"] for row in altogether["song"]] == ["t"]  # ids wait for more files


def test_file_with_more_entries_than_the_limit_is_not_split(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "MAX_ENTRIES", 5)
    keys = put(tmp_path, {"large": raw_line(*[None] * 12), "small": raw_line(None)})
    found = rows_of(read_partition(zone_at(tmp_path), keys))["file"]

    assert [(row["raw_file"], len(row["rows"])) for row in found] == [("large", 12), ("small", 1)]


@pytest.mark.parametrize("many", ["songs", "artists"])
def test_batch_is_yielded_at_the_limit_of_ids(
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
    found = list(read_partition(zone_at(tmp_path), put(tmp_path, files)))

    kind = many.removesuffix("s")
    sizes = [len(rows) for batch in found if (rows := rows_of([batch])[kind])]
    assert sizes == [3, 3, 1]


def test_prefetch_is_bounded(raw_zone: FakeRawZone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newest, "MAX_ENTRIES", 1)
    handed_on = read_partition(lambda: raw_zone, [f"{number:03}" for number in range(100)])

    first = rows_of([next(handed_on)])["file"]
    assert [row["raw_file"] for row in first] == ["000"]
    assert len(raw_zone.read_keys) <= MAX_PREFETCHED
    assert len(rows_of(handed_on)["file"]) == 99
    assert sorted(raw_zone.read_keys) == [f"{number:03}" for number in range(100)]


def test_gc_is_enabled_after_reading(raw_zone: FakeRawZone) -> None:
    rest = read_partition(lambda: raw_zone, ["a", "b"])
    next(rest)
    list(rest)
    assert gc.isenabled()


def test_gc_is_enabled_after_reading_is_abandoned(raw_zone: FakeRawZone) -> None:
    rest = read_partition(lambda: raw_zone, ["a"])
    next(rest)
    assert not gc.isenabled()
    cast("Generator[pa.RecordBatch]", rest).close()
    assert gc.isenabled()
