"""Write the rows of a query as a table, records, CSV, JSON or Markdown."""

import csv
import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Literal, assert_never

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from cli.errors import UserError
from cli.terminal_escape import visible, visible_json

if TYPE_CHECKING:
    from local.queries.result import Result, ResultColumn

Format = Literal["table", "records", "csv", "json", "markdown"]

# A table is measured before it is printed, so its rows are held in memory.
MOST_TABLE_ROWS = 1000
MOST_TERMINAL_ROWS = 40
# Further rows are counted up to here.
MOST_COUNTED_ROWS = 100_000
_NARROWEST_TEXT = 12
_NARROWEST_NAME = 20
_PADDING_OF_A_COLUMN = 3
_ANY_WIDTH = 10**6
_MARKUP = re.compile(r"[\\`*\[\]<>|&#!~$]|(?<![^\W_])_|_(?![^\W_])")
_NUMBERS = ("bigint", "decimal", "double", "integer", "real", "smallint", "tinyint")


def write_rows(
    result: "Result",
    output_format: Format,
    console: Console,
    *,
    all_rows: bool = False,
    hide_ids: bool = False,
) -> None:
    """Write all rows of a result; of a table or records the first, and how many there are.

    Parameters
    ----------
    output_format
        ``table`` fits the terminal and has `MOST_TERMINAL_ROWS` rows there: the longest texts are
        shortened, and columns without room are left out, those that are the same in all rows
        first. Elsewhere it is as wide as its values and has `MOST_TABLE_ROWS` rows. ``records``
        has a line for each column of a row. ``csv`` is RFC 4180's, with a header line and NULL as
        an empty field. Its values are not changed: a spreadsheet reads one that begins with ``=``,
        ``+``, ``-`` or ``@`` as a formula unless its columns are imported as text. ``json`` is an
        array of objects, with dates and timestamps in ISO 8601. ``markdown`` is a table for a
        README or an issue. On a terminal, control characters are escaped.
    all_rows
        Write all rows of a table or of records.
    hide_ids
        Leave the columns of ids and links out of a table on a terminal.

    Raises
    ------
    UserError
        If the query fails while its rows are read, or two columns of a JSON object have the same
        name.
    """
    match output_format:
        case "table" | "records":
            _write_first_rows(result, output_format, console, all_rows, hide_ids)
        case "csv":
            _write_csv(result, console)
        case "json":
            _write_json(result, console)
        case "markdown":
            _write_markdown(result, console)
        case _:
            assert_never(output_format)


def _write_first_rows(
    result: "Result", output_format: Format, console: Console, all_rows: bool, hide_ids: bool
) -> None:
    limit = MOST_TERMINAL_ROWS if console.is_terminal else MOST_TABLE_ROWS
    shown = list(islice(result.rows, None if all_rows else limit))
    total, same = _count_rows(result, shown)
    hidden = ""
    if output_format == "records":
        _write_records(result, shown, console)
    elif console.is_terminal:
        hidden = _write_fitted_table(result, shown, console, hide_ids, same)
    else:
        table = Table()
        for column in result.columns:
            justify: JustifyMethod = "right" if _is_number(column) else "left"
            table.add_column(Text(visible(column.name)), justify=justify, overflow="fold")
        for row in shown:
            table.add_row(*map(_cell, row))
        # A Console never prints wider than itself.
        wide = console.options.update(max_width=_ANY_WIDTH)
        width = console.measure(table, options=wide).maximum
        Console(file=console.file, width=width, color_system=None).print(table)
    text = f"{total:,} row{'' if total == 1 else 's'}"
    if total > len(shown):
        more = "more than " if total == len(shown) + MOST_COUNTED_ROWS else ""
        text = f"{more}{text} ({len(shown)} shown; --all shows all)"
    console.print(text, style="dim", highlight=False)
    if hidden:
        console.print(hidden, style="dim", highlight=False, markup=False)


def _count_rows(result: "Result", shown: list[tuple[Any, ...]]) -> tuple[int, set[int]]:
    """Return how many rows there are, and the indices of columns that are the same in all."""
    total, same = 0, set(range(len(result.columns)))
    for row in chain(shown, islice(result.rows, MOST_COUNTED_ROWS)):
        total += 1
        same = {i for i in same if row[i] == shown[0][i]}
    return total, same if total > 1 else set()


def _write_fitted_table(
    result: "Result",
    rows: list[tuple[Any, ...]],
    console: Console,
    hide_ids: bool,
    same: set[int],
) -> str:
    """Write a table as wide as the terminal at most; return which columns it lacks.

    Parameters
    ----------
    same
        Indices of columns that are the same in all rows, such as the playlist that was asked for:
        they get room after most others.
    """
    indices = range(len(result.columns))
    ids = [i for i in indices if hide_ids and result.columns[i].name.endswith(("_id", "_url"))]
    if len(ids) == len(indices):
        ids = []
    shown: list[int] = []
    width = 1
    ranks = {i: _rank(result.columns[i], i in same) for i in {*indices} - {*ids}}
    for number, i in enumerate(sorted(ranks, key=lambda i: (ranks[i], i))):
        narrowest = _NARROWEST_TEXT if ranks[i] else _NARROWEST_NAME
        least = _least_width(result, rows, i, narrowest) + _PADDING_OF_A_COLUMN
        # A row within a row, such as shown_at, gets room only if all others have it.
        may_be_shown = len(shown) == number or not result.columns[i].type.startswith("row")
        if not shown or (width + least <= console.width and may_be_shown):
            shown.append(i)
            width += least
    shown.sort()
    without_room = [i for i in indices if i not in shown and i not in ids]
    table = Table()
    cells = [[_cell(row[i]) for row in rows] for i in shown]
    for i, column in zip(shown, cells, strict=True):
        is_text = _is_text(result.columns[i])
        longest = max((cell.cell_len for cell in column), default=0)
        table.add_column(
            _header(result.columns[i].name, longest),
            justify="right" if _is_number(result.columns[i]) else "left",
            no_wrap=not is_text,  # texts are shortened, numbers and times never
        )
        if result.columns[i].name != "comment":  # of DESCRIBE and `lake tables`: wrapped
            for cell in column:
                cell.no_wrap, cell.overflow = True, "ellipsis"
    for row in zip(*cells, strict=True):
        table.add_row(*row)
    console.print(table)

    def names(left_out: list[int]) -> str:
        return ", ".join(visible(result.columns[i].name) for i in left_out)

    hidden = [f"{names(ids)} (--ids shows them)"] if ids else []
    if without_room:
        hidden.append(f"{names(without_room)} (no room: --format records shows all columns)")
    return f"not shown: {'; '.join(hidden)}" if hidden else ""


def _rank(column: "ResultColumn", is_same: bool) -> int:
    """Return 0 for a column that gets room before those with 1, and so on."""
    if column.type.startswith("row"):
        return 4
    if is_same:
        return 3
    if re.fullmatch(r"(song|artist)_names?", column.name):
        return 0
    return 2 if column.type.startswith(("date", "timestamp")) else 1


def _least_width(result: "Result", rows: list[tuple[Any, ...]], index: int, narrowest: int) -> int:
    longest = max((_cell(row[index]).cell_len for row in rows), default=0)
    header = _header(result.columns[index].name, longest)
    width = max(longest, *(cell_len(line) for line in header.plain.splitlines()))
    return min(width, narrowest) if _is_text(result.columns[index]) else width


def _header(name: str, width: int) -> Text:
    """Return a column's name, on several lines where it is wider than its values."""
    lines = [""]
    for part in re.findall(r"[^_]*_*", visible(name)):
        if lines[-1] and cell_len(lines[-1] + part) > max(width, _NARROWEST_TEXT):
            lines.append("")
        lines[-1] += part
    return Text("\n".join(lines))


def _is_number(column: "ResultColumn") -> bool:
    return column.type.startswith(_NUMBERS)


def _is_text(column: "ResultColumn") -> bool:
    return column.type.startswith(("varchar", "array", "row"))


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


def _write_markdown(result: "Result", console: Console) -> None:
    def write(cells: Iterable[str]) -> None:
        console.file.write(f"| {' | '.join(cells)} |\n")

    write(_markdown_text(column.name) for column in result.columns)
    write("---:" if _is_number(column) else "---" for column in result.columns)
    for row in result.rows:
        write("" if value is None else _markdown_text(_text(value)) for value in row)


def _markdown_text(text: str) -> str:
    # One line, and no character that begins markup; an underscore within a word does not.
    return _MARKUP.sub(r"\\\g<0>", visible(text))


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
    if isinstance(value, (dict, list)):
        return json.dumps(_json_value(value), ensure_ascii=False)
    return str(value)


def _json_value(value: Any) -> Any:
    match value:
        case list():
            return [_json_value(element) for element in value]
        case dict():
            return {name: _json_value(element) for name, element in value.items()}
        case date() | datetime():
            return value.isoformat()
        case Decimal():
            return float(value) if value.as_tuple().exponent else int(value)
        case float() if not math.isfinite(value):
            return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
        case _:
            return value
