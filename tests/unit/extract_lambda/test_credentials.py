import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from extract_lambda.credentials import Credentials, CredentialStore
from extract_lambda.errors import InvalidGrantError, SecretError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

# One session loads the service descriptions once.
SESSION = boto3.Session("testing", "testing", region_name="eu-west-1")
NAME = "spotify/credentials"
NEWER = "r2"
PERSONS = "from a person"
APP = {"client_id": "the-app", "client_secret": "hush-app"}


@pytest.fixture
def client() -> Iterator["SecretsManagerClient"]:
    with mock_aws():
        yield SESSION.client("secretsmanager")


def store(client: "SecretsManagerClient", secret: Any) -> CredentialStore:
    text = secret if isinstance(secret, str) else json.dumps(secret)
    client.create_secret(Name=NAME, SecretString=text)
    return CredentialStore(NAME, client)


def stored(client: "SecretsManagerClient") -> Any:
    return json.loads(client.get_secret_value(SecretId=NAME)["SecretString"])


def refuse(client: "SecretsManagerClient", operation: str, error: Exception) -> None:
    def fail(**_: Any) -> None:
        raise error

    client.meta.events.register(f"before-call.secrets-manager.{operation}", fail)


def denied(operation: str) -> ClientError:
    return ClientError(
        {"Error": {"Code": "AccessDeniedException", "Message": "not authorized"}}, operation
    )


def test_secret_without_a_refresh_token(client: "SecretsManagerClient") -> None:
    assert store(client, APP).read() == Credentials("the-app", "hush-app", None)


@pytest.mark.parametrize("absent", [{}, {"refresh_token": ""}, {"refresh_token": None}])
def test_empty_refresh_token_is_none(
    client: "SecretsManagerClient", absent: dict[str, Any]
) -> None:
    assert store(client, {**APP, **absent}).read().refresh_token is None


def test_whitespace_around_values_is_stripped(client: "SecretsManagerClient") -> None:
    secret = {"client_id": " the-app\n", "client_secret": "hush-app\r\n", "refresh_token": "r1\n"}

    assert store(client, secret).read() == Credentials("the-app", "hush-app", "r1")


@pytest.mark.parametrize(
    ("consented_at", "expires_on"),
    [
        ("2026-01-15", date(2026, 7, 15)),
        ("2026-08-31", date(2027, 2, 28)),
        ("2027-08-31T23:59:59Z", date(2028, 2, 29)),
        ("2026-06-30", date(2026, 12, 30)),
        ("2026-07-01", date(2027, 1, 1)),
        ("last week", None),
        (20260115, None),
        (None, None),
    ],
)
def test_refresh_token_expires_six_months_after_consent(
    client: "SecretsManagerClient", consented_at: Any, expires_on: date | None
) -> None:
    secret = {**APP, "refresh_token": "r1", "consented_at": consented_at}

    assert store(client, secret).read().expires_on == expires_on


def test_repr_hides_secrets() -> None:
    assert repr(Credentials("the-app", "hush-app", "r1")) == "Credentials(client_id='the-app')"


@pytest.mark.parametrize(
    ("secret", "problem"),
    [
        ("hush-app", "it is not a JSON object"),
        ('{"client_id": "hush-app"', "it is not a JSON object"),
        (["hush-app"], "it is not a JSON object"),
        ({"client_id": "the-app"}, "'client_secret' is missing"),
        ({"client_id": "", "client_secret": "hush-app"}, "'client_id' is missing"),
        ({"client_id": ["hush-app"], "client_secret": "x"}, "'client_id' is missing or not plain"),
        ({**APP, "client_secret": "hush-äpp"}, "'client_secret' is missing or not plain text"),
        ({**APP, "refresh_token": 1}, "'refresh_token' is missing or not plain text"),
    ],
)
def test_malformed_secret_is_explained_but_not_shown(
    client: "SecretsManagerClient", secret: Any, problem: str
) -> None:
    with pytest.raises(SecretError) as refusal:
        store(client, secret).read()

    assert NAME in str(refusal.value)
    assert problem in str(refusal.value)
    assert "hush" not in str(refusal.value)
    assert refusal.value.__context__ is None  # the JSON decoder's error holds the document


def test_binary_secret_is_malformed(client: "SecretsManagerClient") -> None:
    client.create_secret(Name=NAME, SecretBinary=b"hush")

    with pytest.raises(SecretError, match="not a JSON object"):
        CredentialStore(NAME, client).read()


def test_missing_secret_is_named(client: "SecretsManagerClient") -> None:
    with pytest.raises(SecretError, match="ResourceNotFoundException") as refusal:
        CredentialStore("other", client).read()
    assert "SECRET_NAME" in str(refusal.value)


@pytest.mark.parametrize(
    "error",
    [denied("GetSecretValue"), EndpointConnectionError(endpoint_url="https://aws.invalid")],
)
def test_refusal_to_read_names_the_permission(
    client: "SecretsManagerClient", error: Exception
) -> None:
    credentials = store(client, APP)
    refuse(client, "GetSecretValue", error)

    with pytest.raises(SecretError, match="secretsmanager:GetSecretValue") as refusal:
        credentials.read()
    assert str(error) in str(refusal.value)


def test_new_refresh_token_is_stored_and_other_keys_are_kept(
    client: "SecretsManagerClient",
) -> None:
    credentials = store(client, {**APP, "refresh_token": "r1\n", "note": {"by": "me"}})

    credentials.store_refresh_token("r1", NEWER)

    assert stored(client) == {**APP, "refresh_token": NEWER, "note": {"by": "me"}}
    assert credentials.read().refresh_token == NEWER


def test_refresh_token_that_changed_meanwhile_is_kept(client: "SecretsManagerClient") -> None:
    credentials = store(client, {**APP, "refresh_token": "r1"})
    credentials.read()
    client.put_secret_value(
        SecretId=NAME, SecretString=json.dumps({**APP, "refresh_token": PERSONS})
    )

    credentials.store_refresh_token("r1", NEWER)

    assert stored(client)["refresh_token"] == PERSONS


def test_refusal_to_write_names_the_permission_and_not_the_token(
    client: "SecretsManagerClient",
) -> None:
    credentials = store(client, {**APP, "refresh_token": "r1"})
    refuse(client, "PutSecretValue", denied("PutSecretValue"))

    with pytest.raises(SecretError, match="secretsmanager:PutSecretValue") as refusal:
        credentials.store_refresh_token("r1", "hush-r2")
    assert "hush" not in str(refusal.value)


def test_refused_refresh_token_is_not_used_until_it_changes(
    client: "SecretsManagerClient",
) -> None:
    credentials = store(client, {**APP, "refresh_token": "r1"})
    credentials.remember_refused(credentials.read())

    with pytest.raises(InvalidGrantError, match="lake-deploy authorize") as refusal:
        credentials.read()
    assert NAME in str(refusal.value)
    client.put_secret_value(SecretId=NAME, SecretString=json.dumps({**APP, "refresh_token": NEWER}))
    assert credentials.read().refresh_token == NEWER
