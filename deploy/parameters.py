"""The parameters of the root stack: the user's, the artifacts', and those that stay unchanged."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cli.errors import UserError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import ParameterTypeDef

Definitions = Mapping[str, Mapping[str, Any]]

# Parameters that name an existing bucket, and the resource that the stack then doesn't create.
ADOPTED = {
    "ExistingRawBucket": "RawBucket",
    "ExistingLakeBucket": "LakeBucket",
    "ExistingResultsBucket": "ResultsBucket",
}


def parse_parameters(options: Sequence[str]) -> dict[str, str]:
    """Return the values of ``NAME=VALUE`` options by name.

    Raises
    ------
    UserError
        An option has another form, or a name is given twice.
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
    """Check the user's parameters against the template.

    Parameters
    ----------
    definitions
        The template's parameters.
    given
        The user's.
    filled
        The parameters that the command fills in itself.
    previous
        The parameters that the deployed stack has a value for.

    Raises
    ------
    UserError
        A parameter is unknown or missing, or its value is not allowed.
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
    for name, value in given.items():
        if not _is_allowed(definitions[name], value):
            expected = definitions[name].get("ConstraintDescription") or _constraints(
                definitions[name]
            )
            raise UserError(f"--param {name} can't be {value!r}. {expected}")


def _is_allowed(definition: Mapping[str, Any], value: str) -> bool:
    """Return whether CloudFormation would accept a value."""
    if "AllowedValues" in definition and value not in map(str, definition["AllowedValues"]):
        return False
    if not re.fullmatch(definition.get("AllowedPattern", "(?s).*"), value):
        return False
    if len(value) > definition.get("MaxLength", len(value)):
        return False
    if definition.get("Type") != "Number":
        return True
    try:
        number = float(value)
    except ValueError:
        return False
    least, most = definition.get("MinValue", number), definition.get("MaxValue", number)
    return bool(least <= number <= most)


def _constraints(definition: Mapping[str, Any]) -> str:
    if "AllowedValues" in definition:
        return f"Give one of {', '.join(map(str, definition['AllowedValues']))}."
    if "MinValue" in definition:
        return f"Give a number from {definition['MinValue']} to {definition.get('MaxValue')}."
    return f"It has to match {definition.get('AllowedPattern', 'its type')}."


def resolve_parameters(
    definitions: Definitions,
    values: Mapping[str, str],
    previous: frozenset[str],
) -> "list[ParameterTypeDef]":
    """Return the parameters for CloudFormation; a parameter without a new value keeps its own."""
    parameters: list[ParameterTypeDef] = []
    for name in definitions:
        if name in values:
            parameters.append({"ParameterKey": name, "ParameterValue": values[name]})
        elif name in previous:
            parameters.append({"ParameterKey": name, "UsePreviousValue": True})
    return parameters
