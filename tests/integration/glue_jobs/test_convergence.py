"""Convergence: files in any order, split into any runs, repeated or not, end in the same tables.

Each test loads groups of files that share no id, each group in its own order: a load tries as many
orders as there are groups. The ids of a differing row name its group.
"""

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from pyspark.sql import SparkSession

from glue_jobs.batch import read
from glue_jobs.tables import TABLES
from local.lake import Lake
from tests.conftest import load_files, session_on
from tests.integration.glue_jobs import generated_files, real_files
from tests.integration.glue_jobs.check_tables import Tables, check_against_model
from tests.integration.glue_jobs.generated_files import File
from tests.integration.glue_jobs.real_files import RealFile, import_real
from tests.integration.glue_jobs.test_load_real_payloads import EXPECTED, REAL

needs_real = pytest.mark.skipif(not EXPECTED, reason=f"no real payloads in {REAL}")
RUNS = 2
REAL_GROUPS = 4
SMALL_BATCH_ENTRIES = read.SMALL_BATCH_ENTRIES
NO_SMALL_BATCHES = -1  # every batch counts as large
Schedule = Sequence[tuple[File | RealFile, set[int]]]  # each file with the runs that load it


def schedule(files: Sequence[File | RealFile], random: Random) -> Schedule:
    """Choose for each file the run or runs that load it."""
    runs = range(RUNS)
    return [(file, set(random.sample(runs, random.choice([1, 1, RUNS])))) for file in files]


def tables_after(
    spark_process: SparkSession, scheduled: Schedule, batch_size: int, small_batch_entries: int
) -> Tables:
    """Return the tables' rows after all runs, without run_id and loaded_at."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "SMALL_BATCH_ENTRIES", small_batch_entries)
        lake = Lake(Path(folder))
        with session_on(spark_process, lake) as spark:
            for run in range(RUNS):
                load_files(
                    lake, {f.key: f.body for f, runs in scheduled if run in runs}, batch_size
                )
            return {
                table.name: sorted(
                    (
                        row.asDict(recursive=True)
                        for row in spark.table(f"glue_catalog.spotify.{table.name}")
                        .drop("run_id", "loaded_at")
                        .collect()
                    ),
                    key=repr,
                )
                for table in TABLES
            }


def some_batches(files: Sequence[File | RealFile], random: Random) -> int:
    """Return the size of batches, so that a run of all files has three to five."""
    return ceil(len(files) / random.choice([3, 4, 5]))


@pytest.mark.parametrize("groups", [30, pytest.param(500, marks=pytest.mark.slow)])
def test_order_batching_and_repetition_do_not_matter(
    spark_process: SparkSession, groups: int
) -> None:
    random = Random(0)
    files = [
        file
        for number in range(groups)
        for file in generated_files.make_files(f"w{number}", random)
    ]
    batch_size = some_batches(files, random)

    tables = tables_after(spark_process, schedule(files, random), batch_size, SMALL_BATCH_ENTRIES)

    check_against_model(tables, files)
    assert tables == tables_after(spark_process, schedule(files, random), 10_000, NO_SMALL_BATCHES)


@needs_real
@pytest.mark.slow
def test_order_of_real_payloads_does_not_matter(spark_process: SparkSession) -> None:
    random = Random(0)
    real = import_real([REAL / name for name in sorted(EXPECTED)])
    files = [
        file
        for number in range(REAL_GROUPS)
        for file in real_files.make_files(f"w{number}", real, random)
    ]
    batch_size = some_batches(files, random)

    tables = tables_after(spark_process, schedule(files, random), batch_size, SMALL_BATCH_ENTRIES)

    for table in ("song", "album", "artist"):
        found = [row[f"{table}_id"] for row in tables[table]]
        assert sorted(found) == sorted({id_ for file in files for id_ in file.ids[table]})
    entries = {row["raw_file"]: (row["status"], row["entries"]) for row in tables["raw_file"]}
    assert entries == {file.key: ("loaded", file.entries) for file in files}
    assert tables == tables_after(spark_process, schedule(files, random), 10_000, NO_SMALL_BATCHES)
