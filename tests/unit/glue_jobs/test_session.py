"""Settings that hold for a few queries alone."""

import pytest
from pyspark.sql import SparkSession

from glue_jobs.session import planned_for_few_rows

NAMES = [
    "spark.sql.adaptive.enabled",
    "spark.sql.codegen.factoryMode",
    "spark.sql.codegen.wholeStage",
    "spark.sql.shuffle.partitions",
]


def settings(spark: SparkSession) -> list[str | None]:
    return [spark.conf.get(name) for name in NAMES]


@pytest.mark.parametrize("from_many", [False, True])
def test_few_rows_are_neither_spread_nor_planned_anew(spark: SparkSession, from_many: bool) -> None:
    before = settings(spark)
    with planned_for_few_rows(spark, from_many=from_many):
        adaptive, factory, whole_stage, partitions = settings(spark)
        rows = spark.range(100).repartition("id").groupBy("id").count()
        assert rows.rdd.getNumPartitions() == 1
    assert (adaptive, partitions) == ("false", "1")
    assert ([factory, whole_stage] == ["NO_CODEGEN", "false"]) is not from_many
    assert settings(spark) == before


def test_a_failure_leaves_the_settings_as_they_were(spark: SparkSession) -> None:
    before = settings(spark)
    with pytest.raises(ZeroDivisionError), planned_for_few_rows(spark):
        raise ZeroDivisionError
    assert settings(spark) == before
