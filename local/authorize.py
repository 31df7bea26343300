"""A user's consent: Spotify's authorization-code flow, in the user's browser.

Development-mode apps read playlists for a user only. What comes of the consent is a refresh
token, which the Lambda finds in its secret; after six months it takes a person again.
"""

import calendar
import hmac
import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, SimpleQueue
from socketserver import TCPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import boto3
import requests
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from local.errors import UserError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

AUTHORIZE_URL = "https://accounts.spotify.com/authorize"
TOKEN_URL = "https://accounts.spotify.com/api/token"  # noqa: S105 - an address
DASHBOARD = "https://developer.spotify.com/dashboard"
SCOPES = "playlist-read-private playlist-read-collaborative"
PORT = 8888
LIFETIME_MONTHS = 6  # of a refresh token, from the consent on; using it adds nothing

# Where the app's id and secret are looked for: these variables, then the secret's keys.
_VARIABLES = {"client_id": "SPOTIFY_CLIENT_ID", "client_secret": "SPOTIFY_CLIENT_SECRET"}
_REQUEST_SECONDS = 30.0
_BROWSER_SECONDS = 10.0
_CALLBACK = "/callback"
_PAGE = b"""<!doctype html><meta charset="utf-8"><title>Spotify playlist lake</title>
<p>Spotify's answer has arrived. You can close this window; the terminal says how it went.</p>
"""

Secret = dict[str, Any]


@dataclass(frozen=True)
class Authorized:
    """What the consent gave.

    Attributes
    ----------
    refresh_token
        Not to be shown unless it was asked for.
    expires_on
        The day (UTC) on which it dies.
    stored_in
        The name of the secret that holds it now, if it was to be stored.
    """

    refresh_token: str = field(repr=False)
    expires_on: date
    stored_in: str | None


@dataclass(frozen=True)
class _App:
    client_id: str
    client_secret: str = field(repr=False)


def open_in_browser(url: str) -> bool:
    """Open an address in the user's browser; return whether there is one.

    In a process of its own: a browser that inherits our stdout writes into what ``--print`` is
    piped to, and keeps that pipe open for as long as it runs.
    """
    code = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"
    try:
        done = subprocess.run(  # noqa: S603 - this Python, and an address that we made
            [sys.executable, "-c", code, url],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_BROWSER_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:  # one that runs in the foreground
        return True
    except OSError:
        return False
    return done.returncode == 0


def authorize(  # noqa: PLR0913 - settings, each by its name
    *,
    secret_name: str | None,
    store: bool = True,
    port: int = PORT,
    show: Callable[[str], None],
    open_browser: Callable[[str], bool] = open_in_browser,
    timeout: float = 300,
    authorize_url: str = AUTHORIZE_URL,
    token_url: str = TOKEN_URL,
    secrets_manager: "SecretsManagerClient | None" = None,
) -> Authorized:
    """Ask a user for consent, and keep the refresh token that comes of it.

    What can be known to fail is looked at before the user is bothered.

    Parameters
    ----------
    secret_name
        The secret to store the token in, and to take the app's id and secret from where the
        environment does not name them. It has to exist.
    store
        Whether to store the token, or only to return it.
    port
        Of the redirect URI on 127.0.0.1; 0 takes any free one.
    show
        Tells the user something, a line at a time; nothing secret.
    open_browser
        Opens an address, and returns whether it could.
    timeout
        How many seconds the user has.
    authorize_url, token_url
        Spotify's accounts service.
    secrets_manager
        A client for it; by default one is made where it is needed.

    Raises
    ------
    UserError
        Whatever went wrong, and what to do about it; never with anything secret.
    """
    if store and not secret_name:
        raise UserError("say where the refresh token is to go: --secret-name NAME, or --print")
    vault = _Vault(secret_name, secrets_manager) if secret_name else None
    app = _find_app(vault, needs_secret=store)

    with _Callback(port) as callback:
        state = secrets.token_urlsafe(32)
        query = {
            "client_id": app.client_id,
            "response_type": "code",
            "redirect_uri": callback.uri,
            "scope": SCOPES,
            "state": state,
            # Ask even a user who agreed before: only a new consent starts a new lifetime.
            "show_dialog": "true",
        }
        url = f"{authorize_url}?{urlencode(query)}"
        show(
            f"The app needs this redirect URI, exactly (not localhost, which Spotify refuses): "
            f"{callback.uri}   add it at {DASHBOARD} -> the app -> Settings"
        )
        show(f"Log in to Spotify and agree, in a browser on this machine: {url}")
        if not open_browser(url):
            show("No browser could be opened from here: open that address yourself.")
        code = _code(callback.wait(timeout), state)
        expires_on = add_months(datetime.now(UTC).date(), LIFETIME_MONTHS)

    token = _exchange(code, app, callback.uri, token_url)
    if vault and store:
        vault.put(app, token)
        show(f"Stored in secret {vault.name}.")
    show(
        f"The refresh token lives for {LIFETIME_MONTHS} months from now, until {expires_on}, "
        "however much it is used: run this again before then."
    )
    return Authorized(token, expires_on, secret_name if store else None)


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _find_app(vault: "_Vault | None", *, needs_secret: bool) -> _App:
    found = {
        key: os.environ.get(variable, "").strip()  # pasted with a line break at times
        for key, variable in _VARIABLES.items()
    }
    if vault and (needs_secret or not all(found.values())):
        secret = vault.read()
        for key, variable in _VARIABLES.items():
            stored = str(secret.get(key) or "").strip()
            # A refresh token is worth nothing beside the credentials of another app.
            if found[key] and stored and found[key] != stored:
                raise UserError(
                    f"{variable} is not the {key} in secret {vault.name}: unset it to take the "
                    "secret's, or change the secret first"
                )
            found[key] = found[key] or stored
    missing = [variable for key, variable in _VARIABLES.items() if not found[key]]
    if missing:
        where = f", and secret {vault.name} does not hold it" if vault else ""
        raise UserError(
            f"{' and '.join(missing)} not set{where}: copy the app's client ID and client secret "
            f"from {DASHBOARD} -> the app -> Settings"
        )
    for key, variable in _VARIABLES.items():
        if not (found[key].isascii() and found[key].isprintable()):
            raise UserError(
                f"the app's {key} ({variable}, or in the secret) holds characters that no {key} "
                f"has: copy it again from {DASHBOARD}"
            )
    return _App(**found)


class _Callback(ThreadingHTTPServer):
    """Waits on loopback for the browser that Spotify sends back.

    A thread for each connection, for browsers open some that they never use.
    """

    # Else no second attempt within a minute; on Windows it would share a port with its owner.
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

    def __enter__(self) -> "_Callback":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    def server_bind(self) -> None:
        """Bind, without http.server's look-up of the host's name, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a connection that broke: the browser may try again."""

    def wait(self, timeout: float) -> dict[str, str]:
        """Return the query that the browser came back with."""
        try:
            return self.answers.get(timeout=timeout)
        except Empty:
            raise UserError(
                f"no answer within {timeout:g} seconds; run it again. If Spotify's page said "
                f"INVALID_CLIENT: Invalid redirect URI, add exactly {self.uri} to the app's "
                f"redirect URIs at {DASHBOARD}; if it said Invalid client, the client ID is wrong "
                f"({_VARIABLES['client_id']}, or in the secret)"
            ) from None


class _Handler(BaseHTTPRequestHandler):
    server: _Callback
    timeout = 10  # seconds that a connection may be silent

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
        finally:  # the answer counts, shown or not
            self.server.answers.put(dict(parse_qsl(parts.query)))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the request line holds the code."""


def _code(answer: dict[str, str], state: str) -> str:
    """Return the authorization code from the browser's query."""
    # Any page in any tab can send a browser here: only Spotify's answer to us knows the state.
    if not hmac.compare_digest(answer.get("state", "").encode(), state.encode()):
        raise UserError(
            "what came back from the browser is not the answer to this attempt (wrong state); "
            "nothing was stored. Run it again, and use only the newest address"
        )
    if answer.get("error") == "access_denied":
        raise UserError(
            "the consent was denied in the browser, so there is no refresh token; run it again "
            "and agree to let the app read your playlists"
        )
    if not answer.get("code"):
        raise UserError(
            f"Spotify sent no code but the error {_word(answer.get('error'))}; run it again, and "
            f"look at the app at {DASHBOARD} if it stays"
        )
    return answer["code"]


def _exchange(code: str, app: _App, redirect_uri: str, token_url: str) -> str:
    """Return the refresh token for an authorization code.

    Not with spotipy, which writes the app's secret and the code into its debug log.
    """
    host = urlsplit(token_url).netloc
    try:
        response = requests.post(
            token_url,
            data={"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri},
            auth=(app.client_id, app.client_secret),
            timeout=_REQUEST_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise UserError(
            f"{host} could not be asked for the token ({type(error).__name__}): look at the "
            "network (and the proxy, if there is one), then run it again"
        ) from None
    try:
        document = response.json()
    except ValueError:
        document = None
    answer = document if isinstance(document, dict) else {}
    if not response.ok:
        raise UserError(_refusal(host, response.status_code, _word(answer.get("error"))))
    token = answer.get("refresh_token")
    if not (isinstance(token, str) and token):
        raise UserError(
            f"{host} answered without a refresh token; run it again, and see "
            "https://status.spotify.dev if it stays"
        )
    return token


def _refusal(host: str, status: int, said: str) -> str:
    if said == "invalid_client":
        return (
            "Spotify does not know this client ID with this client secret (invalid_client): "
            f"compare {' and '.join(_VARIABLES.values())}, or the secret's "
            f"{' and '.join(_VARIABLES)}, with {DASHBOARD} -> the app -> Settings"
        )
    if said == "invalid_grant":
        return (
            "Spotify refuses its own code (invalid_grant): too old, used before, or for another "
            "redirect URI; run it again"
        )
    return (
        f"{host} gives no token (status {status}, {said}); run it again in a while, and see "
        "https://status.spotify.dev if it stays"
    )


def _word(text: object) -> str:
    """Return an error code of OAuth's, and nothing else that somebody may have put there."""
    return text if isinstance(text, str) and re.fullmatch("[a-z_]{1,40}", text) else "unknown"


class _Vault:
    """The secret in Secrets Manager: a JSON object of which only our keys are touched."""

    def __init__(self, name: str, client: "SecretsManagerClient | None") -> None:
        self.name = name
        self._given = client

    def read(self) -> Secret:
        """Return what it holds; nothing yet, as CloudFormation may leave it, is an empty object."""
        with self._errors():
            client = self._client()
            try:
                text = client.get_secret_value(SecretId=self.name).get("SecretString")
            except client.exceptions.ResourceNotFoundException as error:
                # The same error class for a secret without a value and for no secret at all.
                if "staging label" in str(error):
                    return {}
                raise UserError(
                    f"there is no secret {self.name} in {client.meta.region_name}: is the name "
                    "right, and AWS_DEFAULT_REGION? Deploying the stack creates the secret; "
                    "`aws secretsmanager create-secret --name NAME` does by hand"
                ) from None
        if text is not None and not text.strip():
            return {}
        try:
            secret = json.loads(text or "")  # without text it is a binary one
        except ValueError:
            secret = None
        if not isinstance(secret, dict):
            raise UserError(
                f'secret {self.name} is no JSON object, such as {{"client_id": "...", '
                '"client_secret": "..."}: mend it, or name another'
            )
        return secret

    def put(self, app: _App, refresh_token: str) -> None:
        """Store the token and the app that it belongs to, beside whatever else is there."""
        # Read again: minutes have passed, and other keys may have changed.
        secret = self.read() | {
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "refresh_token": refresh_token,
        }
        with self._errors():
            self._client().put_secret_value(SecretId=self.name, SecretString=json.dumps(secret))

    def _client(self) -> "SecretsManagerClient":
        if self._given is None:
            patience = Config(
                connect_timeout=10, read_timeout=10, retries={"total_max_attempts": 3}
            )
            self._given = boto3.client("secretsmanager", config=patience)
        return self._given

    @contextmanager
    def _errors(self) -> Iterator[None]:
        otherwise = f"or set {' and '.join(_VARIABLES.values())} and use --print"
        try:
            yield
        except ClientError as error:
            detail = error.response.get("Error", {})
            what = _line(f"{detail.get('Code', '')}: {detail.get('Message', '')}")
            raise UserError(
                f"{error.operation_name} of secret {self.name} failed ({what}): this takes AWS "
                "credentials that are allowed secretsmanager:GetSecretValue and "
                f"secretsmanager:PutSecretValue (and the secret's KMS key), {otherwise}"
            ) from None
        except BotoCoreError as error:
            raise UserError(
                f"Secrets Manager can't be asked for secret {self.name} ({_line(str(error))}): "
                f"sign in to AWS (`aws configure` or `aws sso login`; AWS_PROFILE, "
                f"AWS_DEFAULT_REGION), {otherwise}"
            ) from None


def _line(text: str) -> str:
    return " ".join(text.split())[:300]
