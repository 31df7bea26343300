"""Write the result of a query to the terminal, a pipe or a file."""

from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rich.console import Console

from cli.errors import UserError
from local.atomic_write import replaced
from local.queries.show_rows import Format, write_rows
from local.queries.write_parquet import write_parquet

if TYPE_CHECKING:
    from local.queries.result import Result

# The format of a file by its suffix.
SUFFIXES: "dict[str, Format | Literal['parquet']]" = {
    ".csv": "csv",
    ".json": "json",
    ".md": "markdown",
    ".parquet": "parquet",
}


def write_result(  # noqa: PLR0913 - the options of the command
    result: "Result",
    output_format: "Format | Literal['parquet'] | None",
    file: Path | None,
    console: Console,
    *,
    all_rows: bool = False,
    hide_ids: bool = False,
) -> None:
    """Write a result; see `write_rows` for the formats and options.

    Parameters
    ----------
    output_format
        None for that of the file's suffix, or ``table``.
    file
        The file to replace, once all rows are written; None for the console.

    Raises
    ------
    UserError
        If the query fails while its rows are read, or the file cannot be written.
    """
    chosen = output_format or SUFFIXES.get(file.suffix.lower() if file else "", "table")
    if file is None:
        if chosen == "parquet":
            raise UserError("Parquet is written to a file only: name one with --output")
        write_rows(result, chosen, console, all_rows=all_rows, hide_ids=hide_ids)
        return
    try:
        with replaced(file) as binary:
            if chosen == "parquet":
                write_parquet(result, binary)
            else:
                text = TextIOWrapper(binary, encoding="utf-8", newline="")
                write_rows(result, chosen, Console(file=text), all_rows=all_rows)
                text.flush()
                text.detach()
    except OSError as error:
        raise UserError(
            f"{file} cannot be written ({error.strerror}): name another place with --output"
        ) from None
    console.print(f"written: {file}", markup=False, highlight=False, soft_wrap=True)
