"""The secret in Secrets Manager with an app's credentials and its user's refresh token."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from cli.errors import UserError
from deploy.authorize.app import VARIABLES, App

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

Secret = dict[str, Any]


def read_secret(client: "SecretsManagerClient", name: str) -> Secret:
    """Return a secret's content; CloudFormation creates it without one, which is an empty object.

    Raises
    ------
    UserError
        It does not exist, or is not a JSON object.
    """
    try:
        text = client.get_secret_value(SecretId=name).get("SecretString")
    except client.exceptions.ResourceNotFoundException as error:
        # A secret without a value and a missing secret raise the same class.
        if "staging label" in str(error):
            return {}
        raise UserError(
            f"there is no secret {name} in {client.meta.region_name}: check the name "
            "and the region. Deploying the stack creates the secret"
        ) from None
    if text is not None and not text.strip():
        return {}
    try:
        secret = json.loads(text or "")  # without text it is a binary one
    except ValueError:
        secret = None
    if not isinstance(secret, dict):
        raise UserError(
            f'secret {name} is not a JSON object such as {{"client_id": "...", '
            '"client_secret": "..."}: correct it, or give another one'
        )
    return secret


class AppSecret:
    """The secret: a JSON object; keys that are not ours stay unchanged."""

    def __init__(self, name: str, client: "SecretsManagerClient | None") -> None:
        self.name = name
        self._given = client

    def read(self) -> Secret:
        """Return its content; an empty object if it has none."""
        with self._errors():
            return read_secret(self._client(), self.name)

    def put(self, app: App, refresh_token: str, consented_on: date) -> None:
        """Store the app, its token and the day of the consent; other keys stay unchanged."""
        self._update(
            app,
            {
                "refresh_token": refresh_token,
                # The Lambda counts the token's days from here.
                "consented_at": consented_on.isoformat(),
            },
        )

    def put_app(self, app: App, *, drop_token: bool) -> None:
        """Store the app; other keys stay unchanged.

        Parameters
        ----------
        drop_token
            Whether to remove the refresh token, which another app got.
        """
        self._update(app, dict.fromkeys(("refresh_token", "consented_at")) if drop_token else {})

    def _update(self, app: App, values: Secret) -> None:
        """Store the app and the values; remove keys whose value is None."""
        # Read again: other keys may have changed meanwhile, while the user was in the browser.
        secret = self.read() | {"client_id": app.client_id, "client_secret": app.client_secret}
        secret = {key: one for key, one in (secret | values).items() if one is not None}
        with self._errors():
            self._client().put_secret_value(SecretId=self.name, SecretString=json.dumps(secret))

    def _client(self) -> "SecretsManagerClient":
        if self._given is None:
            timeouts = Config(
                connect_timeout=10, read_timeout=10, retries={"total_max_attempts": 3}
            )
            self._given = boto3.client("secretsmanager", config=timeouts)
        return self._given

    @contextmanager
    def _errors(self) -> Iterator[None]:
        otherwise = f"or set {' and '.join(VARIABLES.values())} and use --print"
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
                f"Secrets Manager can't be reached for secret {self.name} ({_line(str(error))}): "
                f"sign in to AWS (`aws configure` or `aws sso login`; AWS_PROFILE, "
                f"AWS_DEFAULT_REGION), {otherwise}"
            ) from None


def _line(text: str) -> str:
    return " ".join(text.split())[:300]
