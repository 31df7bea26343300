"""The job's Spark session: Glue's own on Glue, a plain one off Glue."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pyspark.sql import SparkSession

# What pays off with many rows costs more than everything else with few:
_SMALL_BATCH_SETTINGS = {
    # spreading rows over partitions, and planning again after each shuffle,
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    # compiling each query to Java,
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    # reading columns that queries which are not compiled turn into rows one by one.
    "spark.sql.iceberg.vectorization.enabled": "false",
}


@contextmanager
def job_session(arguments: Mapping[str, str]) -> Iterator[SparkSession]:
    """Yield the session of a job's run; on Glue, commit the run if it succeeds.

    Parameters
    ----------
    arguments
        The job's; ``JOB_NAME`` is Glue's own.
    """
    glue_job = _start_glue_job(arguments) if "JOB_NAME" in arguments else None
    yield get_session()
    if glue_job:
        glue_job.commit()


def _start_glue_job(arguments: Mapping[str, str]) -> Any:
    """Start as Glue's jobs do, or return None where Glue's jars are absent.

    Glue publishes its own metrics only of jobs that have a GlueContext.
    """
    from awsglue.context import GlueContext  # noqa: PLC0415 - a quarter second, off Glue for nothing
    from awsglue.job import Job  # noqa: PLC0415

    try:
        context = GlueContext(SparkSession.builder.getOrCreate().sparkContext)
    except TypeError as error:
        if "'JavaPackage' object is not callable" not in str(error):
            raise
        return None
    job = Job(context)
    job.init(arguments["JOB_NAME"], dict(arguments))
    return job


def get_session() -> SparkSession:
    """Return the running session, with the settings on which results depend.

    The catalog, its warehouse and everything about resources are the environment's: on Glue they
    come from the job's ``--conf``.
    """
    spark = SparkSession.builder.getOrCreate()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    # Overflows and bad casts are errors, not nulls; Spark 4 (Glue 6) has this as its default.
    spark.conf.set("spark.sql.ansi.enabled", "true")
    # Iceberg would shuffle rows once more to write fewer files; maintain_tables compacts them.
    spark.conf.set("spark.sql.iceberg.distribution-mode", "none")
    return spark


@contextmanager
def small_batch_settings(spark: SparkSession) -> Iterator[None]:
    """Plan the queries within for some thousand rows, merged into a million.

    They save a third of a day's load: ``python -m benchmarks daily``.
    """
    before = {name: spark.conf.get(name, None) for name in _SMALL_BATCH_SETTINGS}
    try:
        for name, value in _SMALL_BATCH_SETTINGS.items():
            spark.conf.set(name, value)
        yield
    finally:
        for name, earlier in before.items():
            if earlier is None:
                spark.conf.unset(name)
            else:
                spark.conf.set(name, earlier)
