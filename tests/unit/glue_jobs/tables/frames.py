"""Small DataFrames of extracted rows, each row given by the fields that matter to a test."""

from datetime import datetime
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from glue_jobs.batch.newest import EXTRACTED

Row = dict[str, Any]
SCHEMA = from_arrow_schema(EXTRACTED, prefer_timestamp_ntz=True)


def at(day: int, hour: int = 6) -> datetime:
    return datetime(2026, 11, day, hour)  # noqa: DTZ001 - as the tables store it


def extracted(spark: SparkSession, **rows: list[Row]) -> DataFrame:
    """Return extracted rows: ``extracted(spark, song=[{...}, ...], album=[...])``.

    A file's entries and snapshot are given among its fields, as ``entry_rows`` and ``snapshot``.
    """
    values = []
    for column, given in rows.items():
        for row in given:
            fields = dict(row)
            beside: dict[str, Any] = {}
            if (entries := fields.pop("entry_rows", None)) is not None:
                beside["entries"] = [_struct_of(entry, "entries") for entry in entries]
            if snapshot := fields.pop("snapshot", None):
                beside["snapshot"] = _struct(snapshot, "snapshot")
            beside[column] = _struct(fields, column)
            values.append(tuple(beside.get(name) for name in SCHEMA.names))
    return spark.createDataFrame(values, SCHEMA)


def table(spark: SparkSession, columns: str, *rows: tuple[Any, ...]) -> DataFrame:
    """Return a table's rows: ``table(spark, "song_id string, seen_at timestamp_ntz", ...)``."""
    return spark.createDataFrame(list(rows), columns)


def _struct(fields: Row, column: str) -> tuple[Any, ...]:
    kind = SCHEMA[column].dataType
    assert isinstance(kind, StructType)
    return _in_order(fields, kind)


def _struct_of(fields: Row, column: str) -> tuple[Any, ...]:
    return _in_order(fields, SCHEMA[column].dataType.elementType)  # type: ignore[attr-defined]


def _in_order(fields: Row, kind: StructType) -> tuple[Any, ...]:
    unknown = fields.keys() - set(kind.names)
    assert not unknown, f"no such field: {unknown}"
    return tuple(fields.get(name) for name in kind.names)


def rows_of(frame: DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Return the rows in a fixed order, of all columns or of some."""
    picked = frame.select(*columns) if columns else frame
    return sorted((tuple(row) for row in picked.collect()), key=repr)
