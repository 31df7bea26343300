"""What is asked and what is answered, and the two ways in which Spotify says no."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """What was asked.

    Attributes
    ----------
    method
        In capitals.
    path
        Without the query: ``/v1/playlists/abc/items``.
    query, form
        Of a name that is given twice, the last value.
    headers
        By their names in lower case.
    """

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What is sent back; of a truncated answer, only the first half of the body."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    truncated: bool = False


class ApiError(Exception):
    """The Web API's refusal, in the form that it has below ``/v1/``."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.answer = json_answer(status, {"error": {"status": status, "message": message}})


def json_answer(status: int, document: Mapping[str, Any]) -> Answer:
    """Answer with a JSON document."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, body, {"Content-Type": "application/json; charset=utf-8"})


def oauth_error(error: str, description: str = "", status: int = 400) -> Answer:
    """Answer with an error in OAuth's form, as Spotify's accounts service does."""
    described = {"error_description": description} if description else {}
    return json_answer(status, {"error": error, **described})
