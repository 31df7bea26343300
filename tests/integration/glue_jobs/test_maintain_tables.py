"""maintain_tables: fewer files and table snapshots, no orphan files, the same rows."""

import logging
import os
import time
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from glue_jobs import maintain_tables
from glue_jobs.job.arguments import JobArgumentError
from glue_jobs.tables import ARTIST, PLAYLIST_ENTRY, SONG, TABLES
from local.lake import Lake
from tests.conftest import Load
from tests.integration.glue_jobs.test_bad_files import GOOD

DAYS = {f"p/{day}.jsonl": GOOD.replace(b"2026-11-01", b"2026-11-0%d" % day) for day in range(1, 4)}


def maintain(keep_snapshots_days: str = "0") -> dict[str, dict[str, int]]:
    return maintain_tables.main(
        [
            "maintain_tables", "--database", "spotify",
            "--keep_snapshots_days", keep_snapshots_days, "--keep_orphans_days", "3",
        ]
    )  # fmt: skip


def rows(spark: SparkSession) -> dict[str, list[str]]:
    return {
        table.name: sorted(map(str, spark.table(f"glue_catalog.spotify.{table.name}").collect()))
        for table in TABLES
    }


def files(spark: SparkSession, table: str) -> dict[str, int]:
    spark.sql(f"REFRESH TABLE glue_catalog.spotify.{table}")
    found = spark.table(f"glue_catalog.spotify.{table}.files").groupBy("content").count().collect()
    names = {0: "data", 1: "deletes"}
    return {names[row["content"]]: row["count"] for row in found}


def test_compaction_keeps_all_rows(
    spark: SparkSession, lake: Lake, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, body in DAYS.items():
        load(lake, {key: body})
    before = rows(spark)
    assert files(spark, "song") == {"data": 3, "deletes": 2}
    assert files(spark, "playlist_entry") == {"data": 3}
    litter = lake.warehouse / "spotify/song/data/litter.parquet"
    recent = litter.with_name("recent.parquet")
    for path in (litter, recent):
        path.write_bytes(b"left by a killed task")
    week_ago = time.time() - 7 * 86_400
    os.utime(litter, (week_ago, week_ago))

    done = maintain()

    assert rows(spark) == before
    assert files(spark, "song") == {"data": 1}
    assert files(spark, "playlist_entry") == {"data": 1}
    assert spark.table("glue_catalog.spotify.song.snapshots").count() == 1
    assert not litter.exists()
    assert recent.exists()  # a running load may have written it
    song = done["song"]
    assert (song["data_files_rewritten"], song["data_files_added"]) == (3, 1)
    assert song["delete_files_removed"] == 2
    assert song["snapshots_expired"] >= 3
    assert song["orphan_files_removed"] == 1
    assert sum(1 for _ in parquet_files(lake, "song")) == 2  # the compacted and the recent one
    monkeypatch.setattr(maintain_tables, "TABLES", (SONG, PLAYLIST_ENTRY))
    again = maintain()
    assert all(counts["data_files_rewritten"] == 0 for counts in again.values())


def test_large_file_is_rewritten_only_when_many_of_its_rows_are_deleted(
    spark: SparkSession, lake: Lake, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = b'{"item":{"type":"track","id":"s1","name":"Song"}}'
    songs = b",".join(item.replace(b"s1", b"s%d" % number) for number in range(50))
    load(lake, {"p/1.jsonl": DAYS["p/1.jsonl"].replace(item, songs)})
    for key in ("p/2.jsonl", "p/3.jsonl"):
        load(lake, {key: DAYS[key].replace(b"s1", b"s" + key[2:3].encode())})
    before = rows(spark)
    assert files(spark, "song") == {"data": 3, "deletes": 1}
    monkeypatch.setattr(maintain_tables, "TABLES", (SONG,))
    monkeypatch.setattr(maintain_tables, "SMALL_FILE_BYTES", 1)

    few = maintain()["song"]

    assert files(spark, "song") == {"data": 3, "deletes": 1}
    assert few["data_files_rewritten"] == 0
    monkeypatch.setattr(maintain_tables, "DELETED_SHARE", 2 / 50)
    many = maintain()["song"]
    assert files(spark, "song") == {"data": 3}
    assert many["data_files_rewritten"] == 1
    assert rows(spark) == before


def parquet_files(lake: Lake, table: str) -> list[Path]:
    return list((lake.warehouse / "spotify" / table / "data").rglob("*.parquet"))


def test_recent_table_snapshots_are_kept_and_a_table_that_fails_is_an_error(
    spark: SparkSession,
    lake: Lake,
    load: Load,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load(lake, {"p/1.jsonl": DAYS["p/1.jsonl"]})
    load(lake, {"p/2.jsonl": DAYS["p/2.jsonl"]})
    first = spark.sql(
        "SELECT snapshot_id FROM glue_catalog.spotify.playlist_entry.snapshots "
        "ORDER BY committed_at LIMIT 1"
    ).collect()[0][0]

    for path in parquet_files(lake, "song"):
        path.write_bytes(b"cut short")
    caplog.clear()
    caplog.set_level(logging.INFO, "glue_jobs")
    monkeypatch.setattr(maintain_tables, "TABLES", (SONG, PLAYLIST_ENTRY, ARTIST))

    with pytest.raises(maintain_tables.MaintenanceError, match="not maintained, run again: song: "):
        maintain(keep_snapshots_days="7")

    logged = {
        record.__dict__["fields"]["table"]: (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name == "glue_jobs"
    }
    assert logged.pop("song") == ("ERROR", "table not maintained")
    maintained = ("INFO", "table maintained")
    assert logged == {"playlist_entry": maintained, "artist": maintained}
    then = spark.read.option("snapshot-id", first).table("glue_catalog.spotify.playlist_entry")
    assert [row.raw_file for row in then.collect()] == ["p/1.jsonl"]


@pytest.mark.usefixtures("spark")
def test_lake_without_tables() -> None:
    assert maintain() == {}


@pytest.mark.usefixtures("spark")
def test_invalid_argument_is_named() -> None:
    with pytest.raises(JobArgumentError, match="--keep_snapshots_days takes a whole number from 0"):
        maintain(keep_snapshots_days="soon")
