"""Conditions that ministack 1.5.33 does not know: a metric's namespace, an event's source and type.

Without them a statement that has such a condition allows nothing.
"""

import json
from typing import Any

from ministack.core import iam_actions  # type: ignore[import-not-found]

_request_tag_context = iam_actions.request_tag_context


def _context(service: str, action: str, body: bytes, query: dict[str, Any]) -> dict[str, Any]:
    """Add the values that these conditions are compared with."""
    context: dict[str, Any] = _request_tag_context(service, action, body, query)
    if action == "events:PutEvents":
        [entry] = json.loads(body)["Entries"]  # the jobs put one event at a time
        return {
            **context,
            "events:source": entry["Source"],
            "events:detail-type": entry["DetailType"],
        }
    if action != "cloudwatch:PutMetricData":
        return context
    # boto3 up to 1.40 sends parameters, each a list of values; later ones send JSON.
    asked = json.loads(body) if body[:1] == b"{" else query
    namespace = asked["Namespace"]
    return {
        **context,
        "cloudwatch:namespace": namespace[0] if isinstance(namespace, list) else namespace,
    }


def patch() -> None:
    """Replace the emulator's own function, which it looks up at each request."""
    iam_actions.request_tag_context = _context
