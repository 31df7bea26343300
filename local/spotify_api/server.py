"""The HTTP server."""

import socket
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from local.spotify_api.messages import ApiError, Request, Response

_FORM = "application/x-www-form-urlencoded"

Respond = Callable[[Request], Response | None]


class Server(ThreadingHTTPServer):
    """A server on a free port of loopback.

    Parameters
    ----------
    respond
        Return the response to a request, in its connection's thread; None closes the connection.
    """

    daemon_threads = False  # server_close() waits for them
    request_queue_size = 128

    def __init__(self, respond: Respond) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.respond = respond
        self._connections: set[socket.socket] = set()
        self._thread = Thread(
            target=self.serve_forever,
            kwargs={"poll_interval": 0.01},  # bounds the time that stop() takes
            name="spotify-api",
            daemon=True,
        )

    @property
    def address(self) -> str:
        """Its URL, without a path."""
        return f"http://127.0.0.1:{self.server_port}"

    def start(self) -> None:
        """Start to accept connections."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port and every connection, and wait for their threads."""
        self.shutdown()
        self._thread.join()
        for connection in tuple(self._connections):
            # Wakes the thread that reads an idle connection.
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def server_bind(self) -> None:
        """Bind without http.server's reverse DNS lookup, which can take seconds."""
        TCPServer.server_bind(self)
        host, port = self.server_address[:2]
        self.server_name, self.server_port = str(host), port

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection; register it before its thread starts, for stop()."""
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """End a connection."""
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log nothing: tests break connections."""


class _Handler(BaseHTTPRequestHandler):
    """Handles the requests of one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: with Nagle, 40 ms

    def _handle(self) -> None:
        request = self._read()
        try:
            response = self.server.respond(request)
        except Exception as error:  # the thread would swallow it
            response = ApiError(500, f"the local server failed: {error!r}").response
        if response is None:
            self.close_connection = True
        else:
            self._write(response)

    do_GET = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815 - http.server's names

    def _read(self) -> Request:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        is_form = self.headers.get_content_type() == _FORM
        parts = urlsplit(self.path)
        return Request(
            method=self.command,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            form=dict(parse_qsl(body.decode(), keep_blank_values=True)) if is_form else {},
        )

    def _write(self, response: Response) -> None:
        body, length = response.body, len(response.body)
        if response.truncated:
            body, length = body[: length // 2], max(length, 1)
            self.close_connection = True
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Log nothing: the requests are recorded."""
