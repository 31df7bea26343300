"""Write the rows of a query as a table, CSV or JSON."""

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

# A table is measured before it is printed, so its rows are held in memory.
MOST_TABLE_ROWS = 1000
MOST_TERMINAL_ROWS = 40
# Further rows are counted up to here.
MOST_COUNTED_ROWS = 100_000
_NARROWEST_COLUMN = 10
_PADDING_OF_A_COLUMN = 3
_ANY_WIDTH = 10**6
_NUMBERS = ("bigint", "decimal", "double", "integer", "real", "smallint", "tinyint")


def write_rows(
    result: "Result", output_format: Format, console: Console, *, all_rows: bool = False
) -> None:
    """Write all rows of a result; of a table the first, and how many there are.

    Parameters
    ----------
    output_format
        ``table`` fits the terminal and has `MOST_TERMINAL_ROWS` rows there; elsewhere it is as wide
        as its values and has `MOST_TABLE_ROWS` rows. ``csv`` is RFC 4180's, with a header line and
        NULL as an empty field. Its values are not changed: a spreadsheet reads one that begins with
        ``=``, ``+``, ``-`` or ``@`` as a formula unless its columns are imported as text. ``json``
        is an array of objects, with dates and timestamps in ISO 8601. On a terminal, control
        characters are escaped.
    all_rows
        Write all rows of a table.

    Raises
    ------
    UserError
        If the query fails while its rows are read, or two columns of a JSON object have the same
        name.
    """
    match output_format:
        case "table":
            _write_table(result, console, all_rows)
        case "csv":
            _write_csv(result, console)
        case "json":
            _write_json(result, console)
        case _:
            assert_never(output_format)


def _write_table(result: "Result", console: Console, all_rows: bool) -> None:
    limit = MOST_TERMINAL_ROWS if console.is_terminal else MOST_TABLE_ROWS
    shown = list(islice(result.rows, None if all_rows else limit))
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
    total = len(shown) + sum(1 for _ in islice(result.rows, MOST_COUNTED_ROWS))
    text = f"{total:,} row{'' if total == 1 else 's'}"
    if total > len(shown):
        more = "more than " if total == len(shown) + MOST_COUNTED_ROWS else ""
        text = f"{more}{text} ({len(shown)} shown; --all shows all)"
    console.print(text, style="dim", highlight=False)


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
    # A file or a program gets every value unchanged.
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
