"""Two types that CloudFormation has to know: each resource is made by the emulator's own API."""

import json
from collections.abc import Callable
from typing import Any

from ministack.services import athena, glue  # type: ignore[import-not-found]
from ministack.services.cloudformation import provisioners  # type: ignore[import-not-found]

_Properties = dict[str, Any]
# A resource's physical id, and what !GetAtt gives of it.
_Made = tuple[str, dict[str, Any]]


def _call(
    api: Callable[[_Properties], tuple[int, Any, bytes]], properties: _Properties
) -> dict[str, Any]:
    """Call a function of the API; raise what it refuses."""
    status, _, body = api(properties)
    answer: dict[str, Any] = json.loads(body)
    if status >= 300:
        raise ValueError(answer.get("message") or str(answer))
    return answer


def _create_workflow(_: str, properties: _Properties, __: str) -> _Made:
    return _call(glue._create_workflow, properties)["Name"], {}


def _update_workflow(name: str, _: _Properties, properties: _Properties, __: str) -> _Made:
    _call(glue._update_workflow, properties | {"Name": name})
    return name, {}


def _delete_workflow(name: str, _: _Properties) -> None:
    _call(glue._delete_workflow, {"Name": name})


def _create_query(_: str, properties: _Properties, __: str) -> _Made:
    return _call(athena._create_named_query, properties)["NamedQueryId"], {}


def _replace_query(query_id: str, _: _Properties, properties: _Properties, stack: str) -> _Made:
    made = _create_query("", properties, stack)
    _delete_query(query_id, {})
    return made


def _delete_query(query_id: str, _: _Properties) -> None:
    _call(athena._delete_named_query, {"NamedQueryId": query_id})


def patch() -> None:
    """Make the types known."""
    for name, functions in {
        "AWS::Glue::Workflow": (_create_workflow, _update_workflow, _delete_workflow),
        "AWS::Athena::NamedQuery": (_create_query, _replace_query, _delete_query),
    }.items():
        if name in provisioners._RESOURCE_HANDLERS:
            raise RuntimeError(f"ministack knows {name} by now: take it out of {__file__}")
        handlers = dict(zip(("create", "update", "delete"), functions, strict=True))
        provisioners._RESOURCE_HANDLERS[name] = handlers
