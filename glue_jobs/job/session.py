"""The Spark session that Glue, or the local command line, has set up."""

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession

# What pays where many rows come, and costs more than all the rest where few do.
_FOR_FEW_ROWS = {
    # To spread rows over partitions, and to plan anew after each shuffle ...
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    # ... to compile each query to Java ...
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    # ... and, if it is not compiled, to read columns, which are then turned into rows one by one.
    "spark.sql.iceberg.vectorization.enabled": "false",
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
def planned_for_few_rows(spark: SparkSession) -> Iterator[None]:
    """Run the queries within as suits some thousand rows that meet a million; measured."""
    before = {name: spark.conf.get(name, None) for name in _FOR_FEW_ROWS}
    try:
        for name, value in _FOR_FEW_ROWS.items():
            spark.conf.set(name, value)
        yield
    finally:
        for name, earlier in before.items():
            if earlier is None:
                spark.conf.unset(name)
            else:
                spark.conf.set(name, earlier)
