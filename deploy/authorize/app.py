"""The Spotify app's id and secret: in the environment, else in its secret in Secrets Manager."""

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cli.errors import UserError

if TYPE_CHECKING:
    from deploy.authorize.app_secret import AppSecret

DASHBOARD = "https://developer.spotify.com/dashboard"
# Where they are looked for: these variables, then the secret's keys.
VARIABLES = {"client_id": "SPOTIFY_CLIENT_ID", "client_secret": "SPOTIFY_CLIENT_SECRET"}


@dataclass(frozen=True)
class App:
    """What Spotify knows an app by."""

    client_id: str
    client_secret: str = field(repr=False)


def find_app(app_secret: "AppSecret | None", *, needs_secret: bool) -> App:
    """Return the app.

    Parameters
    ----------
    needs_secret
        Whether the secret has to be there even if the environment names the app.

    Raises
    ------
    UserError
        Something is missing, or environment and secret name different apps.
    """
    found = {
        key: os.environ.get(variable, "").strip()  # pasted with a line break at times
        for key, variable in VARIABLES.items()
    }
    if app_secret and (needs_secret or not all(found.values())):
        secret = app_secret.read()
        for key, variable in VARIABLES.items():
            stored = str(secret.get(key) or "").strip()
            # A refresh token is worth nothing beside the credentials of another app.
            if found[key] and stored and found[key] != stored:
                raise UserError(
                    f"{variable} is not the {key} in secret {app_secret.name}: unset it to take "
                    "the secret's, or change the secret first"
                )
            found[key] = found[key] or stored
    missing = [variable for key, variable in VARIABLES.items() if not found[key]]
    if missing:
        where = f", and secret {app_secret.name} does not hold it" if app_secret else ""
        raise UserError(
            f"{' and '.join(missing)} not set{where}: copy the app's client ID and client secret "
            f"from {DASHBOARD} -> the app -> Settings"
        )
    for key, variable in VARIABLES.items():
        if not (found[key].isascii() and found[key].isprintable()):
            raise UserError(
                f"the app's {key} ({variable}, or in the secret) holds characters that no {key} "
                f"has: copy it again from {DASHBOARD}"
            )
    return App(**found)
