"""Write the rows of a query to a Parquet file."""

import re
from itertools import islice
from typing import IO, TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from cli.errors import UserError

if TYPE_CHECKING:
    from local.queries.result import Result

_ROWS_OF_A_GROUP = 50_000
_TYPES = {
    "boolean": pa.bool_(),
    "tinyint": pa.int8(),
    "smallint": pa.int16(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "real": pa.float32(),
    "double": pa.float64(),
    "varchar": pa.string(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "timestamp with time zone": pa.timestamp("us", tz="UTC"),
}


def write_parquet(result: "Result", file: IO[bytes]) -> None:
    """Write all rows to a file.

    Raises
    ------
    UserError
        If the query fails while its rows are read, or a column has a type or name that the file
        cannot have.
    """
    names = [column.name for column in result.columns]
    if len({*names}) < len(names):
        raise UserError("two columns have the same name: rename one with AS for Parquet")
    fields = [(column.name, _arrow_type(column.name, column.type)) for column in result.columns]
    schema = pa.schema(fields)
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while rows := list(islice(result.rows, _ROWS_OF_A_GROUP)):
            try:
                arrays = [
                    pa.array(values, type_)
                    for values, (_, type_) in zip(zip(*rows, strict=True), fields, strict=True)
                ]
            except (pa.ArrowInvalid, OverflowError) as error:
                raise UserError(f"a value does not fit its column: {error}") from None
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _arrow_type(name: str, athena_type: str) -> pa.DataType:
    if athena_type in _TYPES:
        return _TYPES[athena_type]
    if decimal := re.fullmatch(r"decimal\((\d+),(\d+)\)", athena_type):
        return pa.decimal128(int(decimal[1]), int(decimal[2]))
    if array := re.fullmatch(r"array\((.*)\)", athena_type):
        return pa.list_(_arrow_type(name, array[1]))
    raise UserError(
        f"the column {name!r} has the type {athena_type}, which is not written to Parquet: "
        "cast it to varchar"
    )
