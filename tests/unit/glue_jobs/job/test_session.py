"""The session on Glue and off Glue, and the settings of small batches."""

from typing import Any, ClassVar, cast

import pytest
from pyspark.sql import SparkSession

from glue_jobs.iceberg.catalog import create_tables, qualified_name
from glue_jobs.job.session import job_session, small_batch_settings
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


def test_small_batch_settings_reduce_partitions_and_code_generation(spark: SparkSession) -> None:
    before = settings(spark)
    with small_batch_settings(spark):
        rows = spark.range(100).repartition("id").groupBy("id").count()
        assert rows.rdd.getNumPartitions() == 1
        assert settings(spark) == ["false", "NO_CODEGEN", "false", "false", "1"]
    assert settings(spark) == before


def test_small_batch_settings_disable_vectorized_reads(spark: SparkSession) -> None:
    name = qualified_name(DATABASE, SONG_ARTIST)

    def plan() -> str:
        ids = spark.table(name).select("song_id")
        return str(cast("Any", ids)._jdf.queryExecution().executedPlan())

    create_tables(spark, DATABASE, (SONG_ARTIST,))
    spark.sql(f"INSERT INTO {name} VALUES ('s', 1, 'a', current_timestamp())")
    assert "ColumnarToRow" in plan()
    with small_batch_settings(spark):
        assert "BatchScan" in plan()
        assert "ColumnarToRow" not in plan()


def test_settings_are_restored_after_an_error(spark: SparkSession) -> None:
    before = settings(spark)
    with pytest.raises(ZeroDivisionError), small_batch_settings(spark):
        raise ZeroDivisionError
    assert settings(spark) == before


class GlueJob:
    """Replaces awsglue's ``Job``, which needs Glue's jars."""

    calls: ClassVar[list[tuple[Any, ...]]] = []

    def __init__(self, context: object) -> None:
        self.calls.append(("context", context))

    def init(self, name: str, arguments: dict[str, str]) -> None:
        self.calls.append(("init", name, arguments))

    def commit(self) -> None:
        self.calls.append(("commit",))


@pytest.fixture
def on_glue(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Replace awsglue's classes; return the calls to them."""
    monkeypatch.setattr("awsglue.context.GlueContext", lambda context: ("GlueContext", context))
    monkeypatch.setattr("awsglue.job.Job", GlueJob)
    monkeypatch.setattr(GlueJob, "calls", [])
    return GlueJob.calls


ARGUMENTS = {"JOB_NAME": "load", "database": "spotify"}


def test_on_glue_the_job_is_initialised_and_committed(
    spark: SparkSession, on_glue: list[tuple[Any, ...]]
) -> None:
    with job_session(ARGUMENTS) as session:
        assert session is spark
        assert on_glue == [
            ("context", ("GlueContext", spark.sparkContext)),
            ("init", "load", ARGUMENTS),
        ]
    assert on_glue[2:] == [("commit",)]


@pytest.mark.usefixtures("spark")
def test_a_failed_run_is_not_committed(on_glue: list[tuple[Any, ...]]) -> None:
    with pytest.raises(ZeroDivisionError), job_session(ARGUMENTS):
        raise ZeroDivisionError
    assert ("commit",) not in on_glue


@pytest.mark.parametrize("arguments", [ARGUMENTS, {}])
def test_plain_session_without_glues_jars(spark: SparkSession, arguments: dict[str, str]) -> None:
    with job_session(arguments) as session:
        assert session is spark
        assert session.range(3).count() == 3
        assert session.conf.get("spark.sql.session.timeZone") == "UTC"
