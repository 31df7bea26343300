"""The app's credentials, in a secret of Secrets Manager.

The secret is a JSON object with ``client_id`` and ``client_secret``, and with ``refresh_token``
and ``consented_at`` (the date of the consent) where a user has authorized the app. Other keys are
left unchanged.
"""

import json
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError
from botocore.exceptions import BotoCoreError, ClientError

from extract_lambda.errors import AUTHORIZE, InvalidGrantError, SecretError
from extract_lambda.log import LOGGER

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


@dataclass(frozen=True)
class Credentials:
    """The app's credentials; without a refresh token the app acts for no user."""

    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    consented_at: date | None = field(default=None, repr=False)

    @property
    def expires_on(self) -> date | None:
        """When the refresh token expires: six months after the consent, however it is used."""
        if self.consented_at is None:
            return None
        years, month = divmod(self.consented_at.month + 5, 12)
        year, month = self.consented_at.year + years, month + 1
        return date(year, month, min(self.consented_at.day, monthrange(year, month)[1]))


class CredentialStore:
    """The secret that holds the credentials."""

    def __init__(self, secret_name: str, client: "SecretsManagerClient") -> None:
        self.secret_name = secret_name
        self._client = client
        self._provider = SecretsProvider(boto3_client=client)
        self._refused: str | None = None

    def read(self) -> Credentials:
        """Read the credentials each time: another run may have stored a newer refresh token.

        Raises
        ------
        SecretError
            The secret does not exist, cannot be read, or holds no credentials.
        InvalidGrantError
            It still holds the refresh token that Spotify refused before.
        """
        secret = self._read()
        credentials = Credentials(
            client_id=self._text(secret, "client_id"),
            client_secret=self._text(secret, "client_secret"),
            refresh_token=self._text(secret, "refresh_token", required=False) or None,
            consented_at=_date(secret.get("consented_at")),
        )
        if credentials.refresh_token and credentials.refresh_token == self._refused:
            raise InvalidGrantError(self.secret_name)
        return credentials

    def remember_refused(self, credentials: Credentials) -> None:
        """Remember a dead refresh token, so that Lambda's two retries do not send it again.

        They usually come to the same process.
        """
        self._refused = credentials.refresh_token

    def store_refresh_token(self, old: str, new: str) -> None:
        """Replace the old refresh token by the new one; leave the other keys unchanged.

        Raises
        ------
        SecretError
            The secret cannot be read or written.
        """
        secret = self._read()
        if self._text(secret, "refresh_token", required=False) != old:
            LOGGER.warning("the secret holds another refresh token by now; it is kept")
            return
        try:
            self._client.put_secret_value(
                SecretId=self.secret_name,
                SecretString=json.dumps(secret | {"refresh_token": new}),
            )
        except (BotoCoreError, ClientError) as error:
            raise SecretError(
                f"Spotify gave a new refresh token, which could not be stored in secret "
                f"{self.secret_name}: {error}. Allow the function secretsmanager:PutSecretValue, "
                f"then run {AUTHORIZE}: the old one may be dead"
            ) from None

    def _read(self) -> dict[str, Any]:
        try:
            text = self._provider.get(self.secret_name, force_fetch=True)
        except GetParameterError as error:
            raise SecretError(
                f"secret {self.secret_name} cannot be read: {error}. Is SECRET_NAME right, and is "
                "the function allowed secretsmanager:GetSecretValue (and kms:Decrypt)?"
            ) from None
        try:
            secret = json.loads(str(text))
        except (TypeError, ValueError):
            secret = None
        if not isinstance(secret, dict):
            raise self._malformed("it is not a JSON object")
        return secret

    def _text(self, secret: dict[str, Any], key: str, *, required: bool = True) -> str:
        value = secret.get(key) or ""
        # Pasted values often end in a line break. HTTP headers are ASCII only.
        text = value.strip() if isinstance(value, str) else "\n"
        if (required and not text) or not (text.isascii() and text.isprintable()):
            raise self._malformed(f"its {key!r} is missing or not plain text")
        return text

    def _malformed(self, problem: str) -> SecretError:
        return SecretError(
            f"secret {self.secret_name} does not hold credentials: {problem}. It should be "
            '{"client_id": "...", "client_secret": "..."}, with a "refresh_token" for an app in '
            f"development mode ({AUTHORIZE} stores it)"
        )


def _date(text: Any) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except (TypeError, ValueError):
        return None
