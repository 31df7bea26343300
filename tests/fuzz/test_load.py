"""Load a few hundred damaged raw files among good ones."""

from collections.abc import Iterator
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from pyspark.sql import SparkSession

from local.lake import Lake
from tests.conftest import Load
from tests.fuzz.expected import Expected, expected
from tests.fuzz.mutations import mutate_bytes, mutate_json, write
from tests.fuzz.raw_files import raw_files
from tests.fuzz.seeds import make_lines
from tests.fuzz.worker import REASON
from tests.unit.glue_jobs.payloads import entry as entry_of
from tests.unit.glue_jobs.payloads import raw_line, track

GOOD = {
    f"good/{number:03}.jsonl": raw_line(
        None,
        entry_of(track(f"good-song-{number}", popularity=number)),
        entry_of(track(f"good-song-{number + 1}"), under="track"),
        playlist_id=f"good-{number}",
    )
    for number in range(20)
}
KINDS = ("track", "episode", "local", "unavailable")


def damaged_files() -> Iterator[bytes]:
    for seed in range(120):
        random = Random(seed)
        yield write(mutate_json(make_lines(random), random), random)
        body, other = (write(make_lines(random), random) for _ in range(2))
        yield mutate_bytes(body, other, random)


def files_of_any_shape(count: int) -> list[bytes]:
    found: list[bytes] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(raw_files())
    def take(lines: list[Any]) -> None:
        found.append(write(lines, Random(len(found))))

    take()
    return found


def archived(lake: Lake, folder: str) -> dict[str, bytes]:
    top = lake.raw / folder
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in top.rglob("*")
        if path.is_file()
    }


def rows(spark: SparkSession, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return [
        tuple(row)
        for row in spark.table(f"glue_catalog.spotify.{table}").select(*columns).collect()
    ]


def test_damaged_files_are_counted_and_archived(
    spark: SparkSession, lake: Lake, load: Load
) -> None:
    damaged = [*damaged_files(), *files_of_any_shape(80)]
    files = GOOD | {f"any/{number:03}.jsonl": body for number, body in enumerate(damaged)}
    must = {key: expected(body) for key, body in files.items()}

    summary = load(lake, files, max_files_per_batch=200)

    processed, rejected = archived(lake, "processed"), archived(lake, "rejected")
    assert archived(lake, "to_process") == {}
    assert processed | rejected == files
    assert not processed.keys() & rejected.keys()
    assert GOOD.keys() <= processed.keys()
    assert {key for key in files if must[key].loads is True} <= processed.keys()
    assert {key for key in files if must[key].loads is False} <= rejected.keys()
    assert min(len(processed), len(rejected)) > 80
    assert summary.loaded == len(processed)
    assert {*summary.rejected} == {*rejected}
    check_raw_file(spark, must, processed.keys())
    check_entries(spark, must, processed.keys())


def check_raw_file(spark: SparkSession, must: dict[str, Expected], loaded: Any) -> None:
    columns = ("playlist_id", "entries", "tracks", "episodes", "local", "unavailable")
    found = {
        key: rest
        for key, *rest in rows(spark, "raw_file", "raw_file", "status", "reason", *columns)
    }
    assert found.keys() == must.keys()
    for key, (status, reason, *counts) in found.items():
        if key in loaded:
            of_kinds = [must[key].count(kind) for kind in KINDS]
            assert (status, reason) == ("loaded", None)
            assert counts == [must[key].playlist_id, sum(of_kinds), *of_kinds]
        else:
            assert status == "rejected"
            assert REASON.fullmatch(reason), reason
            assert counts == [None, 0, 0, 0, 0, 0]


def check_entries(spark: SparkSession, must: dict[str, Expected], loaded: Any) -> None:
    """Check that the file kept for each playlist and day has all its entries and no others."""
    columns = ("raw_file", "position", "entry_type", "song_id", "popularity")
    found: dict[str, set[Any]] = {}
    for key, *entry in rows(spark, "playlist_entry", *columns):
        found.setdefault(key, set()).add(tuple(entry))
    for key, entries in found.items():
        assert entries == set(must[key].entries)
    assert GOOD.keys() <= found.keys()
    songs = [song_id for (song_id,) in rows(spark, "song", "song_id")]
    assert len(songs) == len({*songs})
    assert {*songs} == {song_id for key in loaded for song_id in must[key].song_ids}
