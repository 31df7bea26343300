"""Convergence: files in any order, split into any runs, repeated or not, end in the same tables.

Each example holds many worlds that share no id: they are loaded together, each by its own schedule,
so that one load tries many orders at once.
"""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from glue_jobs.batch import read
from glue_jobs.tables import TABLES
from local.lake import Lake
from tests.conftest import load_files, session_on
from tests.integration.glue_jobs import real_worlds, worlds
from tests.integration.glue_jobs.real_worlds import RealFile, import_real
from tests.integration.glue_jobs.test_load_real_payloads import EXPECTED, REAL
from tests.integration.glue_jobs.world_checks import Tables, check_against_model
from tests.integration.glue_jobs.worlds import File

# A row that differs names its world; shrinking would take an hour and show no more.
SETTINGS: dict[str, Any] = {"deadline": None, "phases": [Phase.explicit, Phase.generate]}
needs_real = pytest.mark.skipif(not EXPECTED, reason=f"no real payloads in {REAL}")
RUNS = 3
WORLDS = 30
REAL_WORLDS = 8
SMALL = read.SMALL_BATCH_ENTRIES
NONE_SMALL = -1  # every batch is planned as a large one
Schedule = Sequence[
    tuple[File | RealFile, set[int]]
]  # each file with the runs in which it lies in to_process/


def schedule(files: Sequence[File | RealFile], random: Random) -> Schedule:
    """Let each file come in one run, or in several."""
    runs = range(RUNS)
    return [(file, set(random.sample(runs, random.choice([1, 1, 2, RUNS])))) for file in files]


def tables_after(
    spark_process: SparkSession, scheduled: Schedule, batch_size: int, small_batch_entries: int
) -> Tables:
    """The tables after all runs, as rows without what tells one run from another."""
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


def check_convergence(spark_process: SparkSession, seed: int, number_of_worlds: int) -> None:
    random = Random(seed)
    files = [
        file
        for number in range(number_of_worlds)
        for file in worlds.make_files(f"w{number}", random)
    ]
    batch_size = random.choice([20, 50, 1000])

    tables = tables_after(spark_process, schedule(files, random), batch_size, SMALL)

    check_against_model(tables, files)
    assert tables == tables_after(spark_process, schedule(files, random), 1000, NONE_SMALL)


def check_real_convergence(spark_process: SparkSession, seed: int, number_of_worlds: int) -> None:
    random = Random(seed)
    real = import_real([REAL / name for name in sorted(EXPECTED)])
    files = [
        file
        for number in range(number_of_worlds)
        for file in real_worlds.make_files(f"w{number}", real, random)
    ]
    batch_size = random.choice([20, 50, 1000])

    tables = tables_after(spark_process, schedule(files, random), batch_size, SMALL)

    for table in ("song", "album", "artist"):
        found = [row[f"{table}_id"] for row in tables[table]]
        assert sorted(found) == sorted({id_ for file in files for id_ in file.ids[table]})
    entries = {row["raw_file"]: (row["status"], row["entries"]) for row in tables["raw_file"]}
    assert entries == {file.key: ("loaded", file.entries) for file in files}
    assert tables == tables_after(spark_process, schedule(files, random), 1000, NONE_SMALL)


@settings(max_examples=1, derandomize=True, **SETTINGS)
@given(seed=st.integers(0, 2**32))
def test_any_order_split_and_repetition_ends_in_the_same_tables(
    spark_process: SparkSession, seed: int
) -> None:
    check_convergence(spark_process, seed, WORLDS)


@needs_real
@settings(max_examples=1, derandomize=True, **SETTINGS)
@given(seed=st.integers(0, 2**32))
def test_any_order_of_real_payloads_ends_in_the_same_tables(
    spark_process: SparkSession, seed: int
) -> None:
    check_real_convergence(spark_process, seed, REAL_WORLDS)


@pytest.mark.slow
@pytest.mark.timeout(2400)
@settings(max_examples=5, derandomize=True, **SETTINGS)
@given(seed=st.integers(0, 2**32))
def test_a_thousand_orders_end_in_the_same_tables(spark_process: SparkSession, seed: int) -> None:
    check_convergence(spark_process, seed, 4 * WORLDS)  # each in two orders: 1,200


@needs_real
@pytest.mark.slow
@pytest.mark.timeout(2400)
@settings(max_examples=1, derandomize=True, **SETTINGS)
@given(seed=st.integers(0, 2**32))
def test_many_orders_of_real_payloads_end_in_the_same_tables(
    spark_process: SparkSession, seed: int
) -> None:
    check_real_convergence(spark_process, seed, 10 * REAL_WORLDS)  # 160 orders
