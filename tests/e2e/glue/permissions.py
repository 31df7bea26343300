"""The actions that the jobs' roles allow, to be removed and restored."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from deploy.deploy import TEMPLATES
from deploy.template import read_template
from tests.e2e.glue.deployed_lake import DeployedLake

ROLES = ("LoadRole", "MaintainRole")
SHARED = "JobPolicy"
Document = Mapping[str, Any]

# A policy needs a statement; this one allows an action that needs no permission.
_NOTHING = {"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}


@dataclass(frozen=True)
class Permission:
    """An action in a statement.

    Attributes
    ----------
    owner
        The role whose own policy has the statement, or the policy that both roles have.
    """

    owner: str
    statement: str
    action: str

    def __str__(self) -> str:
        return f"{self.owner}.{self.statement}.{self.action}"


def templates_permissions() -> set[Permission]:
    """Return what the template allows."""
    resources = read_template(TEMPLATES, "transform.yaml").content["Resources"]
    policies = {role: resources[role]["Properties"]["Policies"] for role in ROLES}
    policies[SHARED] = [resources[SHARED]["Properties"]]
    return {
        permission
        for owner, some in policies.items()
        for policy in some
        for permission in _permissions(owner, policy["PolicyDocument"])
    }


def deployed_permissions(lake: DeployedLake) -> set[Permission]:
    """Return what the deployed roles allow."""
    return {
        permission
        for owner in (*ROLES, SHARED)
        for permission in _permissions(owner, _Policy(lake, owner).read())
    }


@contextmanager
def without(lake: DeployedLake, *taken: Permission) -> Iterator[None]:
    """Take permissions from the deployed roles, and give them back."""
    policies = {owner: _Policy(lake, owner) for owner in {one.owner for one in taken}}
    documents = {owner: policy.read() for owner, policy in policies.items()}
    try:
        for owner, policy in policies.items():
            gone = {(one.statement, one.action) for one in taken if one.owner == owner}
            policy.write(_less(documents[owner], gone))
        yield
    finally:
        for owner, policy in policies.items():
            policy.write(documents[owner])


class _Policy:
    """A role's only own policy, or the managed one."""

    def __init__(self, lake: DeployedLake, owner: str) -> None:
        self._iam = lake.emulator.client("iam")
        physical_id = lake.stack.resources[f"Transform/{owner}"]
        self._id = {"PolicyArn": physical_id}
        self._is_managed = owner == SHARED
        if not self._is_managed:
            (name,) = self._iam.list_role_policies(RoleName=physical_id)["PolicyNames"]
            self._id = {"RoleName": physical_id, "PolicyName": name}

    def _version(self) -> dict[str, str]:
        policy = self._iam.get_policy(**self._id)["Policy"]
        return {**self._id, "VersionId": policy["DefaultVersionId"]}

    def read(self) -> Document:
        if self._is_managed:
            answer = self._iam.get_policy_version(**self._version())["PolicyVersion"]
            document: Document = answer["Document"]
        else:
            document = self._iam.get_role_policy(**self._id)["PolicyDocument"]
        return document

    def write(self, document: Document) -> None:
        text = json.dumps(document)
        if self._is_managed:
            before = self._version()
            self._iam.create_policy_version(**self._id, PolicyDocument=text, SetAsDefault=True)
            self._iam.delete_policy_version(**before)  # no more than five may be there
        elif document["Statement"]:
            self._iam.put_role_policy(**self._id, PolicyDocument=text)
        else:  # IAM takes no policy without a statement
            self._iam.delete_role_policy(**self._id)


def _permissions(owner: str, document: Document) -> Iterator[Permission]:
    for statement in document["Statement"]:
        for action in _actions(statement):
            yield Permission(owner, statement["Sid"], action)


def _less(document: Document, gone: set[tuple[str, str]]) -> Document:
    left = deepcopy(dict(document))
    for statement in left["Statement"]:
        statement["Action"] = [
            action for action in _actions(statement) if (statement["Sid"], action) not in gone
        ]
    left["Statement"] = [one for one in left["Statement"] if one["Action"]] or [_NOTHING]
    return left


def _actions(statement: Mapping[str, Any]) -> list[str]:
    actions = statement["Action"]
    return list(actions) if isinstance(actions, list) else [actions]
