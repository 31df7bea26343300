"""Settings that hold for a few queries alone."""

import pytest
from pyspark.sql import SparkSession

from glue_jobs.session import planned_for_few_rows

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


def test_a_failure_leaves_the_settings_as_they_were(spark: SparkSession) -> None:
    before = settings(spark)
    with pytest.raises(ZeroDivisionError), planned_for_few_rows(spark):
        raise ZeroDivisionError
    assert settings(spark) == before
