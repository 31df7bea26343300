"""The parameters of a query: the literals in its CTE ``parameters``, and values that replace them.

The CTE is the first, and each of its columns a literal with its type and its name::

    WITH parameters AS (
        SELECT
            cast(10 AS integer) AS most_albums, -- how many are listed
            cast(NULL AS varchar) AS playlist_id -- null: every playlist
    )

So the query runs unchanged in Athena's console, too. Values can also replace the literals after the
query is translated to DuckDB's SQL, which quotes names.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cli.errors import UserError

# Whitespace and comments.
_GAP = r"(?:\s|--[^\n]*+|/\*[\s\S]*?\*/)*+"
_BEGINNING = re.compile(rf'{_GAP}WITH\s+"?parameters"?\s+AS\s*\(\s*SELECT\s{_GAP}', re.IGNORECASE)
_PARAMETER = re.compile(
    rf"""
    cast\s*\(\s*
        (?P<default>'(?:[^']|'')*+'|[-\w.]+)
        \s+AS\s+
        (?P<type>\w+(?:\s*\([\d\s,]+\))?)
    \s*\)\s+AS\s+
    "?(?P<name>\w+)"?
    [ ]*(?P<comma>,?)
    (?:[ ]*--[ ]*(?P<meaning>[^\n]*))?
    {_GAP}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LARGEST = {"integer": 2**31 - 1, "bigint": 2**63 - 1}
_EXAMPLES = {
    "integer": "a whole number such as 10",
    "bigint": "a whole number such as 10",
    "date": "a day such as 2026-11-22",
    "timestamp": "a time in UTC such as 2026-11-22T06:00:00",
}


@dataclass(frozen=True)
class Parameter:
    """A parameter of a query.

    Attributes
    ----------
    type
        Its name in Athena.
    default
        The literal in the query, such as ``10`` or ``NULL``.
    meaning
        The comment after it.
    start
        The offset of the literal in the query.
    """

    name: str
    type: str
    default: str
    meaning: str
    start: int


def parameters_of(sql: str) -> tuple[Parameter, ...]:
    """Return the parameters of a query, in order; none if it has no such CTE.

    Raises
    ------
    UserError
        If the CTE contains something else.
    """
    beginning = _BEGINNING.match(sql)
    if not beginning:
        return ()
    parameters: list[Parameter] = []
    position = beginning.end()
    while True:
        found = _PARAMETER.match(sql, position)
        if not found or (not found["comma"] and sql[found.end() : found.end() + 1] != ")"):
            line = sql.count("\n", 0, position) + 1
            raise UserError(
                f"line {line}: this is no parameter: write "
                "`cast(10 AS integer) AS most_songs, -- its meaning`"
            )
        parameters.append(
            Parameter(
                found["name"],
                found["type"].lower(),
                found["default"],
                (found["meaning"] or "").strip(),
                found.start("default"),
            )
        )
        position = found.end()
        if not found["comma"]:
            return tuple(parameters)


def with_values(sql: str, values: Mapping[str, str], name: str = "this SQL") -> str:
    """Return the query with these values in place of its literals.

    Parameters
    ----------
    values
        By parameter, as typed: ``2026-11-22`` for a date, ``10`` for an integer.
    name
        The query's name in messages.

    Raises
    ------
    UserError
        If the query has no such parameter, or a value is not of its type.
    """
    if not values:
        return sql
    try:
        parameters = parameters_of(sql)
    except UserError as error:
        raise UserError(f"{name}: {error}") from None
    known = [parameter.name for parameter in parameters]
    for given in values:
        if given not in known:
            raise UserError(f"{name} has no parameter {given!r}: it takes {_listed(known)}")
    # From the last one on, so that the offsets of the others stay right.
    for parameter in reversed(parameters):
        if parameter.name in values:
            literal = _literal(parameter, values[parameter.name])
            end = parameter.start + len(parameter.default)
            sql = sql[: parameter.start] + literal + sql[end:]
    return sql


def _listed(names: list[str]) -> str:
    if names:
        return ", ".join(names)
    return "none; begin it with `WITH parameters AS (SELECT cast(10 AS integer) AS name)`"


def _literal(parameter: Parameter, value: str) -> str:
    try:
        match parameter.type:
            case "integer" | "bigint":
                return _integer(value, _LARGEST[parameter.type])
            case "date":
                return f"'{date.fromisoformat(value)}'"
            case "timestamp":
                return f"'{_in_utc(datetime.fromisoformat(value))}'"
            case _:
                return "'" + value.replace("'", "''") + "'"
    except (ValueError, OverflowError):
        raise UserError(
            f"{value!r} is no {parameter.type} for the parameter {parameter.name}: "
            f"write {_EXAMPLES[parameter.type]}"
        ) from None


def _integer(value: str, largest: int) -> str:
    number = int(value)
    if abs(number) > largest:
        raise ValueError
    return str(number)


def _in_utc(moment: datetime) -> datetime:
    """Return the time in UTC without a zone, as in the tables."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
