"""Injectable faults: which requests fail, how, and how often."""

import json
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.client import responses
from threading import Lock

from local.spotify_api.messages import ApiError, Json, Request, Response, json_response, oauth_error


@dataclass(frozen=True)
class Fault:
    """How a response fails; what is not set stays as it would be.

    Attributes
    ----------
    status
        The status; without a body, the response has Spotify's usual error JSON.
    headers
        Additional headers.
    body
        The body; without a status, with status 200.
    edit
        Return a changed JSON document; it is given that of the response.
    drop
        Close the connection without a response; the request has no effect.
    truncate
        Send half of the body that ``Content-Length`` promises, then close the connection.
    delay_seconds
        Wait first.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    edit: Callable[[Json], Json] | None = None
    drop: bool = False
    truncate: bool = False
    delay_seconds: float = 0

    def apply(self, request: Request, handle: Callable[[Request], Response]) -> Response:
        """Return the faulty response; ``handle`` is called only if its response is needed."""
        if self.body is not None:
            response = Response(self.status or 200, self.body)
        elif self.status is not None:
            response = _error(request, self.status)
        else:
            response = handle(request)
        if self.edit:
            response = json_response(response.status, self.edit(json.loads(response.body)))
        headers = {**response.headers, **self.headers}
        return replace(response, headers=headers, truncated=self.truncate)


def _error(request: Request, status: int) -> Response:
    phrase = responses.get(status, "Unknown")
    if request.path.startswith("/v1/"):
        return ApiError(status, phrase).response
    return oauth_error("server_error", phrase, status)


@dataclass
class _Planned:
    fault: Fault
    times: int | None
    after: int


class FaultPlan:
    """The pending faults: one queue per method and pattern."""

    def __init__(self) -> None:
        self._queues: dict[tuple[str, str], deque[_Planned]] = {}
        self._lock = Lock()

    def add(self, method: str, pattern: str, fault: Fault, times: int | None, after: int) -> None:
        """Append a fault to its queue."""
        with self._lock:
            queue = self._queues.setdefault((method, pattern), deque())
            queue.append(_Planned(fault, times, after))

    def take(self, request: Request) -> Fault | None:
        """Return the fault for a request; if several patterns match, the first one's."""
        with self._lock:
            for (method, pattern), queue in self._queues.items():
                if queue and method == request.method and re.search(pattern, request.path):
                    planned = queue[0]
                    if planned.after:
                        planned.after -= 1
                        continue
                    if planned.times is not None:
                        planned.times -= 1
                        if not planned.times:
                            queue.popleft()
                    return planned.fault
        return None
