"""Settings that hold for a few queries alone."""

from typing import Any, cast

import pytest
from pyspark.sql import SparkSession

from glue_jobs.iceberg.catalog import create_tables, qualified_name
from glue_jobs.job.session import planned_for_few_rows
from glue_jobs.tables import SONG_ARTIST
from local.lake import DATABASE

NAMES = [
    "spark.sql.adaptive.enabled",
    "spark.sql.codegen.factoryMode",
    "spark.sql.codegen.wholeStage",
    "spark.sql.iceberg.vectorization.enabled",
    "spark.sql.shuffle.partitions",
]


def settings(spark: SparkSession) -> list[str | None]:
    return [spark.conf.get(name, None) for name in NAMES]


def test_few_rows_are_neither_spread_nor_compiled_for(spark: SparkSession) -> None:
    before = settings(spark)
    with planned_for_few_rows(spark):
        rows = spark.range(100).repartition("id").groupBy("id").count()
        assert rows.rdd.getNumPartitions() == 1
        assert settings(spark) == ["false", "NO_CODEGEN", "false", "false", "1"]
    assert settings(spark) == before


def test_a_tables_files_are_read_by_rows_where_few_are_looked_for(spark: SparkSession) -> None:
    name = qualified_name(DATABASE, SONG_ARTIST)

    def plan() -> str:
        ids = spark.table(name).select("song_id")
        return str(cast("Any", ids)._jdf.queryExecution().executedPlan())

    create_tables(spark, DATABASE, (SONG_ARTIST,))
    spark.sql(f"INSERT INTO {name} VALUES ('s', 1, 'a', current_timestamp())")
    assert "ColumnarToRow" in plan()
    with planned_for_few_rows(spark):
        assert "BatchScan" in plan()
        assert "ColumnarToRow" not in plan()


def test_a_failure_leaves_the_settings_as_they_were(spark: SparkSession) -> None:
    before = settings(spark)
    with pytest.raises(ZeroDivisionError), planned_for_few_rows(spark):
        raise ZeroDivisionError
    assert settings(spark) == before
