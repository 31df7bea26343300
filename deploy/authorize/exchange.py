"""Requests to the token endpoint of Spotify's accounts service."""

import re
from typing import Any
from urllib.parse import urlsplit

import requests

from cli.errors import UserError
from deploy.authorize.app import DASHBOARD, VARIABLES, App

_REQUEST_SECONDS = 30.0


def exchange_code(code: str, app: App, redirect_uri: str, token_url: str) -> str:
    """Return the refresh token for an authorization code."""
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    token = _request_token(fields, app, token_url).get("refresh_token")
    if not (isinstance(token, str) and token):
        raise UserError(
            f"{urlsplit(token_url).netloc} answered without a refresh token; run it again, and see "
            "https://status.spotify.dev if it stays"
        )
    return token


def check_app(app: App, token_url: str) -> None:
    """Check that Spotify knows the app and its secret.

    Raises
    ------
    UserError
        It does not, or can't be reached.
    """
    _request_token({"grant_type": "client_credentials"}, app, token_url)


def _request_token(fields: dict[str, str], app: App, token_url: str) -> dict[str, Any]:
    """Return the response of the token endpoint.

    Without spotipy, which writes the app's secret and the code to its debug log.
    """
    host = urlsplit(token_url).netloc
    try:
        response = requests.post(
            token_url,
            data=fields,
            auth=(app.client_id, app.client_secret),
            timeout=_REQUEST_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise UserError(
            f"{host} could not be reached for the token ({type(error).__name__}): check the "
            "network and the proxy, then run it again"
        ) from None
    try:
        document = response.json()
    except ValueError:
        document = None
    answer = document if isinstance(document, dict) else {}
    if not response.ok:
        raise UserError(_refusal(host, response.status_code, error_word(answer.get("error"))))
    return answer


def _refusal(host: str, status: int, said: str) -> str:
    if said == "invalid_client":
        return (
            "Spotify does not know this client ID with this client secret (invalid_client): "
            f"compare {' and '.join(VARIABLES.values())}, or the secret's "
            f"{' and '.join(VARIABLES)}, with {DASHBOARD} -> the app -> Settings"
        )
    if said == "invalid_grant":
        return (
            "Spotify refuses the authorization code (invalid_grant): it is too old, was used "
            "before, or belongs to another redirect URI; run it again"
        )
    return (
        f"{host} gives no token (status {status}, {said}); run it again in a while, and see "
        "https://status.spotify.dev if it stays"
    )


def error_word(text: object) -> str:
    """Return an OAuth error code; any other text, which may be anything, is "unknown"."""
    return text if isinstance(text, str) and re.fullmatch("[a-z_]{1,40}", text) else "unknown"
