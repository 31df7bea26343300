"""The named queries: every file of ``sql/``, with what its header says and its parameters.

A file begins with its header, and takes its parameters from a CTE of that name, each a literal with
its type; so it runs as it stands, in Athena's console as here::

    -- name: longest_albums
    -- answers: Which albums play longest?
    -- columns: album_name, total_duration_ms
    WITH parameters AS (
        SELECT
            cast(10 AS integer) AS most_albums, -- how many are listed
            cast(NULL AS varchar) AS playlist_id -- null: every playlist
    )
    ...
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from local.errors import UserError
from local.project import PROJECT

SQL = PROJECT / "sql"
_HEADER = ("name", "answers", "columns")
_PARAMETERS = re.compile(
    r"^WITH parameters AS \(\n\s+SELECT\n(?P<body>.*?)^\),?$", re.DOTALL | re.MULTILINE
)
_PARAMETER = re.compile(
    r"cast\((?P<value>.+) AS (?P<type>\w+(?:\(\d+\))?)\) AS (?P<name>\w+),?"
    r"(?: -- (?P<meaning>.+))?"
)


@dataclass(frozen=True)
class Parameter:
    """A value that the query can be given.

    Attributes
    ----------
    type
        As Athena calls it.
    default
        The literal in the file, such as ``10`` or ``NULL``.
    """

    name: str
    type: str
    default: str
    meaning: str


@dataclass(frozen=True)
class NamedQuery:
    """A file of ``sql/``.

    Attributes
    ----------
    group
        Its folder: ``albums``, ``artists``, ``charts``, ``lake`` or ``songs``.
    answers
        The question that it answers, in a line.
    columns
        What it returns, in order.
    """

    name: str
    group: str
    answers: str
    columns: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    sql: str
    file: Path

    def with_parameters(self, values: Mapping[str, str]) -> str:
        """Return the SQL with these values in place of the defaults.

        Parameters
        ----------
        values
            As somebody types them: ``2026-11-22`` for a date, ``10`` for an integer.

        Raises
        ------
        UserError
            If the query has no such parameter, or a value is not of its type.
        """
        sql = self.sql
        for name, value in values.items():
            parameter = self._parameter(name)
            literal = _literal(parameter, value)
            sql = sql.replace(
                f"cast({parameter.default} AS {parameter.type}) AS {name}",
                f"cast({literal} AS {parameter.type}) AS {name}",
                1,
            )
        return sql

    def _parameter(self, name: str) -> Parameter:
        names = [parameter.name for parameter in self.parameters]
        if name in names:
            return self.parameters[names.index(name)]
        takes = f"it takes {', '.join(names)}" if names else "it takes none"
        raise UserError(f"{self.name} has no parameter {name!r}: {takes}")


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
        If there is none; it names those nearest to it.
    """
    queries = named_queries()
    if name in queries:
        return queries[name]
    near = difflib.get_close_matches(name, queries, n=3)
    hint = f"perhaps you mean {' or '.join(near)}; " if near else ""
    raise UserError(f"there is no query {name!r}: {hint}--list shows all")


def _read(file: Path) -> NamedQuery:
    sql = file.read_text(encoding="utf-8")
    lines = sql.splitlines()[: len(_HEADER)]
    header = dict(line.removeprefix("-- ").split(": ", 1) for line in lines if ": " in line)
    if tuple(header) != _HEADER or header["name"] != file.stem:
        raise UserError(
            f"{file}: begin it with the lines `-- name: {file.stem}`, `-- answers: ...` "
            "and `-- columns: ...`"
        )
    return NamedQuery(
        name=header["name"],
        group=file.parent.name,
        answers=header["answers"],
        columns=tuple(header["columns"].split(", ")),
        parameters=_parameters(file, sql),
        sql=sql,
        file=file,
    )


def _parameters(file: Path, sql: str) -> tuple[Parameter, ...]:
    cte = _PARAMETERS.search(sql)
    if not cte:
        return ()
    parameters = []
    for line in cte["body"].splitlines():
        parameter = _PARAMETER.fullmatch(line.strip())
        if not parameter:
            raise UserError(
                f"{file}: {line.strip()!r} is no parameter: write `cast(value AS type) AS name, "
                "-- meaning`"
            )
        parameters.append(
            Parameter(
                parameter["name"], parameter["type"], parameter["value"], parameter["meaning"] or ""
            )
        )
    return tuple(parameters)


def _literal(parameter: Parameter, value: str) -> str:
    try:
        match parameter.type:
            case "integer" | "bigint":
                return str(int(value))
            case "date":
                return f"'{date.fromisoformat(value)}'"
            case "timestamp":
                return f"'{datetime.fromisoformat(value).replace(tzinfo=None)}'"
            case _:
                return "'" + value.replace("'", "''") + "'"
    except ValueError:
        raise UserError(
            f"{value!r} is no {parameter.type} for the parameter {parameter.name}"
        ) from None
