"""The Spark session that Glue, or the local command line, has set up."""

from pyspark.sql import SparkSession


def get_session() -> SparkSession:
    """Return the running session, with the settings on which results depend.

    The catalog, its warehouse and everything about resources are the environment's: on Glue they
    come from the job's ``--conf``.
    """
    spark = SparkSession.builder.getOrCreate()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    # Overflows and bad casts are errors, not nulls; Spark 4 (Glue 6) has this as its default.
    spark.conf.set("spark.sql.ansi.enabled", "true")
    return spark
