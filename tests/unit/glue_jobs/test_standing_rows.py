"""Which standing rows a batch can meet, as SQL."""

from datetime import date

import pytest
from pyspark.sql import SparkSession

from glue_jobs.standing_rows import MOST_IDS, Ids, ids_in, within_days

HOSTILE = ["it's", 'a "quote"', "back\\slash", "${spark.app.name}", "') OR TRUE --", "", "ü 🎵"]


def test_days_are_held_from_the_first_to_the_last() -> None:
    days = [date(2026, 3, 2), date(2026, 1, 31), date(2026, 2, 1)]
    assert within_days("t.day", days) == "t.day BETWEEN DATE '2026-01-31' AND DATE '2026-03-02'"


@pytest.mark.parametrize("hashes", [{}, {"song_id": []}, {"song_id": range(MOST_IDS + 1)}])
def test_ids_that_are_unknown_or_many_exclude_nothing(hashes: dict[str, range]) -> None:
    assert Ids(hashes).condition("song_id", "t.") == "TRUE"


def test_as_many_ids_as_are_worth_it_are_listed() -> None:
    condition = Ids({"song_id": range(MOST_IDS)}).condition("song_id", "t.")
    assert condition.startswith("xxhash64(t.song_id) IN (0, 1, 2, ")


def test_the_ids_of_a_batch_hold_for_its_rows_and_for_hardly_any_other(spark: SparkSession) -> None:
    sightings = spark.createDataFrame(
        [((song_id,), (f"album of {song_id}",), None, ("p",)) for song_id in HOSTILE]
        + [(None, None, ("an artist",), None)],
        "song struct<song_id string>, album struct<album_id string>, "
        "artist struct<artist_id string>, playlist struct<playlist_id string>",
    )
    standing = spark.createDataFrame(
        [(text, text) for text in [*HOSTILE, "spotify-playlist-lake", "another", "TRUE"]],
        "song_id string, artist_id string",
    )
    ids = ids_in(sightings)

    met = standing.where(ids.condition("song_id")).collect()
    assert sorted(row.song_id for row in met) == sorted(HOSTILE)
    assert standing.where(ids.condition("artist_id")).count() == 0
