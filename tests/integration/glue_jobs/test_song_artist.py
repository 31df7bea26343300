"""song and song_artist change together."""

from pyspark.sql import SparkSession

from local.lake import Lake
from tests.conftest import Load
from tests.unit.glue_jobs.payloads import artist, entry, raw_line, track

MANY = [f"x{number}" for number in range(20)]


def raw_file(day: int, *artists: str, name: str = "Song") -> bytes:
    credits_ = [artist(each) for each in artists]
    item = entry(track("s1", name=name, artists=credits_))
    return raw_line(item, playlist_id="p", extracted_at=f"2026-11-{day:02}T06:00:00Z")


def song_and_credits(spark: SparkSession) -> tuple[str, list[str]]:
    for table in ("song", "song_artist"):
        spark.sql(f"REFRESH TABLE glue_catalog.spotify.{table}")
    (song,) = spark.table("glue_catalog.spotify.song").collect()
    credits_ = spark.table("glue_catalog.spotify.song_artist").orderBy("artist_position").collect()
    return song.song_name, [row.artist_id for row in credits_]


def test_fewer_artists_replace_all_credits(spark: SparkSession, lake: Lake, load: Load) -> None:
    for day, artists in ((1, MANY), (2, ["x7"]), (3, [])):
        load(lake, {f"p/{day}.jsonl": raw_file(day, *artists, name=f"day {day}")})
        assert song_and_credits(spark) == (f"day {day}", artists)
