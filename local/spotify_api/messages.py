"""Requests, responses, and Spotify's two forms of errors."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """A request.

    Attributes
    ----------
    method
        In capitals.
    path
        Without the query: ``/v1/playlists/abc/items``.
    query, form
        If a name occurs twice, its last value.
    headers
        Names in lower case.
    """

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Response:
    """A response; if truncated, only the first half of the body is sent."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    truncated: bool = False


class ApiError(Exception):
    """An error in the form of the Web API, below ``/v1/``."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.response = json_response(status, {"error": {"status": status, "message": message}})


def json_response(status: int, document: Mapping[str, Any]) -> Response:
    """Return a response with a JSON body."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status, body, {"Content-Type": "application/json; charset=utf-8"})


def oauth_error(error: str, description: str = "", status: int = 400) -> Response:
    """Return an error in OAuth's form, as the accounts service does."""
    described = {"error_description": description} if description else {}
    return json_response(status, {"error": error, **described})
