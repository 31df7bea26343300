"""A batch is read in the driver or by Spark's workers: what comes out is the same."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from pyspark.sql import SparkSession

from glue_jobs.batch import read_batch as reading
from glue_jobs.batch.read import FEW_FILES
from glue_jobs.batch.read_batch import Batch, read_batch
from tests.conftest import put_files
from tests.integration.glue_jobs import worlds
from tests.integration.glue_jobs.test_bad_files import BAD, GOOD


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "raw"


def put(raw: Path, bodies: dict[str, bytes]) -> list[str]:
    put_files(raw, bodies)
    return sorted(bodies)


def sorted_rows(batch: Batch) -> list[dict[str, Any]]:
    return sorted((row.asDict(recursive=True) for row in batch.sightings.collect()), key=repr)


def test_both_ways_hand_on_the_same(
    spark: SparkSession, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(7)
    files = [file for n in range(12) for file in worlds.make_files(f"w{n}", random)]
    bad = {f"p/{name}": body for name, (body, _) in BAD.items()}
    keys = [*put(raw, {file.key: file.body for file in files} | bad), "p/vanished.jsonl"]

    with read_batch(spark, str(raw), keys) as here:
        assert here.few
        rows, snapshots = sorted_rows(here), sorted(here.snapshots)
    monkeypatch.setattr(reading, "FEW_ENTRIES", 0)
    with read_batch(spark, str(raw), keys) as there:
        assert not there.few
        assert there.ids.by_column == {}
        # What two workers see of one id is folded by the tables.
        theirs = sorted_rows(there)
        assert {row["snapshot"]["raw_file"] for row in theirs if row["snapshot"]} == {*keys}
        assert sorted(there.snapshots) == snapshots

    def snapshot_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row for row in rows if row["snapshot"]]

    assert snapshot_rows(theirs) == snapshot_rows(rows)
    for kind in ("song", "album", "artist", "playlist"):
        ids = {row[kind][f"{kind}_id"] for row in theirs if row[kind]}
        assert ids == {*here.ids.by_column[f"{kind}_id"]}


def test_few_entries_in_many_files_are_read_by_workers(spark: SparkSession, raw: Path) -> None:
    keys = put(raw, {f"p/{number}.jsonl": GOOD for number in range(FEW_FILES + 1)})

    with read_batch(spark, str(raw), keys[:-1]) as batch:
        assert batch.few
    with read_batch(spark, str(raw), keys) as batch:
        assert not batch.few
        assert len(batch.snapshots) == FEW_FILES + 1


def test_as_many_entries_as_are_few_are_read_here(
    spark: SparkSession, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = put(raw, {f"p/{number}.jsonl": GOOD for number in range(3)})  # of one entry each
    for few, here in ((3, True), (2, False)):
        monkeypatch.setattr(reading, "FEW_ENTRIES", few)
        with read_batch(spark, str(raw), keys) as batch:
            assert batch.few is here
            assert sum(row.entries for row in batch.snapshots) == 3


def test_looking_into_a_few_files_costs_no_job_of_spark_s(spark: SparkSession, raw: Path) -> None:
    keys = put(raw, {"p/a.jsonl": GOOD})
    spark.sparkContext.setJobGroup("few", "reading a few files")
    try:
        with read_batch(spark, str(raw), keys) as batch:
            plan = str(batch.sightings._jdf.queryExecution().optimizedPlan().toString())
        jobs = spark.sparkContext.statusTracker().getJobIdsForGroup("few")
    finally:
        spark.sparkContext._jsc.clearJobGroup()
    assert list(jobs) == []
    assert plan.startswith("LocalRelation")
