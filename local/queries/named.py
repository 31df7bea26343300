"""The named queries: every file of ``sql/``, with its header and parameters.

A file begins with its header; for the parameters see `local.queries.parameters`::

    -- name: longest_albums
    -- answers: Which albums play longest?
    -- columns: album_name, total_duration_ms
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cli import commands
from cli.errors import UserError
from cli.project import PROJECT
from local.queries.parameters import Parameter, parameters_of

SQL = PROJECT / "sql"
_HEADER = ("name", "answers", "columns")


@dataclass(frozen=True)
class NamedQuery:
    """A file of ``sql/``.

    Attributes
    ----------
    group
        Its folder: ``albums``, ``artists``, ``charts``, ``lake`` or ``songs``.
    answers
        The question that it answers.
    columns
        The columns that it returns, in order.
    """

    name: str
    group: str
    answers: str
    columns: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    sql: str
    file: Path


@cache
def named_queries() -> Mapping[str, NamedQuery]:
    """Return all named queries by their names, in the order of their files."""
    queries = [_read(file) for file in sorted(SQL.glob("*/*.sql"))]
    return {query.name: query for query in queries}


def named_query(name: str) -> NamedQuery:
    """Return the query of this name.

    Raises
    ------
    UserError
        If there is none; the message names the nearest.
    """
    queries = named_queries()
    if name in queries:
        return queries[name]
    near = [query for query in queries if name.lower() in query]
    near = near or difflib.get_close_matches(name.lower(), queries, n=3)
    hint = f"perhaps you mean {' or '.join(near[:3])}; " if near else ""
    raise UserError(
        f"there is no query {name!r}: {hint}`{commands.lake('query', '--list')}` shows all"
    )


def _read(file: Path) -> NamedQuery:
    sql = file.read_text(encoding="utf-8")
    lines = sql.splitlines()[: len(_HEADER)]
    header = dict(line.removeprefix("-- ").split(": ", 1) for line in lines if ": " in line)
    if tuple(header) != _HEADER or header["name"] != file.stem:
        raise UserError(
            f"{file}: begin it with the lines `-- name: {file.stem}`, `-- answers: ...` "
            "and `-- columns: ...`"
        )
    try:
        parameters = parameters_of(sql)
    except UserError as error:
        raise UserError(f"{file}: {error}") from None
    return NamedQuery(
        name=header["name"],
        group=file.parent.name,
        answers=header["answers"],
        columns=tuple(header["columns"].split(", ")),
        parameters=parameters,
        sql=sql,
        file=file,
    )
