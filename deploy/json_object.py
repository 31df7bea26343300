"""JSON objects in what AWS returns as text."""

import json
from typing import Any


def json_object(text: str) -> dict[str, Any]:
    """Return the JSON object that a text is; an empty one if it is anything else."""
    try:
        document = json.loads(text)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
