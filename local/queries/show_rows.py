"""Writes the rows of a query: as a table for a person, as CSV or JSON for a program."""

import csv
import json
import math
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, assert_never

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.errors import UserError
from cli.terminal_escape import visible, visible_json

if TYPE_CHECKING:
    from local.queries.result import Result

Format = Literal["table", "csv", "json"]

# A table is measured before it is printed, so that it is held in memory.
MOST_TABLE_ROWS = 1000
_NARROWEST_COLUMN = 10
_PADDING_OF_A_COLUMN = 3
_ANY_WIDTH = 10**6
_NUMBERS = ("bigint", "decimal", "double", "integer", "real", "smallint", "tinyint")


def write_rows(result: "Result", output_format: Format, console: Console) -> None:
    """Write all rows of a result; of a table the first `MOST_TABLE_ROWS`, and says so.

    Parameters
    ----------
    output_format
        ``table`` fits the terminal, or is as wide as it needs to be where there is none.
        ``csv`` is RFC 4180's, with a header line and NULL as nothing. Its values are as they are,
        for programs: a spreadsheet takes one that begins with ``=``, ``+``, ``-`` or ``@`` for a
        formula, unless its columns are imported as text. ``json`` is an array of objects, with
        dates and timestamps as ISO 8601 has them. What would steer a terminal is made visible where
        one looks on.

    Raises
    ------
    UserError
        If the query fails while its rows are read, or two columns of a JSON object would have one
        name.
    """
    match output_format:
        case "table":
            _write_table(result, console)
        case "csv":
            _write_csv(result, console)
        case "json":
            _write_json(result, console)
        case _:
            assert_never(output_format)


def _write_table(result: "Result", console: Console) -> None:
    rows = list(islice(result.rows, MOST_TABLE_ROWS + 1))
    shown = rows[:MOST_TABLE_ROWS]
    least = len(result.columns) * (_NARROWEST_COLUMN + _PADDING_OF_A_COLUMN)
    if not console.is_terminal:
        table = _table(result, shown)
        # A Console never prints wider than itself.
        wide = console.options.update(max_width=_ANY_WIDTH)
        width = console.measure(table, options=wide).maximum
        Console(file=console.file, width=width, color_system=None).print(table)
    elif least <= console.width:
        console.print(_table(result, shown))
    else:
        _write_records(result, shown, console)
    if len(rows) > MOST_TABLE_ROWS:
        console.print(f"the first {MOST_TABLE_ROWS} rows; --format csv writes all", style="dim")
    else:
        console.print(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", style="dim")


def _table(result: "Result", rows: list[tuple[Any, ...]]) -> Table:
    table = Table()
    for column in result.columns:
        is_number = column.type.startswith(_NUMBERS)
        table.add_column(
            Text(visible(column.name)), justify="right" if is_number else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(*map(_cell, row))
    return table


def _write_records(result: "Result", rows: list[tuple[Any, ...]], console: Console) -> None:
    """Write each row as a block of lines, one a column."""
    for number, row in enumerate(rows, start=1):
        console.rule(f"row {number}", align="left")
        block = Table.grid(padding=(0, 2))
        block.add_column(overflow="fold")
        block.add_column(overflow="fold")
        for column, value in zip(result.columns, row, strict=True):
            block.add_row(Text(visible(column.name), style="bold"), _cell(value))
        console.print(block)


def _cell(value: Any) -> Text:
    if value is None:
        return Text("NULL", style="dim")
    return Text(visible(_text(value)))


def _write_csv(result: "Result", console: Console) -> None:
    writer = csv.writer(console.file)
    # A file, or the next program, gets every value as it is.
    shown = visible if console.is_terminal else str
    writer.writerow(shown(column.name) for column in result.columns)
    for row in result.rows:
        writer.writerow("" if value is None else shown(_text(value)) for value in row)


def _write_json(result: "Result", console: Console) -> None:
    names = [column.name for column in result.columns]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise UserError(f"two columns are called {twice[0]!r}: rename one with AS for JSON")
    out = console.file
    out.write("[")
    separator = "\n"
    for row in result.rows:
        document = {name: _json_value(value) for name, value in zip(names, row, strict=True)}
        line = json.dumps(document, ensure_ascii=False, allow_nan=False)
        out.write(separator + visible_json(line))
        separator = ",\n"
    out.write("\n]\n")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not math.isfinite(value):
        return str(_json_value(value))
    if isinstance(value, list):
        return json.dumps(_json_value(value), ensure_ascii=False)
    return str(value)


def _json_value(value: Any) -> Any:
    match value:
        case list():
            return [_json_value(element) for element in value]
        case date() | datetime():
            return value.isoformat()
        case Decimal():
            return float(value) if value.as_tuple().exponent else int(value)
        case float() if math.isnan(value):
            return "NaN"
        case float() if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        case _:
            return value
