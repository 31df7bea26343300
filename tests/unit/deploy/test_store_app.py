"""The Spotify app's credentials: asked for, checked with Spotify, stored."""

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from cli.errors import UserError
from deploy.authorize import store_app
from deploy.authorize.app_secret import AppSecret
from deploy.aws import Aws
from local.spotify_api import SpotifyApi

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

CLIENT_ID, CLIENT_SECRET = SpotifyApi.client_id, SpotifyApi.client_secret


@pytest.fixture
def api() -> Iterator[SpotifyApi]:
    with SpotifyApi({}) as one:
        yield one


@pytest.fixture
def client(aws: Aws) -> "SecretsManagerClient":
    client = aws.session.client("secretsmanager")
    client.create_secret(Name="app")  # without a value, as CloudFormation creates it
    return client


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"):
        monkeypatch.delenv(name, raising=False)


def set_variables(monkeypatch: pytest.MonkeyPatch, client_id: str, client_secret: str) -> None:
    monkeypatch.setenv("SPOTIFY_CLIENT_ID", client_id)
    monkeypatch.setenv("SPOTIFY_CLIENT_SECRET", client_secret)


def stored(client: "SecretsManagerClient") -> Any:
    secret = client.get_secret_value(SecretId="app")
    return json.loads(secret["SecretString"])


def test_wrong_credentials_are_not_stored(
    api: SpotifyApi, client: "SecretsManagerClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    set_variables(monkeypatch, CLIENT_ID, "hush-wrong")
    client.put_secret_value(SecretId="app", SecretString=json.dumps({"client_id": "old"}))
    with pytest.raises(UserError, match="invalid_client") as failed:
        store_app(AppSecret("app", client), api.token_url, print)
    assert "hush-wrong" not in str(failed.value)
    assert stored(client) == {"client_id": "old"}


def test_new_client_secret_of_the_same_app_keeps_the_consent(
    api: SpotifyApi, client: "SecretsManagerClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    set_variables(monkeypatch, CLIENT_ID, CLIENT_SECRET)
    consent = {"refresh_token": "r", "consented_at": "2026-11-01", "note": "ours"}
    before = {"client_id": CLIENT_ID, "client_secret": "old", **consent}
    client.put_secret_value(SecretId="app", SecretString=json.dumps(before))
    assert not store_app(AppSecret("app", client), api.token_url, print)
    assert stored(client) == before | {"client_secret": CLIENT_SECRET}


def test_another_app_drops_the_consent(
    api: SpotifyApi, client: "SecretsManagerClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    set_variables(monkeypatch, CLIENT_ID, CLIENT_SECRET)
    before = {"client_id": "another", "refresh_token": "r", "consented_at": "d", "note": "ours"}
    client.put_secret_value(SecretId="app", SecretString=json.dumps(before))
    assert store_app(AppSecret("app", client), api.token_url, print)
    assert stored(client) == {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "note": "ours",
    }


def test_no_terminal_to_ask_on(
    client: "SecretsManagerClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    with pytest.raises(UserError, match="SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET"):
        store_app(AppSecret("app", client), "http://127.0.0.1:1", print)
