"""The load job with ``spark.read.json`` in place of its Python workers.

It has the batches, Spark settings, deduplication and MERGE of the job, but only three tables. It
moves no files and does not report bad ones.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from benchmarks.baselines.job_start import start_job_spark
from glue_jobs.batch.split import split_into_batches
from glue_jobs.iceberg.catalog import create_tables
from glue_jobs.iceberg.merge import merge
from glue_jobs.raw_zone.open_zone import open_raw_zone
from glue_jobs.raw_zone.zone import TO_PROCESS
from glue_jobs.tables import ALBUM, ARTIST, SONG
from glue_jobs.tables.newest_wins import NOT_SHOWN, newest_per_key
from local.lake import DATABASE, Lake
from local.spark.jobs import MAX_FILES_PER_BATCH

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

_URLS = "external_urls: struct<spotify: string>"
_ARTISTS = f"artists: array<struct<id: string, name: string, {_URLS}>>"
_ALBUM = (
    "album: struct<id: string, name: string, album_type: string, release_date: string, "
    f"release_date_precision: string, total_tracks: int, {_URLS}, "
    f"images: array<struct<url: string>>, {_ARTISTS}>"
)
_TRACK = (
    "item: struct<id: string, name: string, duration_ms: int, explicit: boolean, popularity: int, "
    "disc_number: int, track_number: int, external_ids: struct<isrc: string>, "
    f"{_URLS}, {_ALBUM}, {_ARTISTS}>"
)
_LINE = f"extracted_at string, page struct<items: array<struct<added_at: string, {_TRACK}>>>"


def run(raw_zone: Path, out: Path) -> None:
    """Load the raw files."""
    files = list(open_raw_zone(str(raw_zone)).list_files())
    spark = start_job_spark(Lake(out), len(files))
    create_tables(spark, DATABASE, (ALBUM, ARTIST, SONG))
    for batch in split_into_batches(files, MAX_FILES_PER_BATCH):
        _load(spark, [str(raw_zone / TO_PROCESS / key) for key in batch])


def _load(spark: "SparkSession", paths: list[str]) -> None:
    tracks = _tracks(spark, paths).persist()
    merge(spark, DATABASE, ALBUM, newest_per_key(_albums(tracks), ALBUM))
    merge(spark, DATABASE, ARTIST, newest_per_key(_artists(tracks), ARTIST))
    merge(spark, DATABASE, SONG, newest_per_key(_songs(tracks), SONG))
    tracks.unpersist()


def _tracks(spark: "SparkSession", paths: list[str]) -> "DataFrame":
    lines = spark.read.schema(_LINE).json(paths)
    entries = lines.select(_time("extracted_at").alias("seen_at"), F.inline("page.items"))
    return entries.select("seen_at", _time("added_at").alias("added_at"), "item.*").where(
        "id is not null"
    )


def _time(name: str) -> "Column":
    return F.to_timestamp_ntz(name, F.lit("yyyy-MM-dd'T'HH:mm:ssX"))


def _seen() -> "list[Column]":
    """Return what extracted rows have beside the payload's columns; these files show all."""
    return [
        F.col("seen_at").alias("first_seen_at"),
        F.col("seen_at").alias("last_seen_at"),
        F.lit(None).cast("array<string>").alias(NOT_SHOWN),
    ]


def _albums(tracks: "DataFrame") -> "DataFrame":
    text, precision = F.col("album.release_date"), F.col("album.release_date_precision")
    day = (
        F.when(precision == "year", F.concat(F.substring(text, 1, 4), F.lit("-01-01")))
        .when(precision == "month", F.concat(F.substring(text, 1, 7), F.lit("-01")))
        .otherwise(text)
    )
    return tracks.select(
        F.col("album.id").alias("album_id"),
        F.col("album.name").alias("album_name"),
        "album.album_type",
        day.cast("date").alias("release_date"),
        "album.release_date_precision",
        "album.total_tracks",
        F.col("album.external_urls.spotify").alias("album_url"),
        F.get("album.images", F.lit(0))["url"].alias("image_url"),
        F.get("album.artists", F.lit(0))["id"].alias("artist_id"),
        *_seen(),
    )


def _artists(tracks: "DataFrame") -> "DataFrame":
    artists = tracks.select("seen_at", F.inline(F.concat("artists", "album.artists")))
    return artists.select(
        F.col("id").alias("artist_id"),
        F.col("name").alias("artist_name"),
        F.col("external_urls.spotify").alias("artist_url"),
        *_seen(),
    )


def _songs(tracks: "DataFrame") -> "DataFrame":
    return tracks.select(
        F.col("id").alias("song_id"),
        F.col("name").alias("song_name"),
        "duration_ms",
        "explicit",
        "popularity",
        "external_ids.isrc",
        "disc_number",
        "track_number",
        F.col("external_urls.spotify").alias("song_url"),
        F.col("album.id").alias("album_id"),
        F.get("artists", F.lit(0))["id"].alias("artist_id"),
        F.col("added_at").alias("song_added_at"),
        *_seen(),
    )
