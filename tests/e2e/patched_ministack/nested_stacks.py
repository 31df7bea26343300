"""Nested stacks that keep attributes and retained resources as top-level ones do."""

import asyncio
from typing import Any

from ministack.services import cloudformation  # type: ignore[import-not-found]
from ministack.services.cloudformation import (  # type: ignore[import-not-found]
    provisioners,
    stacks,
)

_update_resource = provisioners._update_resource


def _update(  # noqa: PLR0917 - the emulator's signature
    resource_type: str,
    physical_id: str,
    old: dict[str, Any],
    new: dict[str, Any],
    stack_name: str,
    logical_id: str | None = None,
) -> tuple[str, dict[str, Any]]:
    """Update a resource of a nested stack; what ``!GetAtt`` gives of it stays.

    Many a type's update returns no attributes. A top-level stack then keeps those that it had; a
    nested one forgets them, so that ``!GetAtt Role.Arn`` fails in an update.
    """
    resources = cloudformation._stacks[stack_name]["_resources"]
    before = resources.get(logical_id, {}).get("Attributes") or {}
    now_id, attributes = _update_resource(
        resource_type, physical_id, old, new, stack_name, logical_id, before
    )
    if now_id != physical_id:  # replaced by another resource
        return now_id, attributes
    return now_id, {**before, **(attributes or {})}


def _delete(physical_id: str, _: dict[str, Any]) -> None:
    """Delete a nested stack as a top-level one: what its template retains stays, with an event.

    The emulator's own deletes everything, buckets with their objects too, and records no event.
    """
    name = provisioners._nested_stack_lookup_name(physical_id)
    stack = cloudformation._stacks.get(name)
    if stack is None:
        return
    # Called in a worker thread, which has no event loop.
    asyncio.run(stacks._delete_stack_async(name, stack["StackId"]))
    if stack["StackStatus"] != "DELETE_COMPLETE":
        raise RuntimeError(stack.get("StackStatusReason") or f"{name}: {stack['StackStatus']}")


def patch() -> None:
    """Replace the emulator's own functions."""
    provisioners._update_resource = _update
    provisioners._RESOURCE_HANDLERS["AWS::CloudFormation::Stack"]["delete"] = _delete
