from collections.abc import Callable, Iterable
from typing import Any

import pyarrow as pa
import pytest
from pyspark.sql import SparkSession

from glue_jobs.iceberg.spark_errors import SPARK_ERRORS, root_cause


def cause_of(work: Callable[[], object]) -> str:
    with pytest.raises(SPARK_ERRORS) as caught:
        work()
    return root_cause(caught.value)


def test_message_of_a_java_exception(spark: SparkSession) -> None:
    java: Any = spark._jvm

    assert cause_of(lambda: java.java.util.Objects.requireNonNull(None, "first\nsecond")) == (
        "java.lang.NullPointerException: first"
    )


def test_message_of_the_root_cause(spark: SparkSession) -> None:
    java: Any = spark._jvm
    root = java.java.io.IOException("No space left on device")
    wrapped = java.java.lang.RuntimeException("Writing job aborted", root)
    failed = java.java.util.concurrent.CompletableFuture.failedFuture(wrapped)

    assert cause_of(failed.get) == "java.io.IOException: No space left on device"


def test_first_line_of_a_sql_error(spark: SparkSession) -> None:
    message = cause_of(lambda: spark.sql("SELECT * FROM nowhere"))

    assert message.startswith(
        "[TABLE_OR_VIEW_NOT_FOUND] The table or view `nowhere` cannot be found."
    )
    assert "\n" not in message


def test_exception_of_a_python_worker(
    spark: SparkSession,
) -> None:
    def fail(_: Iterable[pa.RecordBatch]) -> Iterable[pa.RecordBatch]:
        raise ValueError("what is wrong")

    frame = spark.range(1).mapInArrow(fail, "n long")

    assert cause_of(frame.collect) == "ValueError: what is wrong"
    # As Java raises it when a table is written: as the cause of another exception.
    assert cause_of(lambda: frame.write.format("noop").mode("append").save()) == (
        "ValueError: what is wrong"
    )
