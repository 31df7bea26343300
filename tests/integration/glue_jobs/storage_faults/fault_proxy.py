"""A proxy in front of S3 that injects faults of S3 and the network.

A fault is a function that handles an exchange instead of the proxy::

    proxy.inject("GetObject", "p/a.jsonl", refuse(503, "SlowDown"), times=2)
    proxy.inject("CopyObject", "p/b.jsonl", lose_answer)

Every request is counted, failed ones too.
"""

import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass(frozen=True)
class Answer:
    """A response of S3."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Exchange:
    """One request, which can be forwarded to S3, and its response."""

    def __init__(self, handler: BaseHTTPRequestHandler, proxy: "FaultProxy") -> None:
        self._handler, self._proxy = handler, proxy
        path = urlsplit(handler.path).path
        _, _, self.key = unquote(path).lstrip("/").partition("/")
        self.operation = _operation(handler)
        self.body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))

    def forward(self) -> Answer:
        """Send the request to S3."""
        handler = self._handler
        path = handler.path
        if self.operation == "ListObjectsV2" and self._proxy.keys_per_page:
            path += f"&max-keys={self._proxy.keys_per_page}"
        connection = HTTPConnection(self._proxy.upstream)
        try:
            connection.request(handler.command, path, self.body, dict(handler.headers.items()))
            response: HTTPResponse = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def send(self, answer: Answer, *, bytes_sent: int | None = None) -> None:
        """Send a response; with ``bytes_sent`` only that much of the body."""
        self._handler.send_response_only(answer.status)
        for name, value in answer.headers:
            if name.lower() not in _HOP_BY_HOP:
                self._handler.send_header(name, value)
        if answer.status != 204:
            self._handler.send_header("Content-Length", str(len(answer.body)))
        self._handler.end_headers()
        self._handler.wfile.write(answer.body[:bytes_sent])
        self._handler.wfile.flush()

    def hang_up(self) -> None:
        """Close the connection in an orderly way."""
        self._handler.close_connection = True

    def reset(self) -> None:
        """Reset the connection."""
        now = struct.pack("ii", 1, 0)
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
        self._handler.connection.close()
        self.hang_up()

    def garble(self) -> None:
        """Send bytes that TLS cannot decrypt."""
        connection = self._handler.connection
        assert isinstance(connection, ssl.SSLSocket)
        with socket.socket(fileno=connection.detach()) as plain:
            plain.sendall(b"\x17\x03\x03\x00\x20" + bytes(32))
        self.hang_up()

    def keep_waiting(self) -> None:
        """Send nothing more until the proxy ends."""
        self._proxy.ending.wait()
        self.hang_up()


Fault = Callable[[Exchange], None]


def refuse(status: int, code: str) -> Fault:
    """Respond with an error, without asking S3."""
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>Told\nto</Message></Error>"
    return lambda exchange: exchange.send(
        Answer(status, [("Content-Type", "application/xml")], body.encode())
    )


def refuse_to_delete(key: str, code: str, put_back: Callable[[], object]) -> Fault:
    """Respond to the DeleteObjects for an object that it was not deleted.

    The others are. ``put_back`` restores the one, which S3 has deleted with them.
    """
    error = f"<Error><Key>{key}</Key><Code>{code}</Code><Message>Told to</Message></Error>"
    body = f"<?xml version='1.0'?><DeleteResult>{error}</DeleteResult>".encode()

    def fault(exchange: Exchange) -> None:
        answer = exchange.forward()
        if f"<Key>{key}</Key>".encode() not in exchange.body:
            exchange.send(answer)
            return
        put_back()
        exchange.send(Answer(answer.status, [("Content-Type", "application/xml")], body))

    return fault


def one_by_one(*faults: Fault) -> Fault:
    """Inject each fault once, in this order; after them none."""
    waiting = iter(faults)

    def fault(exchange: Exchange) -> None:
        if injected := next(waiting, None):
            injected(exchange)
        else:
            exchange.send(exchange.forward())

    return fault


def break_off(exchange: Exchange) -> None:
    """Reset the connection in the middle of the body."""
    answer = exchange.forward()
    exchange.send(answer, bytes_sent=len(answer.body) // 2)
    exchange.reset()


def cut_short(exchange: Exchange) -> None:
    """Close the connection in the middle of the body."""
    answer = exchange.forward()
    exchange.send(answer, bytes_sent=len(answer.body) // 2)
    exchange.hang_up()


def garble(exchange: Exchange) -> None:
    """Send bytes that TLS cannot decrypt in the middle of the body."""
    answer = exchange.forward()
    exchange.send(answer, bytes_sent=len(answer.body) // 2)
    exchange.garble()


def flip_a_bit(exchange: Exchange) -> None:
    """Flip a bit of the body."""
    answer = exchange.forward()
    body = bytearray(answer.body)
    body[len(body) // 2] ^= 1
    exchange.send(Answer(answer.status, answer.headers, bytes(body)))


def lose_answer(exchange: Exchange) -> None:
    """Let S3 do what was asked, then reset the connection without a response."""
    exchange.forward()
    exchange.reset()


def keep_waiting(exchange: Exchange) -> None:
    """Send no response."""
    exchange.keep_waiting()


def stall(exchange: Exchange) -> None:
    """Send half of the body, then nothing more."""
    answer = exchange.forward()
    exchange.send(answer, bytes_sent=len(answer.body) // 2)
    exchange.keep_waiting()


def after(happening: Callable[[], object]) -> Fault:
    """Call a function just before the request is forwarded."""

    def fault(exchange: Exchange) -> None:
        happening()
        exchange.send(exchange.forward())

    return fault


class FaultProxy:
    """A proxy in front of S3.

    Attributes
    ----------
    keys_per_page
        Maximum number of keys per page of a listing; None for S3's default.
    requests
        Number of requests by operation and key.
    """

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream.removeprefix("http://")
        self.url = ""
        self.keys_per_page: int | None = None
        self.requests: Counter[tuple[str, str]] = Counter()
        self.ending = threading.Event()
        self._faults: dict[tuple[str, str | None], list[Any]] = {}
        self._lock = threading.Lock()

    def inject(
        self,
        operation: str,
        key: str | None,
        fault: Fault,
        *,
        times: int = 1_000_000,
        skip: int = 0,
    ) -> None:
        """Make requests for a key (None: any) fail, ``times`` times after the first ``skip``."""
        with self._lock:
            self._faults[operation, key] = [fault, skip, times]

    def heal(self) -> None:
        """Remove all faults and reset the counts."""
        with self._lock:
            self._faults.clear()
            self.requests.clear()
            self.keys_per_page = None

    def handle(self, exchange: Exchange) -> None:
        """Handle a request."""
        asked = exchange.operation, exchange.key
        with self._lock:
            self.requests[asked] += 1
            fault = self._next_fault(asked)
        if fault:
            fault(exchange)
        else:
            exchange.send(exchange.forward())

    def _next_fault(self, asked: tuple[str, str]) -> Fault | None:
        operation, _ = asked
        planned = self._faults.get(asked) or self._faults.get((operation, None))
        if planned is None:
            return None
        fault, skip, times = planned
        if skip:
            planned[1] -= 1
            return None
        planned[2] -= 1
        return fault if times > 0 else None


@contextmanager
def run_fault_proxy(upstream: str, tls: ssl.SSLContext | None = None) -> Iterator[FaultProxy]:
    """Run a proxy in front of an S3 endpoint."""
    proxy = FaultProxy(upstream)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _handle(self) -> None:
            proxy.handle(Exchange(self, proxy))

        do_GET = do_PUT = do_POST = do_DELETE = _handle  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Log nothing: broken connections are expected."""

    with Server(("127.0.0.1", 0), Handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        proxy.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield proxy
        finally:
            proxy.ending.set()
            server.shutdown()
            thread.join()


def _operation(handler: BaseHTTPRequestHandler) -> str:
    if handler.command == "GET":
        return "ListObjectsV2" if "list-type=2" in handler.path else "GetObject"
    if handler.command == "PUT" and handler.headers.get("x-amz-copy-source"):
        return "CopyObject"
    return {"PUT": "PutObject", "POST": "DeleteObjects", "DELETE": "DeleteObject"}[handler.command]
