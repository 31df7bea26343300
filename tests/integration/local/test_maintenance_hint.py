"""`load` says when the tables consist of so many files that maintenance is worthwhile."""

import pytest
from pyspark.sql import SparkSession

from glue_jobs.tables import TABLES
from local.lake import Lake
from local.spark import jobs
from tests.conftest import Load
from tests.integration.glue_jobs.test_bad_files import GOOD
from tests.integration.local.test_command_line import Command, command

__all__ = ["command"]

DAYS = [GOOD.replace(b"2026-11-01", b"2026-11-%02d" % day) for day in range(1, 5)]


def count_files(spark: SparkSession) -> list[int]:
    """Return how many data and delete files each table has."""
    names = [f"glue_catalog.spotify.{table.name}" for table in TABLES]
    return [spark.sql(f"SELECT * FROM {name}.files").count() for name in names]


def test_tables_of_few_files_need_no_maintenance(
    spark: SparkSession, lake: Lake, load: Load, command: Command
) -> None:
    load(lake, {"p/1.jsonl": DAYS[0]})

    ran = command("load", "--maintain", "--lake", str(lake.root))

    assert "nothing to load" in ran.out
    assert "snapshot" not in ran.out
    assert max(count_files(spark)) == 1


@pytest.mark.slow
def test_load_names_the_number_of_files_and_maintains_if_asked(
    spark: SparkSession,
    lake: Lake,
    load: Load,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load(lake, {"p/1.jsonl": DAYS[0]})
    load(lake, {"p/2.jsonl": DAYS[1]})
    files = sum(count_files(spark))
    monkeypatch.setattr(jobs, "_MANY_TABLE_FILES", files)

    said = command("load", "--lake", str(lake.root)).out
    assert f"the tables consist of {files} files, which slows down each load" in said
    assert f"lake maintain --lake {lake.root}" in said

    said = command("load", "--maintain", "--lake", str(lake.root)).out
    assert "the tables consist" not in said
    assert "song: 2 data files into 1, " in said
    assert max(count_files(spark)) == 1
