"""Writing a result to a file."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from cli.errors import UserError
from local.queries.result import Result, ResultColumn
from local.queries.write_result import write_result

NOON = datetime.fromisoformat("2026-11-01 12:00:00.5")
ROW: dict[tuple[str, str], tuple[Any, pa.DataType]] = {
    ("name", "varchar"): ("é", pa.string()),
    ("flag", "boolean"): (True, pa.bool_()),
    ("n", "integer"): (-3, pa.int32()),
    ("many", "bigint"): (2**62, pa.int64()),
    ("ratio", "double"): (0.1, pa.float64()),
    ("share", "decimal(4,2)"): (Decimal("33.30"), pa.decimal128(4, 2)),
    ("day", "date"): (date(2026, 11, 1), pa.date32()),
    ("at", "timestamp"): (NOON, pa.timestamp("us")),
    ("now", "timestamp with time zone"): (NOON.replace(tzinfo=UTC), pa.timestamp("us", tz="UTC")),
    ("days", "array(date)"): ([date(2026, 11, 1), None], pa.list_(pa.date32())),
    ("shown_at", "row(name timestamp, n integer)"): (
        {"name": NOON, "n": None},
        pa.struct([("name", pa.timestamp("us")), ("n", pa.int32())]),
    ),
}


def result(rows: Iterator[tuple[Any, ...]], *columns: tuple[str, str]) -> Result:
    return Result(tuple(ResultColumn(*column) for column in columns), rows)


def test_parquet_has_values_and_types(tmp_path: Path) -> None:
    values = tuple(value for value, _ in ROW.values())
    rows = [values, (None,) * len(values)]

    write_result(
        result(iter(rows), *ROW), None, tmp_path / "x.parquet", Console(file=io.StringIO())
    )

    table = pq.read_table(tmp_path / "x.parquet")
    assert table.schema.types == [type_ for _, type_ in ROW.values()]
    assert [tuple(row.values()) for row in table.to_pylist()] == rows


@pytest.mark.parametrize(
    ("name", "output_format", "content"),
    [
        ("x.csv", None, "a\r\n1\r\n"),
        ("x.JSON", None, '[\n{"a": 1}\n]\n'),
        ("x.md", None, "| a |\n| ---: |\n| 1 |\n"),
        ("x.txt", "csv", "a\r\n1\r\n"),
    ],
)
def test_format_is_that_of_the_suffix(
    tmp_path: Path, name: str, output_format: Any, content: str
) -> None:
    out = io.StringIO()

    write_result(
        result(iter([(1,)]), ("a", "bigint")), output_format, tmp_path / name, Console(file=out)
    )

    assert (tmp_path / name).read_bytes().decode() == content
    assert out.getvalue() == f"written: {tmp_path / name}\n"
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_failed_query_leaves_the_file_unchanged(tmp_path: Path, suffix: str) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        yield (1,)
        raise UserError("Division by zero")

    file = tmp_path / f"x.{suffix}"
    file.write_text("before")

    with pytest.raises(UserError, match="Division by zero"):
        write_result(result(rows(), ("a", "bigint")), None, file, Console(file=io.StringIO()))

    assert file.read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("columns", "file", "message"),
    [
        ([("a", "bigint")], None, "Parquet is written to a file only: name one with --output"),
        ([("a", "bigint"), ("a", "bigint")], "x", "two columns have the same name"),
        ([("a", "time")], "x", "the column 'a' has the type time, which is not written to Parquet"),
        ([("a", "integer")], "x", "a value does not fit its column: "),
        ([("a", "bigint")], "none/x", "none/x cannot be written \\(No such file or directory\\)"),
    ],
)
def test_unwritable_parquet_is_refused(
    tmp_path: Path, columns: list[tuple[str, str]], file: str | None, message: str
) -> None:
    rows = iter([(2**40,) * len(columns)])

    with pytest.raises(UserError, match=message):
        write_result(
            result(rows, *columns), "parquet", tmp_path / file if file else None, Console()
        )
