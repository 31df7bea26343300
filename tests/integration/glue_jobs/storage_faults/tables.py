"""Read the tables of a lake, without run_id and loaded_at."""

from pyspark.sql import SparkSession

from glue_jobs.tables import TABLES
from tests.integration.glue_jobs.check_tables import Tables


def read_tables(spark: SparkSession) -> Tables:
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
