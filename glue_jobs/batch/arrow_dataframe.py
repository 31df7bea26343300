"""A DataFrame of an Arrow table that the driver holds."""

from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import from_arrow_schema

from glue_jobs.iceberg.java_class import java_class

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def arrow_dataframe(spark: "SparkSession", table: pa.Table) -> DataFrame:
    """Return a DataFrame of a table's rows; timestamps without a zone stay so.

    Spark 4's ``createDataFrame`` takes an Arrow table. Spark 3.5's takes one out of pandas, which
    knows neither integers that may be null nor structs; this is what it does with it. Small tables
    become part of the plan itself: filters and projections need no Spark job.
    """
    session = cast("Any", spark)._jsparkSession
    to_java = java_class(spark, "org.apache.spark.sql.api.python.PythonSQLUtils")
    schema = from_arrow_schema(table.schema, prefer_timestamp_ntz=True)
    with NamedTemporaryFile(prefix="sightings-", suffix=".arrows") as file:
        with pa.ipc.new_stream(file, table.schema) as stream:
            stream.write_table(table)
        file.flush()
        batches = to_java.readArrowStreamFromFile(file.name)
    return DataFrame(to_java.toDataFrame(batches, schema.json(), session), spark)
