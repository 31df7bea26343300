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


def test_of_a_java_exception_its_own_line(spark: SparkSession) -> None:
    java: Any = spark._jvm

    assert cause_of(lambda: java.java.util.Objects.requireNonNull(None, "first\nsecond")) == (
        "java.lang.NullPointerException: first"
    )


def test_of_java_exceptions_in_one_another_the_one_at_the_root(spark: SparkSession) -> None:
    java: Any = spark._jvm
    root = java.java.io.IOException("No space left on device")
    wrapped = java.java.lang.RuntimeException("Writing job aborted", root)
    failed = java.java.util.concurrent.CompletableFuture.failedFuture(wrapped)

    assert cause_of(failed.get) == "java.io.IOException: No space left on device"


def test_of_a_refused_statement_its_first_line(spark: SparkSession) -> None:
    said = cause_of(lambda: spark.sql("SELECT * FROM nowhere"))

    assert said.startswith("[TABLE_OR_VIEW_NOT_FOUND] The table or view `nowhere` cannot be found.")
    assert "\n" not in said


def test_of_a_python_worker_what_it_raised_not_that_there_is_a_stack_trace(
    spark: SparkSession,
) -> None:
    def fail(_: Iterable[pa.RecordBatch]) -> Iterable[pa.RecordBatch]:
        raise ValueError("what is wrong")

    frame = spark.range(1).mapInArrow(fail, "n long")

    assert cause_of(frame.collect) == "ValueError: what is wrong"
    # As it comes out of Java where a table is written: as the root of another exception.
    assert cause_of(lambda: frame.write.format("noop").mode("append").save()) == (
        "ValueError: what is wrong"
    )
