"""The templates as data, with references filled in, and an evaluation of their IAM policies."""

import json
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from cli.project import PROJECT
from deploy.template import read_template

FOLDER = PROJECT / "cloudformation"
FILES = sorted({*(path.name for path in FOLDER.glob("*.yaml")), "named_queries.yaml"})
FILES.remove("github_deploy.yaml")  # not part of the lake: test_github_deploy.py
TEMPLATES = {file.removesuffix(".yaml"): read_template(FOLDER, file).content for file in FILES}
ROOT = TEMPLATES["root"]
NESTED: dict[str, dict[str, Any]] = {
    name: resource["Properties"] for name, resource in ROOT["Resources"].items()
}
PSEUDO = {
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::AccountId": "123456789012",
    "AWS::StackName": "lake",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::NoValue": "",
}
_VARIABLE = re.compile(r"\$\{([\w:.]+)\}")


def nested_template(stack: str) -> dict[str, Any]:
    """The template of one of the root's nested stacks."""
    return TEMPLATES[NESTED[stack]["TemplateURL"].removesuffix(".yaml")]


def resource(template: str, logical_id: str) -> dict[str, Any]:
    """A resource's properties, with references filled in."""
    properties = TEMPLATES[template]["Resources"][logical_id]["Properties"]
    assert isinstance(properties, dict)
    return {name: fill(value) for name, value in properties.items()}


def of_type(resource_type: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Template, logical id and whole resource of each resource of a type."""
    for name, template in TEMPLATES.items():
        for logical_id, one in template["Resources"].items():
            if one["Type"] == resource_type:
                yield name, logical_id, one


def references(value: Any) -> Iterator[str]:
    """What a value refers to: parameters, resources, and ``Resource.Attribute``."""
    match value:
        case {"Ref": str(name)} | {"GetAtt": str(name)}:
            yield name
        case {"Sub": str(text)}:
            yield from _VARIABLE.findall(text)
        case {"Sub": [str(text), dict(values)]}:
            yield from (name for name in _VARIABLE.findall(text) if name not in values)
            yield from (inner for one in values.values() for inner in references(one))
        case {"Condition": str(name)} | {"If": [str(name), *_]}:
            yield f"Conditions.{name}"
            yield from (inner for one in value.values() for inner in references(one))
        case dict():
            yield from (inner for one in value.values() for inner in references(one))
        case list():
            yield from (inner for one in value for inner in references(one))


def fill(value: Any, names: Mapping[str, str] | None = None) -> Any:
    """A value as CloudFormation would see it; what is not known here stands for itself."""
    known = PSEUDO | dict(names or {})
    match value:
        case {"Ref": str(name)} | {"GetAtt": str(name)}:
            filled: Any = known.get(name, name)
        case {"Sub": str(text)}:
            filled = _VARIABLE.sub(lambda one: known.get(one[1], one[1]), text)
        case {"Sub": [str(text), dict(values)]}:
            known |= {name: fill(one, names) for name, one in values.items()}
            filled = _VARIABLE.sub(lambda one: known.get(one[1], one[1]), text)
        case {"FindInMap": [str(mapping), first, second]}:
            filled = ROOT["Mappings"][mapping][fill(first, names)][fill(second, names)]
        case {"Join": [separator, parts]}:
            filled = separator.join(fill(parts, names))
        case {"If": [_, then, _]}:
            filled = fill(then, names)
        case dict():
            filled = {key: fill(one, names) for key, one in value.items()}
        case list():
            filled = [fill(one, names) for one in value]
        case _:
            filled = value
    return filled


def policies(value: Any) -> Iterator[dict[str, Any]]:
    """Every statement of every policy below a value."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key == "Statement":
                yield from one
            else:
                yield from policies(one)
    elif isinstance(value, list):
        for one in value:
            yield from policies(one)


def role_statements(template: str, role: str) -> list[dict[str, Any]]:
    """What a role's own and managed policies say."""
    return statements_of(TEMPLATES[template]["Resources"], role)


def statements_of(
    resources: Mapping[str, Any], role: str, names: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """What a role's own and managed policies say, among the resources of a template."""
    properties = resources[role]["Properties"]
    managed = [
        resources[one["Ref"]]["Properties"] for one in properties.get("ManagedPolicyArns", [])
    ]
    statements = list(policies([properties.get("Policies", []), managed]))
    return [fill(statement, names) for statement in statements]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def allows(
    statements: list[dict[str, Any]],
    action: str,
    arn: str,
    context: Mapping[str, str] | None = None,
) -> bool:
    """Whether some statement allows a request, as IAM reads Allow, Action, Resource, Condition."""
    return any(
        statement["Effect"] == "Allow"
        and any(fnmatchcase(action.lower(), one.lower()) for one in as_list(statement["Action"]))
        and any(fnmatchcase(arn, one) for one in as_list(statement["Resource"]))
        and _holds(statement.get("Condition", {}), context or {})
        for statement in statements
    )


def _holds(condition: dict[str, dict[str, Any]], context: Mapping[str, str]) -> bool:
    for operator, keys in condition.items():
        assert operator in {"StringEquals", "StringLike"}, f"{operator} is not read here"
        for key, wanted in keys.items():
            given = context.get(key)
            if given is None or not any(
                fnmatchcase(given, one) if operator == "StringLike" else given == one
                for one in as_list(wanted)
            ):
                return False
    return True


def pattern_of(rule: dict[str, Any]) -> str:
    return json.dumps(rule["EventPattern"])
