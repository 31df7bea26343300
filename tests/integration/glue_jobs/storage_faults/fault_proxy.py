"""A proxy in front of S3 that fails as S3 and the network do.

A fault is a function that deals with an exchange in place of the proxy::

    proxy.inject("GetObject", "p/a.jsonl", refuse(503, "SlowDown"), times=2)
    proxy.inject("CopyObject", "p/b.jsonl", lose_answer)

Every request is counted, whatever became of it.
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
    """What S3 answered."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Exchange:
    """One request, its way to S3, and its answer's way back."""

    def __init__(self, handler: BaseHTTPRequestHandler, proxy: "FaultProxy") -> None:
        self._handler, self._proxy = handler, proxy
        path = urlsplit(handler.path).path
        _, _, self.key = unquote(path).lstrip("/").partition("/")
        self.operation = _operation(handler)

    def forward(self) -> Answer:
        """Ask S3."""
        handler = self._handler
        path = handler.path
        if self.operation == "ListObjectsV2" and self._proxy.keys_per_page:
            path += f"&max-keys={self._proxy.keys_per_page}"
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        connection = HTTPConnection(self._proxy.upstream)
        try:
            connection.request(handler.command, path, body, dict(handler.headers.items()))
            response: HTTPResponse = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def send(self, answer: Answer, *, bytes_sent: int | None = None) -> None:
        """Answer; with ``bytes_sent`` only so much of the body that the headers announce."""
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
        """Close the connection as a server that ends does."""
        self._handler.close_connection = True

    def reset(self) -> None:
        """Close it as a server that dies does: the client gets a reset."""
        now = struct.pack("ii", 1, 0)
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
        self._handler.connection.close()
        self.hang_up()

    def garble(self) -> None:
        """Send what is no TLS where the client awaits some."""
        connection = self._handler.connection
        assert isinstance(connection, ssl.SSLSocket)
        with socket.socket(fileno=connection.detach()) as plain:
            plain.sendall(b"\x17\x03\x03\x00\x20" + bytes(32))
        self.hang_up()

    def keep_waiting(self) -> None:
        """Say nothing more until the proxy ends."""
        self._proxy.ending.wait()
        self.hang_up()


Fault = Callable[[Exchange], None]


def refuse(status: int, code: str) -> Fault:
    """S3 answers with an error, and does nothing."""
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>Told\nto</Message></Error>"
    return lambda exchange: exchange.send(
        Answer(status, [("Content-Type", "application/xml")], body.encode())
    )


def break_off(exchange: Exchange) -> None:
    """The connection is reset amid the body."""
    answer = exchange.forward()
    exchange.send(answer, bytes_sent=len(answer.body) // 2)
    exchange.reset()


def cut_short(exchange: Exchange) -> None:
    """The body ends before its announced length, in an orderly way."""
    answer = exchange.forward()
    exchange.send(answer, bytes_sent=len(answer.body) // 2)
    exchange.hang_up()


def garble(exchange: Exchange) -> None:
    """Amid the body comes what TLS can't decrypt."""
    answer = exchange.forward()
    exchange.send(answer, bytes_sent=len(answer.body) // 2)
    exchange.garble()


def flip_a_bit(exchange: Exchange) -> None:
    """The body is as long as it should be, and another one."""
    answer = exchange.forward()
    body = bytearray(answer.body)
    body[len(body) // 2] ^= 1
    exchange.send(Answer(answer.status, answer.headers, bytes(body)))


def lose_answer(exchange: Exchange) -> None:
    """S3 does what it is asked for, and its answer is lost."""
    exchange.forward()
    exchange.reset()


def keep_waiting(exchange: Exchange) -> None:
    """No answer comes."""
    exchange.keep_waiting()


def stall(exchange: Exchange) -> None:
    """The body begins, and does not go on."""
    answer = exchange.forward()
    exchange.send(answer, bytes_sent=len(answer.body) // 2)
    exchange.keep_waiting()


def after(happening: Callable[[], object]) -> Fault:
    """Something happens to the object just before S3 is asked."""

    def fault(exchange: Exchange) -> None:
        happening()
        exchange.send(exchange.forward())

    return fault


class FaultProxy:
    """A proxy in front of S3.

    Attributes
    ----------
    keys_per_page
        How many keys a page of a listing holds, if not as many as S3 puts there.
    requests
        How often each operation was asked for on each key.
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
        """Let requests for a key, or for any, fail: ``times`` of them, after the first ``skip``."""
        with self._lock:
            self._faults[operation, key] = [fault, skip, times]

    def heal(self) -> None:
        """Let everything through again, and count anew."""
        with self._lock:
            self._faults.clear()
            self.requests.clear()
            self.keys_per_page = None

    def handle(self, exchange: Exchange) -> None:
        """Deal with a request."""
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
    """Run a proxy in front of the S3 at an address."""
    proxy = FaultProxy(upstream)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _handle(self) -> None:
            proxy.handle(Exchange(self, proxy))

        do_GET = do_PUT = do_DELETE = _handle  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing: connections that end badly are what this is for."""

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
    return {"PUT": "PutObject", "DELETE": "DeleteObject"}[handler.command]
