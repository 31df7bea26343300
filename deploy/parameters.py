"""The root stack's parameters: the user's, the artifacts', and those that keep their value."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cli.errors import UserError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import ParameterTypeDef

Definitions = Mapping[str, Mapping[str, Any]]


def parse_parameters(options: Sequence[str]) -> dict[str, str]:
    """Return the values of ``NAME=VALUE`` options by name.

    Raises
    ------
    UserError
        One is of another form, or comes twice.
    """
    values: dict[str, str] = {}
    for option in options:
        name, equals, value = option.partition("=")
        if not equals or not name.isalnum():
            raise UserError(f"--param takes NAME=VALUE, not {option!r}")
        if name in values:
            raise UserError(f"--param {name} is given twice")
        values[name] = value
    return values


def check_parameters(
    definitions: Definitions,
    given: Mapping[str, str],
    *,
    filled: frozenset[str],
    previous: frozenset[str],
) -> None:
    """Refuse what the template doesn't know, and what it can't do without.

    Parameters
    ----------
    definitions
        The template's parameters.
    given
        What the user gave.
    filled
        The parameters that the user has no say in.
    previous
        The parameters that the deployed stack has a value for.

    Raises
    ------
    UserError
        Naming every parameter that is unknown or missing.
    """
    settable = [name for name in definitions if name not in filled]
    unknown = [name for name in given if name not in settable]
    if unknown:
        raise UserError(
            f"no such parameter: {', '.join(unknown)}. There are: {', '.join(settable) or 'none'}"
        )
    missing = [
        f"--param {name}=... ({definitions[name].get('Description', 'no description')})"
        for name in settable
        if name not in given and name not in previous and "Default" not in definitions[name]
    ]
    if missing:
        raise UserError("the first deployment needs " + "; ".join(missing))


def resolve_parameters(
    definitions: Definitions,
    values: Mapping[str, str],
    previous: frozenset[str],
) -> "list[ParameterTypeDef]":
    """Return the parameters as CloudFormation takes them; what isn't given keeps its value."""
    parameters: list[ParameterTypeDef] = []
    for name in definitions:
        if name in values:
            parameters.append({"ParameterKey": name, "ParameterValue": values[name]})
        elif name in previous:
            parameters.append({"ParameterKey": name, "UsePreviousValue": True})
    return parameters
