"""Write the rows of a query to a Parquet file."""

from itertools import islice
from typing import IO, TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from cli.errors import UserError

if TYPE_CHECKING:
    from local.queries.result import Result

D = exp.DType

_ROWS_OF_A_GROUP = 50_000
_TYPES = {
    D.BOOLEAN: pa.bool_(),
    D.TINYINT: pa.int8(),
    D.SMALLINT: pa.int16(),
    D.INT: pa.int32(),
    D.BIGINT: pa.int64(),
    D.FLOAT: pa.float32(),
    D.DOUBLE: pa.float64(),
    D.VARCHAR: pa.string(),
    D.DATE: pa.date32(),
    D.TIMESTAMP: pa.timestamp("us"),
    D.TIMESTAMPTZ: pa.timestamp("us", tz="UTC"),
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
    fields = [
        (column.name, _arrow_type(column.name, exp.DataType.build(column.type, dialect="trino")))
        for column in result.columns
    ]
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


def _arrow_type(name: str, kind: exp.DataType) -> pa.DataType:
    parts = kind.expressions
    if kind.is_type(D.DECIMAL) and parts:
        return pa.decimal128(*(int(part.name) for part in parts))
    if kind.is_type(D.ARRAY):
        return pa.list_(_arrow_type(name, parts[0]))
    if kind.is_type(D.STRUCT):
        return pa.struct([(field.name, _arrow_type(name, field.kind)) for field in parts])
    if kind.this in _TYPES:
        return _TYPES[kind.this]
    raise UserError(
        f"the column {name!r} has the type {kind.sql('trino').lower()}, which is not written to "
        "Parquet: cast it to varchar"
    )
