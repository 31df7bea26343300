"""Predicates on the target rows that a batch can match."""

from datetime import date

import pytest
from pyspark.sql import SparkSession

from glue_jobs.iceberg.match_filter import MAX_IDS, between_days, create_match_filter, one_of

HOSTILE = ["it's", 'a "quote"', "back\\slash", "${spark.app.name}", "') OR TRUE --", "", "ü 🎵"]


def test_days_are_limited_to_first_and_last() -> None:
    days = [date(2026, 3, 2), date(2026, 1, 31), date(2026, 2, 1)]
    assert between_days("t.day", days) == "t.day BETWEEN DATE '2026-01-31' AND DATE '2026-03-02'"


@pytest.mark.parametrize(
    "ids",
    [[], [f"id{number}" for number in range(MAX_IDS + 1)], *(["id", it] for it in HOSTILE)],
)
def test_no_filter_without_ids_with_too_many_or_unusual_ones(ids: list[str]) -> None:
    assert create_match_filter("t.song_id", ids) == "TRUE"


def test_ids_are_listed_up_to_the_maximum() -> None:
    match_filter = create_match_filter("t.song_id", [f"id{n}" for n in range(MAX_IDS)])
    assert match_filter.startswith("t.song_id IN ('id0', 'id1', 'id2', ")
    assert match_filter.count("'") == 2 * MAX_IDS


def test_only_rows_with_one_of_the_ids_match(spark: SparkSession) -> None:
    keys = ["p/2026-11-22T06-00-03Z.jsonl", "p_-/2026-11-22T06-00-03.004Z.jsonl", "0", "s1"]
    texts = [*keys, "S1", "s", "", *HOSTILE]
    existing = spark.createDataFrame([(text,) for text in texts], "id string")

    matching = existing.where(create_match_filter("id", keys)).collect()

    assert sorted(row.id for row in matching) == sorted(keys)


@pytest.mark.parametrize("asked", [[], ["s1", "0"], ["s1", *HOSTILE], HOSTILE])
def test_one_of_holds_for_any_texts(spark: SparkSession, asked: list[str]) -> None:
    existing = spark.createDataFrame([(text,) for text in ["s1", "S1", "0", *HOSTILE]], "id string")

    matching = existing.where(one_of("id", asked)).collect()

    assert sorted(row.id for row in matching) == sorted(asked)
