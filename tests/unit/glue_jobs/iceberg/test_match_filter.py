"""Which standing rows a batch can meet, as SQL."""

from datetime import date

import pyarrow as pa
import pytest
from pyspark.sql import SparkSession

from glue_jobs.iceberg.match_filter import MOST_IDS, Ids, ids_in, within_days

HOSTILE = ["it's", 'a "quote"', "back\\slash", "${spark.app.name}", "') OR TRUE --", "", "ü 🎵"]


def test_days_are_held_from_the_first_to_the_last() -> None:
    days = [date(2026, 3, 2), date(2026, 1, 31), date(2026, 2, 1)]
    assert within_days("t.day", days) == "t.day BETWEEN DATE '2026-01-31' AND DATE '2026-03-02'"


@pytest.mark.parametrize(
    "ids",
    [[], None, [f"id{number}" for number in range(MOST_IDS + 1)], *(["id", it] for it in HOSTILE)],
)
def test_ids_that_are_unknown_many_or_no_plain_text_exclude_nothing(ids: list[str] | None) -> None:
    known = Ids({} if ids is None else {"song_id": ids})
    assert known.condition("song_id", "t.") == "TRUE"


def test_as_many_ids_as_are_worth_it_are_listed() -> None:
    condition = Ids({"song_id": [f"id{n}" for n in range(MOST_IDS)]}).condition("song_id", "t.")
    assert condition.startswith("t.song_id IN ('id0', 'id1', 'id2', ")
    assert condition.count("'") == 2 * MOST_IDS


def sightings(**ids: list[str]) -> pa.Table:
    columns = {kind: f"{kind}_id" for kind in ("song", "album", "artist", "playlist")}
    columns["snapshot"] = "raw_file"
    rows = [{kind: {columns[kind]: id_}} for kind, of_kind in ids.items() for id_ in of_kind]
    return pa.table(
        {
            kind: pa.array([row.get(kind) for row in rows], pa.struct({column: pa.string()}))
            for kind, column in columns.items()
        }
    )


def test_the_ids_of_a_batch_hold_for_its_rows_and_for_no_other(spark: SparkSession) -> None:
    ids = ids_in(sightings(song=["s1", "0", "s1"], artist=["a"]))
    standing = spark.createDataFrame(
        [(text, text) for text in ["s1", "S1", "0", "a", "b", "", *HOSTILE]],
        "song_id string, artist_id string",
    )

    met = standing.where(ids.condition("song_id")).collect()
    assert sorted(row.song_id for row in met) == ["0", "s1"]
    assert [row.artist_id for row in standing.where(ids.condition("artist_id")).collect()] == ["a"]
    keys = ["p/2026-11-22T06-00-03Z.jsonl", "p_-/2026-11-22T06-00-03.004Z.jsonl"]
    assert ids_in(sightings(snapshot=keys)).condition("raw_file") == f"raw_file IN {(*keys,)}"


def test_ids_with_one_sighting_each_are_known_as_such() -> None:
    ids = ids_in(sightings(song=["s1", "s2", "s1"], album=["l1", "l2"], artist=["s1"]))
    assert ids.once == {"album_id", "artist_id", "playlist_id", "raw_file"}
