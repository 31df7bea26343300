"""Which batches are merged as newer than all that stands: those that are, and no others."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pyspark.sql import SparkSession

from glue_jobs.iceberg import merge as merging
from glue_jobs.iceberg.merge import Standing
from glue_jobs.tables.table import Table
from local.lake import Lake
from tests.conftest import Load
from tests.unit.glue_jobs.payloads import artist, entry, raw_line, track

SEEN = ("song", "song_artist", "album", "artist", "playlist")


def raw_file(day: int, *artists: str, name: str = "Song") -> bytes:
    credits_ = [artist(each) for each in artists]
    item = entry(track("s1", name=name, artists=credits_))
    return raw_line(item, playlist_id="p", extracted_at=f"2026-11-{day:02}T06:00:00Z")


@contextmanager
def merges() -> Iterator[dict[str, Standing]]:
    """What each table's MERGE is told of the rows that stand."""
    told: dict[str, Standing] = {}
    statement = merging.merge_statement

    def noted(database: str, table: Table, standing: Standing, *, stale: bool) -> str:
        told[table.name] = standing
        return statement(database, table, standing, stale=stale)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "merge_statement", noted)
        yield told


def song_and_credits(spark: SparkSession) -> tuple[str, list[str]]:
    for table in ("song", "song_artist"):
        spark.sql(f"REFRESH TABLE glue_catalog.spotify.{table}")
    (song,) = spark.table("glue_catalog.spotify.song").collect()
    credits_ = spark.table("glue_catalog.spotify.song_artist").orderBy("artist_position").collect()
    return song.song_name, [row.artist_id for row in credits_]


def test_each_day_is_newer_than_the_last(spark: SparkSession, lake: Lake, load: Load) -> None:
    load(lake, {"p/1.jsonl": raw_file(1, "x", "y", "z", name="first")})
    with merges() as told:
        load(lake, {"p/2.jsonl": raw_file(2, "z", name="second")})

    assert {table for table, standing in told.items() if standing.older} == {*SEEN, "raw_file"}
    assert told["song"].only == "t.song_id IN ('s1')"
    assert "playlist_entry" not in told  # appended
    assert song_and_credits(spark) == ("second", ["z"])


def test_what_comes_late_or_again_is_compared(spark: SparkSession, lake: Lake, load: Load) -> None:
    load(lake, {"p/2.jsonl": raw_file(2, "z", name="second")})
    for key, body in [
        ("p/1.jsonl", raw_file(1, "x", "y", name="first")),
        ("p/2.jsonl", raw_file(2, "z", name="second")),
    ]:
        with merges() as told:
            load(lake, {key: body})
        assert {table for table in SEEN if told[table].older} == set()
        assert song_and_credits(spark) == ("second", ["z"])


def test_one_late_file_makes_its_batch_late(spark: SparkSession, lake: Lake, load: Load) -> None:
    load(lake, {"p/2.jsonl": raw_file(2, "z", name="second")})
    with merges() as told:
        load(
            lake, {"p/1.jsonl": raw_file(1, "x"), "p/3.jsonl": raw_file(3, "v", "w", name="third")}
        )
    assert {table for table in SEEN if told[table].older} == set()
    assert song_and_credits(spark) == ("third", ["v", "w"])


def test_more_artists_than_are_guessed_at_first_are_ended_too(
    spark: SparkSession, lake: Lake, load: Load
) -> None:
    many = [f"x{number}" for number in range(20)]
    load(lake, {"p/1.jsonl": raw_file(1, *many)})
    assert song_and_credits(spark) == ("Song", many)

    load(lake, {"p/2.jsonl": raw_file(2, "x7")})
    assert song_and_credits(spark) == ("Song", ["x7"])

    load(lake, {"p/3.jsonl": raw_file(3)})
    assert song_and_credits(spark) == ("Song", [])
