"""The condition on a metric's namespace, which ministack 1.5.33 does not know.

Without it a statement that has this condition allows nothing.
"""

import json
from typing import Any

from ministack.core import iam_actions  # type: ignore[import-not-found]

_request_tag_context = iam_actions.request_tag_context


def _context(service: str, action: str, body: bytes, query: dict[str, Any]) -> dict[str, Any]:
    """Add the namespace to what conditions are held against."""
    context: dict[str, Any] = _request_tag_context(service, action, body, query)
    if action != "cloudwatch:PutMetricData":
        return context
    # boto3 speaks JSON here; the older protocol has it among the parameters.
    asked = json.loads(body) if body[:1] == b"{" else query
    return {**context, "cloudwatch:namespace": asked["Namespace"]}


def mend() -> None:
    """Put this in the place of the emulator's own, which looks it up at each request."""
    iam_actions.request_tag_context = _context
