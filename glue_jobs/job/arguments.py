"""The jobs' arguments, as Glue passes them."""

import re
from collections.abc import Sequence
from typing import TypeVar

from awsglue.utils import GlueArgumentError, getResolvedOptions

Choice = TypeVar("Choice", bound=str)


class JobArgumentError(Exception):
    """A job argument is missing or wrong; the text names it."""


def resolve_arguments(
    argv: Sequence[str], names: Sequence[str], optional: Sequence[str] = ()
) -> dict[str, str]:
    """Return the job's arguments by name.

    Parameters
    ----------
    argv
        As in ``sys.argv``: the script, then ``--name value`` pairs.
    names
        The arguments that the job must be given.
    optional
        Arguments that may be missing; those are not in the result.
    """
    # awsglue knows no optional arguments: all that are asked for have to be given.
    given = [name for name in optional if any(re.match(rf"--{name}(=|\Z)", word) for word in argv)]
    try:
        resolved: dict[str, str | None] = getResolvedOptions(list(argv), [*names, *given])
    except GlueArgumentError as error:
        raise JobArgumentError(f"job arguments: {error}") from error
    return {name: value for name, value in resolved.items() if value is not None}


def whole_number(arguments: dict[str, str], name: str, least: int = 1) -> int:
    """Return an argument that is a whole number, at least ``least``."""
    text = arguments[name]
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < least:
        raise JobArgumentError(f"--{name} takes a whole number from {least}, not {text!r}")
    return int(text)


def one_of(arguments: dict[str, str], name: str, choices: tuple[Choice, ...]) -> Choice:
    """Return an optional argument that is one of some words, the first of which is its default."""
    text = arguments.get(name, choices[0])
    for choice in choices:
        if text == choice:
            return choice
    raise JobArgumentError(f"--{name} takes {' or '.join(choices)}, not {text!r}")


def database_name(arguments: dict[str, str]) -> str:
    """Return ``--database``, which goes into SQL."""
    name = arguments["database"]
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,251}", name):
        raise JobArgumentError(
            "--database takes lower-case letters, digits and underscores, "
            f"and begins with no digit, not {name!r}"
        )
    return name
