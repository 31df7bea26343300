"""Ask for the Spotify app's credentials, check them with Spotify, and store them in the secret."""

import os
import sys
from collections.abc import Callable

import typer

from cli.errors import UserError
from deploy.authorize.app import DASHBOARD, VARIABLES, App
from deploy.authorize.app_secret import AppSecret
from deploy.authorize.exchange import check_app
from deploy.authorize.find_app import check_text

_PROMPTS = {"client_id": "Client ID", "client_secret": "Client secret"}


def store_app(app_secret: AppSecret, token_url: str, show: Callable[[str], None]) -> bool:
    """Store the credentials; return whether a user has to consent.

    They come from the environment, else from a prompt that hides the client secret. Spotify is
    asked first whether it knows them: wrong ones are not stored.

    Raises
    ------
    UserError
        There is no terminal to ask on, Spotify refuses them, or the secret can't be written.
    """
    secret = app_secret.read()
    app = App(**{key: _value(key, show) for key in VARIABLES})
    check_app(app, token_url)
    show("Spotify knows them.")
    # A refresh token is valid for its own app only.
    is_other_app = secret.get("client_id") != app.client_id
    app_secret.put_app(app, drop_token=is_other_app)
    show(f"Stored in secret {app_secret.name}.")
    return is_other_app or not secret.get("refresh_token")


def _value(key: str, show: Callable[[str], None]) -> str:
    value = os.environ.get(VARIABLES[key], "").strip()
    if not value:
        if not sys.stdin.isatty():
            raise UserError(
                f"there is no terminal to ask for the {_PROMPTS[key].lower()} on: run it in one, "
                f"or set {' and '.join(VARIABLES.values())}"
            )
        is_secret = key == "client_secret"
        shown = "; what you type is not shown" if is_secret else ""
        show(f"{DASHBOARD} -> the app -> Settings -> {_PROMPTS[key]}{shown}")
        value = typer.prompt(_PROMPTS[key], hide_input=is_secret, err=True).strip()
    check_text(key, value)
    return value
