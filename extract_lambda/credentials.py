"""The app's credentials, in a secret of Secrets Manager.

The secret is a JSON object with ``client_id`` and ``client_secret``, and with a ``refresh_token``
where a user has authorized the app. Other keys are nobody's business and stay as they are.
"""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError
from botocore.exceptions import BotoCoreError, ClientError

from extract_lambda.errors import InvalidGrantError, SecretError
from extract_lambda.log import LOGGER

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


@dataclass(frozen=True)
class Credentials:
    """What the app proves itself with; without a refresh token it speaks for no user."""

    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str | None = field(repr=False)


class CredentialStore:
    """The secret that holds the credentials."""

    def __init__(self, secret_name: str, client: "SecretsManagerClient") -> None:
        self.secret_name = secret_name
        self._client = client
        self._provider = SecretsProvider(boto3_client=client)
        self._refused: str | None = None

    def read(self) -> Credentials:
        """Read the credentials, anew each time: another run may have stored a newer token.

        Raises
        ------
        SecretError
            There is no such secret, it may not be read, or doesn't hold credentials.
        InvalidGrantError
            It still holds the refresh token that Spotify refused before.
        """
        secret = self._read()
        credentials = Credentials(
            client_id=self._text(secret, "client_id"),
            client_secret=self._text(secret, "client_secret"),
            refresh_token=self._text(secret, "refresh_token", required=False) or None,
        )
        if credentials.refresh_token and credentials.refresh_token == self._refused:
            raise InvalidGrantError(self.secret_name)
        return credentials

    def refuse(self, credentials: Credentials) -> InvalidGrantError:
        """Remember a refresh token that Spotify calls invalid, for as long as this process lives.

        Lambda calls a failed function again on its own, twice, as a rule in the same process.
        """
        self._refused = credentials.refresh_token
        return InvalidGrantError(self.secret_name)

    def store_refresh_token(self, old: str, new: str) -> None:
        """Put a new refresh token in the old one's place, and leave the other keys alone.

        Raises
        ------
        SecretError
            The secret can't be read or written.
        """
        secret = self._read()
        if self._text(secret, "refresh_token", required=False) != old:
            LOGGER.warning("the secret holds another refresh token by now, which stays")
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
                "then run `python -m local authorize`, for the old one may be dead"
            ) from None

    def _read(self) -> dict[str, Any]:
        try:
            text = self._provider.get(self.secret_name, force_fetch=True)
        except GetParameterError as error:
            raise SecretError(
                f"secret {self.secret_name} can't be read: {error}. Is SECRET_NAME right, and is "
                "the function allowed secretsmanager:GetSecretValue (and kms:Decrypt)?"
            ) from None
        try:
            secret = json.loads(str(text))
        except (TypeError, ValueError):
            secret = None
        if not isinstance(secret, dict):
            raise self._malformed("it is no JSON object")
        return secret

    def _text(self, secret: dict[str, Any], key: str, *, required: bool = True) -> str:
        value = secret.get(key) or ""
        # Pasted with a line break at the end, as a rule; and headers take nothing beyond ASCII.
        text = value.strip() if isinstance(value, str) else "\n"
        if (required and not text) or not (text.isascii() and text.isprintable()):
            raise self._malformed(f"its {key!r} is missing or no plain text")
        return text

    def _malformed(self, problem: str) -> SecretError:
        return SecretError(
            f"secret {self.secret_name} does not hold credentials: {problem}. It should be "
            '{"client_id": "...", "client_secret": "..."}, with a "refresh_token" for an app in '
            "development mode (`python -m local authorize` stores it)"
        )
