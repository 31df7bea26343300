"""List the named queries: ``lake query --list``."""

import json
from itertools import groupby
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli import commands
from cli.errors import UserError
from local.queries.named import named_queries, named_query
from local.queries.names import ID_KINDS
from local.queries.result import Result, ResultColumn
from local.queries.show_rows import write_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from local.queries.named import NamedQuery


_FORMATS = ("table", "csv", "json", "markdown")


def write_queries(name: str | None, output_format: str, console: "Console") -> None:
    """Write what the named queries answer, or of one of them also what it returns and takes.

    Parameters
    ----------
    name
        Of the one query.
    output_format
        ``json`` has the columns and parameters of all.

    Raises
    ------
    UserError
        If there is no query of this name, or the list is not written in this format.
    """
    if output_format not in _FORMATS:
        raise UserError(
            f"the list of queries is not written as {output_format}: take {', '.join(_FORMATS)}"
        )
    queries = [named_query(name)] if name else list(named_queries().values())
    if output_format == "json":
        documents = [_document(query) for query in queries]
        json.dump(documents, console.file, ensure_ascii=False, indent=2)
        console.file.write("\n")
    elif output_format in {"csv", "markdown"}:
        columns = tuple(ResultColumn(each, "varchar") for each in ("group", "name", "answers"))
        rows = ((query.group, query.name, query.answers) for query in queries)
        write_rows(
            Result(columns, rows), "markdown" if output_format == "markdown" else "csv", console
        )
    elif name:
        _write_one(queries[0], console)
    else:
        _write_all(queries, console)


def _document(query: "NamedQuery") -> dict[str, object]:
    return {
        "name": query.name,
        "group": query.group,
        "answers": query.answers,
        "columns": query.columns,
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "default": parameter.default,
                "meaning": parameter.meaning,
            }
            for parameter in query.parameters
        ],
    }


def _write_all(queries: "Iterable[NamedQuery]", console: "Console") -> None:
    for group, members in groupby(queries, key=lambda query: query.group):
        console.print(Text(group, style="bold"))
        _write_aligned([(query.name, query.answers) for query in members], console)
    _say(console, f"\nwhat a query takes: {commands.lake('query', 'NAME', '--list')}")
    _say(console, f"its SQL: {commands.lake('query', 'NAME', '--show-sql')}")


def _write_one(query: "NamedQuery", console: "Console") -> None:
    for text in (query.answers, f"\ncolumns: {', '.join(query.columns)}"):
        console.print(Text(text), soft_wrap=not console.is_terminal)
    _say(console, "parameters:" if query.parameters else "parameters: none")
    lines = [
        (parameter.name, parameter.type, parameter.default, parameter.meaning)
        for parameter in query.parameters
    ]
    _write_aligned(lines, console)
    _say(console, f"run it: {commands.lake('query', query.name, *_example(query))}")


def _example(query: "NamedQuery") -> list[str]:
    """Return options for the first of its parameters that takes a name."""
    names = [parameter.name for parameter in query.parameters]
    return next((["--param", f"{name}=NAME"] for name in names if name in ID_KINDS), [])


def _write_aligned(lines: "Sequence[tuple[str, ...]]", console: "Console") -> None:
    """Write columns; on a terminal long texts of the last one are wrapped below its beginning."""
    if lines and console.is_terminal:
        grid = Table.grid(padding=(0, 2))
        for i in range(len(lines[0])):
            grid.add_column(no_wrap=i < len(lines[0]) - 1)
        for line in lines:
            grid.add_row(*map(Text, line))
        console.print(Padding.indent(grid, 2))
        return
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = map(str.ljust, line, widths)
        _say(console, f"  {'  '.join(cells)}".rstrip())


def _say(console: "Console", text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
