"""A role's permissions, split into parts that can be removed one at a time."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from deploy.deploy import TEMPLATES
from deploy.template import read_template

# Statements that the emulator does not check, so that nothing fails without them.
NOT_ENFORCED = {
    "UseTheirKey": "its Secrets Manager stores a secret without asking KMS",
    "Trace": "it has no X-Ray, and none of Lambda's daemon that sends the tracer's segments there",
}
# What an AWS service does with the role that it was given, and the emulator's does without any: the
# test makes the call with the role's credentials.
CALLED_BY_THE_SERVICE = {"logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"}


@dataclass(frozen=True)
class Part:
    """One action, resource or value of a condition in a role's statement.

    Attributes
    ----------
    element
        Path in the statement: ``("Action",)``, ``("Condition", "StringLike", "s3:prefix")``.
    index
        Which of the list there.
    value
        The value, as in the template.
    action
        The action that is refused without it.
    """

    role: str
    policy: str
    statement: str
    element: tuple[str, ...]
    index: int
    value: Any
    action: str

    def __str__(self) -> str:
        value = self.value if isinstance(self.value, str) else str(self.index)
        return "-".join((self.role, self.statement, *self.element, value))

    def taken_from(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return the policy without it; without its last action a statement goes as a whole."""
        left = deepcopy(dict(document))
        (statement,) = (one for one in left["Statement"] if one["Sid"] == self.statement)
        holder = statement
        for name in self.element[:-1]:
            holder = holder[name]
        values = _listed(holder[self.element[-1]])
        del values[self.index]
        holder[self.element[-1]] = values
        if not values:
            left["Statement"].remove(statement)
        return left


def parts_of(template: str, role: str) -> Iterator[Part]:
    """Yield the parts of a role's policies, as in the template."""
    resources = read_template(TEMPLATES, template).content["Resources"]
    for policy in resources[role]["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            actions = _listed(statement["Action"])
            for element, values in _elements(statement):
                if element != ("Action",) and len(values) < 2:
                    continue  # the same as to take the statement's actions
                for index, value in enumerate(values):
                    yield Part(
                        role=role,
                        policy=policy["PolicyName"],
                        statement=statement["Sid"],
                        element=element,
                        index=index,
                        value=value,
                        action=actions[index if element == ("Action",) else 0],
                    )


def _elements(statement: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    yield ("Action",), _listed(statement["Action"])
    yield ("Resource",), _listed(statement["Resource"])
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            yield ("Condition", operator, key), _listed(values)


def _listed(values: Any) -> list[Any]:
    return list(values) if isinstance(values, list) else [values]
