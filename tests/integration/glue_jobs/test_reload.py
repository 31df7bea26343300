"""Loading ``processed/`` again fills new columns and moves nothing."""

from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from glue_jobs.load_playlists import LoadError
from local.lake import Lake
from tests.conftest import Load, put_files
from tests.integration.glue_jobs.storage_faults.tables import read_tables
from tests.unit.glue_jobs.payloads import entry, raw_line, track

FILES = {
    f"p/{day}.jsonl": raw_line(
        entry(track("t1", popularity=day), added_by={"id": "ada"}), None, playlist_id="p",
        extracted_at=f"2026-11-0{day}T06:00:00Z",
    )
    for day in (1, 2)
}  # fmt: skip


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_reload_changes_nothing(spark: SparkSession, lake: Lake, load: Load) -> None:
    load(lake, FILES)
    put_files(lake.raw, {"p/3.jsonl": raw_line(playlist_id="p")})
    tables, files = read_tables(spark), files_below(lake.raw)

    summary = load(lake, source_prefix="processed")

    assert summary.loaded == 2
    assert summary.digests == []
    assert read_tables(spark) == tables
    assert files_below(lake.raw) == files


def test_reload_fills_new_columns(spark: SparkSession, lake: Lake, load: Load) -> None:
    load(lake, FILES)
    tables = read_tables(spark)
    for table, columns in (("raw_file", "total"), ("playlist_entry", "popularity, added_by")):
        spark.sql(f"ALTER TABLE glue_catalog.spotify.{table} DROP COLUMNS ({columns})")
    spark.sql("DROP TABLE glue_catalog.spotify.playlist_snapshot")

    load(lake, source_prefix="processed")

    for table in ("raw_file", "playlist_entry"):
        spark.sql(f"REFRESH TABLE glue_catalog.spotify.{table}")
    reloaded = read_tables(spark)
    for name in tables:
        assert [dict(sorted(row.items())) for row in reloaded[name]] == [
            dict(sorted(row.items())) for row in tables[name]
        ]


@pytest.mark.usefixtures("spark")
def test_reload_records_damaged_processed_files(lake: Lake, load: Load) -> None:
    load(lake, FILES)
    damaged = lake.raw / "processed" / "p" / "1.jsonl"
    damaged.write_bytes(b"")

    summary = load(lake, source_prefix="processed")

    assert summary.rejected == {"p/1.jsonl": "the file is empty"}
    assert damaged.exists()
    damaged.unlink()
    damaged.symlink_to("nowhere")
    with pytest.raises(LoadError, match="1 of 2 raw files were not read, run again: "):
        load(lake, source_prefix="processed")


def test_reload_without_added_by_removes_it(spark: SparkSession, lake: Lake, load: Load) -> None:
    load(lake, FILES)
    entries = "SELECT song_id, added_by FROM glue_catalog.spotify.playlist_entry ORDER BY position"
    before = {tuple(row) for row in spark.sql(entries).collect()}

    load(lake, source_prefix="processed", added_by="leave_out")

    assert before == {("t1", "ada"), (None, None)}
    assert {tuple(row) for row in spark.sql(entries).collect()} == {("t1", None), (None, None)}
