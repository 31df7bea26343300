"""A DataFrame of an Arrow table: the same rows, whatever is null in them."""

from datetime import date, datetime

import pyarrow as pa
from pyspark.sql import SparkSession

from glue_jobs.batch.arrow_dataframe import arrow_dataframe
from glue_jobs.batch.newest import SIGHTING

COLUMNS = pa.table(
    {
        "whole": pa.array([1, None, 2**31 - 1], pa.int32()),
        "large": pa.array([None, 2**53 + 1, -(2**63)], pa.int64()),
        "text": ["it's 🎵\0", None, ""],
        "day": pa.array([date(1, 1, 1), date(9999, 12, 31), None], pa.date32()),
        "time": pa.array([datetime(1969, 7, 20, 20, 17, 40, 1), None, None], pa.timestamp("us")),  # noqa: DTZ001
        "flag": [True, None, False],
        "ids": pa.array([["a", None], [], None], pa.list_(pa.string())),
        "inner": pa.array(
            [{"name": "x", "number": None}, None, {"name": None, "number": 3}],
            pa.struct({"name": pa.string(), "number": pa.int32()}),
        ),
    }
)


def test_rows_come_out_as_they_are(spark: SparkSession) -> None:
    rows = arrow_dataframe(spark, COLUMNS).collect()
    assert [row.asDict(recursive=True) for row in rows] == COLUMNS.to_pylist()


def test_types_are_spark_s_own(spark: SparkSession) -> None:
    types = dict(arrow_dataframe(spark, COLUMNS).dtypes)
    assert types == {
        "whole": "int",
        "large": "bigint",
        "text": "string",
        "day": "date",
        "time": "timestamp_ntz",
        "flag": "boolean",
        "ids": "array<string>",
        "inner": "struct<name:string,number:int>",
    }


def test_several_batches_are_one_frame(spark: SparkSession) -> None:
    batches = [*COLUMNS.to_batches(), *COLUMNS.slice(1).to_batches()]
    assert arrow_dataframe(spark, pa.Table.from_batches(batches)).count() == 5


def test_no_rows_are_a_frame_too(spark: SparkSession) -> None:
    frame = arrow_dataframe(spark, SIGHTING.empty_table())
    assert frame.columns == SIGHTING.names
    assert frame.collect() == []
