"""The secret in Secrets Manager that holds an app and the consent of its user."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from cli.errors import UserError
from deploy.authorize.app import VARIABLES

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

    from deploy.authorize.app import App

Secret = dict[str, Any]


class AppSecret:
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

    def put(self, app: "App", refresh_token: str) -> None:
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
                f"Secrets Manager can't be asked for secret {self.name} ({_line(str(error))}): "
                f"sign in to AWS (`aws configure` or `aws sso login`; AWS_PROFILE, "
                f"AWS_DEFAULT_REGION), {otherwise}"
            ) from None


def _line(text: str) -> str:
    return " ".join(text.split())[:300]
