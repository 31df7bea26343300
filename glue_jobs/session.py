"""The Spark session that Glue, or the local command line, has set up."""

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession

# What pays where many rows come, and where few do costs more than all the rest: to spread rows over
# partitions, to plan anew after each shuffle ...
_IN_ONE_PLACE = {"spark.sql.adaptive.enabled": "false", "spark.sql.shuffle.partitions": "1"}
# ... and to compile each query to Java.
_INTERPRETED = {
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
}


def get_session() -> SparkSession:
    """Return the running session, with the settings on which results depend.

    The catalog, its warehouse and everything about resources are the environment's: on Glue they
    come from the job's ``--conf``.
    """
    spark = SparkSession.builder.getOrCreate()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    # Overflows and bad casts are errors, not nulls; Spark 4 (Glue 6) has this as its default.
    spark.conf.set("spark.sql.ansi.enabled", "true")
    # Iceberg would shuffle rows once more to write fewer files; maintain_tables sees to these.
    spark.conf.set("spark.sql.iceberg.distribution-mode", "none")
    return spark


@contextmanager
def planned_for_few_rows(spark: SparkSession, *, from_many: bool = False) -> Iterator[None]:
    """Run the queries within as suits some thousand rows.

    Parameters
    ----------
    from_many
        Whether those rows are picked out of many.
    """
    settings = _IN_ONE_PLACE if from_many else _IN_ONE_PLACE | _INTERPRETED
    before = {name: str(spark.conf.get(name)) for name in settings}
    try:
        for name, value in settings.items():
            spark.conf.set(name, value)
        yield
    finally:
        for name, value in before.items():
            spark.conf.set(name, value)
