"""song_artist: the credits of a song's newest file replace the existing ones."""

from typing import Any

from pyspark.sql import DataFrame, SparkSession

from glue_jobs.tables import SONG_ARTIST, song_artist
from tests.unit.glue_jobs.tables.frames import at, extracted, rows_of, table

SONG = """
    song_id string, last_seen_at timestamp_ntz, shown_at struct<artist_id: timestamp_ntz>
"""
COLUMNS = "song_id string, artist_position int, artist_id string, seen_at timestamp_ntz"


def song_row(song_id: str, day: int, *artists: str) -> dict[str, Any]:
    return {
        "song_id": song_id, "artist_ids": list(artists),
        "first_seen_at": at(day), "last_seen_at": at(day),
    }  # fmt: skip


def transformed(
    spark: SparkSession,
    songs: list[dict[str, Any]],
    newest: dict[str, int],
    existing: list[tuple[str, int, str, int]] | None = None,
) -> DataFrame:
    return song_artist.transform(
        extracted(spark, song=songs),
        table(spark, SONG, *((song, at(day), None) for song, day in newest.items())),
        table(spark, COLUMNS, *((s, p, a, at(day)) for s, p, a, day in existing or [])),
    )


def test_credits_of_a_new_song(spark: SparkSession) -> None:
    rows = transformed(spark, [song_row("s", 1, "b", "a", "b")], {"s": 1})

    assert rows.columns == [*SONG_ARTIST.column_names, "stale"]
    assert rows_of(rows) == [
        ("s", 1, "b", at(1), False),
        ("s", 2, "a", at(1), False),
        ("s", 3, "b", at(1), False),
    ]


def test_shorter_credits_mark_missing_positions_stale(spark: SparkSession) -> None:
    existing = [("s", 1, "a", 1), ("s", 2, "b", 1), ("s", 3, "c", 1), ("other", 1, "z", 1)]

    rows = transformed(spark, [song_row("s", 2, "c")], {"s": 2, "other": 1}, existing)

    assert rows_of(rows) == [
        ("s", 1, "c", at(2), False),
        ("s", 2, None, at(2), True),
        ("s", 3, None, at(2), True),
    ]


def test_empty_credits_mark_all_positions_stale(spark: SparkSession) -> None:
    rows = transformed(spark, [song_row("s", 2)], {"s": 2}, [("s", 1, "a", 1)])
    assert rows_of(rows) == [("s", 1, None, at(2), True)]


def test_older_file_changes_nothing(spark: SparkSession) -> None:
    for existing in ([("s", 1, "a", 2)], []):  # the newest file may have had no credits
        assert rows_of(transformed(spark, [song_row("s", 1, "x")], {"s": 2}, existing)) == []


def test_ties_are_broken_by_the_greater_credits(
    spark: SparkSession,
) -> None:
    lesser, greater = song_row("s", 1, "a", "z"), song_row("s", 1, "b")

    within = transformed(spark, [greater, lesser], {"s": 1})
    after = transformed(spark, [greater], {"s": 1}, [("s", 1, "a", 1), ("s", 2, "z", 1)])
    before = transformed(spark, [lesser], {"s": 1}, [("s", 1, "b", 1)])

    assert rows_of(within) == [("s", 1, "b", at(1), False)]
    assert rows_of(after) == [("s", 1, "b", at(1), False), ("s", 2, None, at(1), True)]
    assert rows_of(before) == []


def test_newest_credits_of_a_batch_win(spark: SparkSession) -> None:
    songs = [song_row("s", 2, "b"), song_row("s", 3, "c"), song_row("s", 1, "a")]
    assert rows_of(transformed(spark, songs, {})) == [("s", 1, "c", at(3), False)]


def test_result_does_not_depend_on_whether_songs_are_merged_first(spark: SparkSession) -> None:
    before = transformed(spark, [song_row("s", 2, "c")], {"s": 1}, [("s", 1, "a", 1)])
    after = transformed(spark, [song_row("s", 2, "c")], {"s": 2}, [("s", 1, "a", 1)])
    assert rows_of(before) == rows_of(after) == [("s", 1, "c", at(2), False)]


def test_newer_file_without_credits_does_not_count(spark: SparkSession) -> None:
    existing = [("s", 1, "a", 1)]
    credits_ = song_artist.transform(
        extracted(spark, song=[song_row("s", 2, "b"), song_row("s", 3) | {"artist_ids": None}]),
        table(spark, SONG, ("s", at(4), {"artist_id": at(1)})),
        table(spark, COLUMNS, *((s, p, a, at(day)) for s, p, a, day in existing)),
    )
    assert rows_of(credits_) == [("s", 1, "b", at(2), False)]


def test_artist_without_id_keeps_the_other_positions(spark: SparkSession) -> None:
    existing = [("s", 1, "a", 1), ("s", 2, "b", 1)]
    credits_ = [song_row("s", 2) | {"artist_ids": ["a", None, "c"]}]
    assert rows_of(transformed(spark, credits_, {"s": 1}, existing)) == [
        ("s", 1, "a", at(2), False),
        ("s", 2, None, at(2), True),
        ("s", 3, "c", at(2), False),
    ]
