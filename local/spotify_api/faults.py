"""Faults on demand: which requests go wrong, how, and how often."""

import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.client import responses
from threading import Lock

from local.spotify_api.messages import Answer, ApiError, Request, oauth_error


@dataclass(frozen=True)
class Fault:
    """What goes wrong with an answer; what is not named stays as it would be.

    Attributes
    ----------
    status
        Answer with this status instead; without a body it comes with Spotify's usual error JSON.
    headers
        To be sent as well.
    body
        To be sent instead; without a status, with 200.
    drop
        Close the connection without an answer; the request has no effect.
    truncate
        Send only half of the body that ``Content-Length`` promises, then close the connection.
    delay_seconds
        Wait before anything else.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    drop: bool = False
    truncate: bool = False
    delay_seconds: float = 0

    def spoil(self, request: Request, usual: Callable[[Request], Answer]) -> Answer:
        """Return the answer with the fault in it; ``usual`` is only asked where it is needed."""
        if self.body is not None:
            answer = Answer(self.status or 200, self.body)
        elif self.status is not None:
            answer = _error(request, self.status)
        else:
            answer = usual(request)
        return replace(answer, headers={**answer.headers, **self.headers}, truncated=self.truncate)


def _error(request: Request, status: int) -> Answer:
    phrase = responses.get(status, "Unknown")
    if request.path.startswith("/v1/"):
        return ApiError(status, phrase).answer
    return oauth_error("server_error", phrase, status)


@dataclass
class _Planned:
    fault: Fault
    times: int | None
    after: int


class FaultPlan:
    """The faults to come: a queue for each method and pattern, used up in order."""

    def __init__(self) -> None:
        self._queues: dict[tuple[str, str], deque[_Planned]] = {}
        self._lock = Lock()

    def add(self, method: str, pattern: str, fault: Fault, times: int | None, after: int) -> None:
        """Put a fault at the end of its queue."""
        with self._lock:
            queue = self._queues.setdefault((method, pattern), deque())
            queue.append(_Planned(fault, times, after))

    def take(self, request: Request) -> Fault | None:
        """Return the fault for this request; where several patterns match, the first one's."""
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
