"""The redirect URI: a server on this machine that Spotify sends the browser back to."""

import hmac
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, SimpleQueue
from socketserver import TCPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cli.errors import UserError
from deploy.authorize.app import DASHBOARD, VARIABLES
from deploy.authorize.exchange import error_word

_CALLBACK = "/callback"
_PAGE = b"""<!doctype html><meta charset="utf-8"><title>Spotify playlist lake</title>
<p>Spotify's answer has arrived. You can close this window and go back to the terminal.</p>
"""


class Callback(ThreadingHTTPServer):
    """A server on 127.0.0.1 that waits for the browser.

    One thread a connection: browsers open connections that they never use.
    """

    # Allows a second attempt within a minute. On Windows it would share the port with its owner.
    allow_reuse_address = os.name == "posix"

    def __init__(self, port: int) -> None:
        self.answers: SimpleQueue[dict[str, str]] = SimpleQueue()
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except OSError as error:
            raise UserError(
                f"port {port} of 127.0.0.1 can't be used ({error.strerror}): "
                "stop what uses it, or take another with --port and register that redirect URI"
            ) from None
        self.uri = f"http://127.0.0.1:{self.server_port}{_CALLBACK}"
        self._thread = Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> "Callback":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    def server_bind(self) -> None:
        """Bind without http.server's look-up of the host name, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a broken connection: the browser may try again."""

    def wait(self, timeout: float) -> dict[str, str]:
        """Return the query parameters of the browser's request."""
        try:
            return self.answers.get(timeout=timeout)
        except Empty:
            raise UserError(
                f"no answer within {timeout:g} seconds; run it again. If Spotify's page said "
                f"INVALID_CLIENT: Invalid redirect URI, add exactly {self.uri} to the app's "
                f"redirect URIs at {DASHBOARD}; if it said Invalid client, the client ID is wrong "
                f"({VARIABLES['client_id']}, or in the secret)"
            ) from None


class _Handler(BaseHTTPRequestHandler):
    server: Callback
    timeout = 10  # seconds of silence on a connection

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path != _CALLBACK:  # /favicon.ico
            self.send_error(404)
            return
        try:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(_PAGE)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(_PAGE)
        finally:  # the answer counts even if the page could not be sent
            self.server.answers.put(dict(parse_qsl(parts.query)))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Log nothing: the request line contains the code."""


def code_of(answer: dict[str, str], state: str) -> str:
    """Return the authorization code from the query parameters."""
    # Any web page can send a browser here; only Spotify's answer to this attempt has the state.
    if not hmac.compare_digest(answer.get("state", "").encode(), state.encode()):
        raise UserError(
            "the browser's answer does not belong to this attempt (wrong state); nothing was "
            "stored. Run it again, and use only the newest address"
        )
    if answer.get("error") == "access_denied":
        raise UserError(
            "the consent was denied in the browser, so there is no refresh token; run it again "
            "and agree to let the app read your playlists"
        )
    if not answer.get("code"):
        raise UserError(
            f"Spotify sent no code but the error {error_word(answer.get('error'))}; run it again, "
            f"and look at the app at {DASHBOARD} if it stays"
        )
    return answer["code"]
