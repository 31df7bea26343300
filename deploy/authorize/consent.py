"""The user's consent: from the question to the stored refresh token."""

import calendar
import secrets
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from cli.errors import UserError
from deploy.authorize.app import DASHBOARD
from deploy.authorize.app_secret import AppSecret
from deploy.authorize.callback import Callback, code_of
from deploy.authorize.exchange import exchange_code
from deploy.authorize.find_app import find_app

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

AUTHORIZE_URL = "https://accounts.spotify.com/authorize"
TOKEN_URL = "https://accounts.spotify.com/api/token"  # noqa: S105 - an address
# For `mine`: private and collaborative playlists; for `liked`: the library.
SCOPES = "playlist-read-private playlist-read-collaborative user-library-read"
PORT = 8888
LIFETIME_MONTHS = 6  # of a refresh token, counted from the consent; using it does not extend it

_BROWSER_SECONDS = 10.0


@dataclass(frozen=True)
class Authorized:
    """The result of a consent.

    Attributes
    ----------
    refresh_token
        Secret: print it only if the user asks for it.
    expires_on
        The day (UTC) on which it expires.
    stored_in
        The name of the secret that it was stored in, if it was.
    """

    refresh_token: str = field(repr=False)
    expires_on: date
    stored_in: str | None


def open_in_browser(url: str) -> bool:
    """Open an address in the user's browser; return whether there is one.

    In a separate process: a browser that inherits our stdout writes into the pipe of ``--print``
    and keeps it open.
    """
    code = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"
    try:
        done = subprocess.run(  # noqa: S603 - this Python and our own address
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
    """Ask a user for consent and return or store the refresh token.

    Settings are checked before the browser opens.

    Parameters
    ----------
    secret_name
        The secret to store the token in, and to read the app's credentials from if the
        environment does not have them. It has to exist.
    store
        Whether to store the token, or only to return it.
    port
        The port of the redirect URI on 127.0.0.1; 0 takes any free one.
    show
        Prints a line for the user; never a secret.
    open_browser
        Opens an address; returns whether it could.
    timeout
        The seconds that the user has.
    authorize_url, token_url
        Spotify's accounts service.
    secrets_manager
        A client; by default one is created when it is needed.

    Raises
    ------
    UserError
        It failed; the text contains no secret.
    """
    if store and not secret_name:
        raise UserError("give --secret-name NAME to store the refresh token, or --print")
    app_secret = AppSecret(secret_name, secrets_manager) if secret_name else None
    app = find_app(app_secret, needs_secret=store)

    with Callback(port) as callback:
        state = secrets.token_urlsafe(32)
        query = {
            "client_id": app.client_id,
            "response_type": "code",
            "redirect_uri": callback.uri,
            "scope": SCOPES,
            "state": state,
            # Ask even a user who has agreed before: only a new consent starts a new lifetime.
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
        code = code_of(callback.wait(timeout), state)
        consented_on = datetime.now(UTC).date()
        expires_on = add_months(consented_on, LIFETIME_MONTHS)

    token = exchange_code(code, app, callback.uri, token_url)
    if app_secret and store:
        app_secret.put(app, token, consented_on)
        show(f"Stored in secret {app_secret.name}.")
    show(
        f"The refresh token expires in {LIFETIME_MONTHS} months, on {expires_on}: run this again "
        "before then."
    )
    return Authorized(token, expires_on, secret_name if store else None)


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
