"""Find the Spotify app's credentials: in the environment, else in the secret."""

import os

from cli.commands import lake_deploy
from cli.errors import UserError
from deploy.authorize.app import DASHBOARD, VARIABLES, App
from deploy.authorize.app_secret import AppSecret


def find_app(app_secret: AppSecret | None, *, needs_secret: bool) -> App:
    """Return the app.

    Parameters
    ----------
    needs_secret
        Whether to read the secret even if the environment has the credentials.

    Raises
    ------
    UserError
        Credentials are missing, or environment and secret have different ones.
    """
    found = {
        key: os.environ.get(variable, "").strip()  # pasted text may end in a line break
        for key, variable in VARIABLES.items()
    }
    if app_secret and (needs_secret or not all(found.values())):
        secret = app_secret.read()
        for key, variable in VARIABLES.items():
            stored = str(secret.get(key) or "").strip()
            # A refresh token is valid for its own app only.
            if found[key] and stored and found[key] != stored:
                raise UserError(
                    f"{variable} differs from the {key} in secret {app_secret.name}: unset it to "
                    "use the secret's, or change the secret first"
                )
            found[key] = found[key] or stored
    missing = [variable for key, variable in VARIABLES.items() if not found[key]]
    if missing:
        where = f", and secret {app_secret.name} does not contain it" if app_secret else ""
        raise UserError(
            f"{' and '.join(missing)} not set{where}: copy the app's client ID and client secret "
            f"from {DASHBOARD} -> the app -> Settings, or store them in the stack's secret with "
            f"`{lake_deploy('credentials')}`"
        )
    for key, value in found.items():
        check_text(key, value)
    return App(**found)


def check_text(key: str, value: str) -> None:
    """Check that a value can be a client ID or client secret.

    Raises
    ------
    UserError
        It is empty or has characters that neither has.
    """
    if not (value and value.isascii() and value.isprintable()):
        raise UserError(
            f"the app's {key} ({VARIABLES[key]}, or in the secret) is empty or contains characters "
            f"that a {key} never has: copy it again from {DASHBOARD}"
        )
