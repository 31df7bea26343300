import http.client
import json
import logging
import socket
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError, NoCredentialsError
from moto import mock_aws

from cli.errors import UserError
from deploy.authorize import Authorized, add_months, authorize
from deploy.authorize.consent import open_in_browser
from local.spotify_api import Fault, SpotifyApi

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

NAME = "spotify/credentials"
APP = {"client_id": SpotifyApi.client_id, "client_secret": SpotifyApi.client_secret}
AWS_KEY = "hush-aws-key"


@pytest.fixture
def api() -> Iterator[SpotifyApi]:
    with SpotifyApi({}) as one:
        yield one


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator["SecretsManagerClient"]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", AWS_KEY)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        yield boto3.client("secretsmanager")


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPOTIFY_CLIENT_ID", raising=False)
    monkeypatch.delenv("SPOTIFY_CLIENT_SECRET", raising=False)


@pytest.fixture
def app_in_environment(monkeypatch: pytest.MonkeyPatch, variables: None) -> None:
    monkeypatch.setenv("SPOTIFY_CLIENT_ID", APP["client_id"])
    monkeypatch.setenv("SPOTIFY_CLIENT_SECRET", APP["client_secret"])


@dataclass
class Browser:
    """Opens a URL in a thread and follows redirects, as a browser does."""

    before: Callable[[str], object] | None = None
    pages: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    _threads: list[Thread] = field(default_factory=list)

    def __call__(self, url: str) -> bool:
        self.opened.append(url)
        self._threads.append(Thread(target=self._visit, args=(url,)))
        self._threads[-1].start()
        return True

    def close(self) -> None:
        for thread in self._threads:
            thread.join()

    def _visit(self, url: str) -> None:
        if self.before:
            self.before(url)
        try:
            with urllib.request.urlopen(url, timeout=5) as page:  # noqa: S310
                self.pages.append(page.read().decode())
        except OSError as error:
            self.pages.append(str(error))


@pytest.fixture
def browser() -> Iterator[Browser]:
    one = Browser()
    yield one
    one.close()


@dataclass
class Attempt:
    """One run of the flow: its output and result."""

    api: SpotifyApi
    browser: Browser
    shown: list[str] = field(default_factory=list)

    def run(self, secret_name: str | None = None, **settings: Any) -> Authorized:
        return authorize(
            secret_name=secret_name,
            **{
                "store": secret_name is not None,
                "port": 0,
                "timeout": 5,
                "show": self.shown.append,
                "open_browser": self.browser,
                "authorize_url": self.api.authorize_url,
                "token_url": self.api.token_url,
                **settings,
            },
        )

    def fails(self, *words: str, secret_name: str | None = None, **settings: Any) -> str:
        with pytest.raises(UserError) as caught:
            self.run(secret_name, **settings)
        text = str(caught.value)
        assert "\n" not in text
        for word in words:
            assert word in text
        return text


@pytest.fixture
def attempt(
    api: SpotifyApi,
    browser: Browser,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Attempt]:
    """Check that no secret was shown, logged or printed."""
    for name in ("local", "requests", "spotipy", "urllib3"):
        caplog.set_level(logging.DEBUG, name)
    one = Attempt(api, browser)
    yield one
    browser.close()
    for text in (*one.shown, caplog.text, *capfd.readouterr()):
        for secret in (api.client_secret, "token-of-nobody", "code-of-nobody", AWS_KEY):
            assert secret not in text


def _query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def stored(client: "SecretsManagerClient") -> Any:
    return json.loads(client.get_secret_value(SecretId=NAME)["SecretString"])


def refuse(client: "SecretsManagerClient", operation: str, error: Exception) -> None:
    def fail(**_: Any) -> None:
        raise error

    client.meta.events.register(f"before-call.secrets-manager.{operation}", fail)


def denied(operation: str) -> ClientError:
    message = f"User: arn:aws:iam::1:user/x is not\nauthorized to perform: {operation}"
    return ClientError({"Error": {"Code": "AccessDeniedException", "Message": message}}, operation)


def test_consent_gives_a_refresh_token(app_in_environment: None, attempt: Attempt) -> None:
    before = datetime.now(UTC).date()
    done = attempt.run()
    after = datetime.now(UTC).date()

    assert done.refresh_token == attempt.api.refresh_token
    assert done.stored_in is None
    assert add_months(before, 6) <= done.expires_on <= add_months(after, 6)
    assert done.refresh_token not in repr(done)

    [url] = attempt.browser.opened
    asked = _query(url)
    assert asked["scope"] == ("playlist-read-private playlist-read-collaborative user-library-read")
    assert len(asked["state"]) >= 32
    attempt.browser.close()
    [page] = attempt.browser.pages
    assert "You can close this window" in page

    text = "\n".join(attempt.shown)
    assert url in text  # for users without a browser
    assert asked["redirect_uri"] in text
    assert "https://developer.spotify.com/dashboard" in text
    assert str(done.expires_on) in text
    assert "6 months" in text


def test_each_attempt_has_another_state(app_in_environment: None, attempt: Attempt) -> None:
    attempt.run()
    attempt.run()
    one, other = (_query(url)["state"] for url in attempt.browser.opened)
    assert one != other


def test_redirect_uri_has_the_given_port(app_in_environment: None, attempt: Attempt) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    attempt.run(port=port)
    attempt.browser.close()
    attempt.run(port=port)  # free again at once
    asked = _query(attempt.browser.opened[0])
    assert asked["redirect_uri"] == f"http://127.0.0.1:{port}/callback"


def test_token_and_day_of_consent_are_stored(
    client: "SecretsManagerClient", attempt: Attempt
) -> None:
    secret = {**APP, "refresh_token": "dead", "note": "from a person"}
    client.create_secret(Name=NAME, SecretString=json.dumps(secret))
    before = datetime.now(UTC).date()
    done = attempt.run(NAME, secrets_manager=client)
    assert done.stored_in == NAME
    after = stored(client)
    consented_on = date.fromisoformat(after.pop("consented_at"))
    assert before <= consented_on <= datetime.now(UTC).date()
    assert done.expires_on == add_months(consented_on, 6)
    assert after == {**secret, "refresh_token": attempt.api.refresh_token}
    assert any(NAME in line for line in attempt.shown)


def test_client_is_created_from_the_environment_by_default(
    client: "SecretsManagerClient", attempt: Attempt
) -> None:
    client.create_secret(Name=NAME, SecretString=json.dumps(APP))
    attempt.run(NAME)
    assert stored(client)["refresh_token"] == attempt.api.refresh_token


def test_keys_changed_in_the_meantime_are_kept(
    client: "SecretsManagerClient", attempt: Attempt
) -> None:
    client.create_secret(Name=NAME, SecretString=json.dumps(APP))
    changed = json.dumps({**APP, "note": "new"})
    attempt.browser.before = lambda _: client.put_secret_value(SecretId=NAME, SecretString=changed)
    attempt.run(NAME, secrets_manager=client)
    assert stored(client)["note"] == "new"


@pytest.mark.parametrize("value", [{}, {"SecretString": " "}, {"SecretString": "{}"}])
def test_empty_secret_is_filled(
    value: Any, client: "SecretsManagerClient", app_in_environment: None, attempt: Attempt
) -> None:
    client.create_secret(Name=NAME, **value)
    attempt.run(NAME, secrets_manager=client)
    assert stored(client) | {"consented_at": ""} == {
        **APP,
        "refresh_token": attempt.api.refresh_token,
        "consented_at": "",
    }


def test_printing_does_not_change_the_secret(
    client: "SecretsManagerClient", attempt: Attempt
) -> None:
    client.create_secret(Name=NAME, SecretString=json.dumps(APP))
    done = attempt.run(NAME, store=False, secrets_manager=client)
    assert done.refresh_token == attempt.api.refresh_token
    assert done.stored_in is None
    assert stored(client) == APP


def test_printing_needs_no_aws_if_the_environment_has_the_credentials(
    app_in_environment: None, client: "SecretsManagerClient", attempt: Attempt
) -> None:
    refuse(client, "GetSecretValue", NoCredentialsError())
    assert attempt.run(NAME, store=False, secrets_manager=client).refresh_token


def test_other_requests_are_ignored(app_in_environment: None, attempt: Attempt) -> None:
    statuses = []

    def visit(url: str) -> bool:
        back = urlsplit(_query(url)["redirect_uri"])
        # A connection opened ahead of need, one that breaks off, and an icon.
        address = (back.hostname, back.port)
        with socket.create_connection(address), socket.create_connection(address) as broken:
            broken.sendall(b"GET /callb")
            broken.close()
            icon = http.client.HTTPConnection(back.netloc, timeout=5)
            icon.request("GET", "/favicon.ico")
            statuses.append(icon.getresponse().status)
            icon.close()
            attempt.browser(url)
            attempt.browser.close()
        return True

    attempt.run(open_browser=visit)
    assert statuses == [404]


def test_without_a_browser_the_address_is_shown(app_in_environment: None, attempt: Attempt) -> None:
    def none(url: str) -> bool:
        attempt.browser(url)  # the user does it
        return False

    attempt.run(open_browser=none)
    assert any("open that address yourself" in line for line in attempt.shown)


def test_secret_name_or_print_is_needed(app_in_environment: None, attempt: Attempt) -> None:
    attempt.fails("--secret-name", "--print", store=True)


@pytest.mark.parametrize("missing", ["SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"])
def test_missing_credential_is_named(
    missing: str, app_in_environment: None, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(missing, " ")
    text = attempt.fails(f"{missing} not set", "https://developer.spotify.com/dashboard")
    assert " and SPOTIFY" not in text
    assert not attempt.browser.opened


def test_missing_credentials_are_reported(client: "SecretsManagerClient", attempt: Attempt) -> None:
    both = "SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET not set"
    attempt.fails(both)
    client.create_secret(Name=NAME, SecretString="{}")
    attempt.fails(both, NAME, secret_name=NAME, secrets_manager=client)


def test_credentials_of_another_app_are_refused(
    client: "SecretsManagerClient", app_in_environment: None, attempt: Attempt
) -> None:
    for key, variable in (
        ("client_id", "SPOTIFY_CLIENT_ID"),
        ("client_secret", "SPOTIFY_CLIENT_SECRET"),
    ):
        secret = json.dumps({**APP, key: "hush-another"})
        client.delete_secret(SecretId=NAME, ForceDeleteWithoutRecovery=True)
        client.create_secret(Name=NAME, SecretString=secret)
        text = attempt.fails(variable, NAME, secret_name=NAME, secrets_manager=client)
        assert "hush" not in text
    assert not attempt.browser.opened


def test_credentials_with_unprintable_characters_are_refused(
    attempt: Attempt, app_in_environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPOTIFY_CLIENT_SECRET", "hush…")
    assert "hush" not in attempt.fails("SPOTIFY_CLIENT_SECRET")


def test_port_in_use_is_reported(app_in_environment: None, attempt: Attempt) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        attempt.fails(f"port {port}", "--port", port=port)
    assert not attempt.browser.opened


def test_denied_consent_is_reported(
    client: "SecretsManagerClient", app_in_environment: None, attempt: Attempt
) -> None:
    client.create_secret(Name=NAME, SecretString=json.dumps(APP))
    attempt.api.deny_consent = True
    attempt.fails("consent was denied", secret_name=NAME, secrets_manager=client)
    assert stored(client) == APP


@pytest.mark.parametrize("state", [{}, {"state": "forged"}, {"state": "gefälscht"}])
@pytest.mark.parametrize("answer", [{"code": "forged-code"}, {"error": "access_denied"}])
def test_wrong_state_is_refused(
    state: dict[str, str], answer: dict[str, str], app_in_environment: None, attempt: Attempt
) -> None:
    def forge(url: str) -> bool:
        return attempt.browser(f"{_query(url)['redirect_uri']}?{urlencode({**answer, **state})}")

    text = attempt.fails("wrong state", open_browser=forge)
    assert "forged" not in text
    assert not attempt.api.requests  # the code was not even tried


@pytest.mark.parametrize(
    ("error", "text"), [("invalid_scope", "invalid_scope"), ("<b>Look here", "unknown")]
)
def test_error_instead_of_a_code_is_reported(
    error: str, text: str, app_in_environment: None, attempt: Attempt
) -> None:
    def answer(url: str) -> bool:
        query = {"state": _query(url)["state"], "error": error}
        return attempt.browser(f"{_query(url)['redirect_uri']}?{urlencode(query)}")

    attempt.fails(f"the error {text};", open_browser=answer)


def test_timeout_is_reported(app_in_environment: None, attempt: Attempt) -> None:
    text = attempt.fails(
        "within 0.05 seconds", "INVALID_CLIENT", timeout=0.05, open_browser=lambda _: True
    )
    assert "redirect URIs" in text


def test_unknown_client_id_is_reported(
    app_in_environment: None, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPOTIFY_CLIENT_ID", "wrong")
    # The browser tells the user, and never comes back.
    attempt.fails("client ID", "SPOTIFY_CLIENT_ID", timeout=0.3)
    attempt.browser.close()
    assert "400" in attempt.browser.pages[0]


def test_wrong_client_secret_is_reported(
    app_in_environment: None, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPOTIFY_CLIENT_SECRET", "hush-wrong")
    text = attempt.fails("invalid_client", "SPOTIFY_CLIENT_SECRET", "dashboard")
    assert "hush" not in text


def test_wrong_redirect_uri_is_reported(app_in_environment: None, attempt: Attempt) -> None:
    def answer(url: str) -> bool:
        return attempt.browser(url.replace("callback&", "callback%3Fa&"))

    attempt.fails("invalid_grant", "redirect URI", open_browser=answer)


def test_broken_connection_is_reported(app_in_environment: None, attempt: Attempt) -> None:
    host = urlsplit(attempt.api.token_url).netloc
    attempt.api.fail("POST", "token", Fault(drop=True))
    attempt.fails(host, "network")
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/api/token"
    attempt.fails("network", token_url=nobody)


def test_request_timeout_is_reported(
    app_in_environment: None, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.authorize.exchange._REQUEST_SECONDS", 0.2)
    attempt.api.fail("POST", "token", Fault(delay_seconds=5))
    attempt.fails("Timeout", "network")


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        (Fault(status=503), "status 503"),
        (Fault(status=429, body=b"slower"), "status 429"),
        (Fault(status=302, headers={"Location": "https://example.org/"}, body=b""), "without"),
        (Fault(body=b"<html>"), "without a refresh token"),
        (Fault(body=b"[]"), "without a refresh token"),
        (Fault(body=b'{"access_token": "hush"}'), "without a refresh token"),
        (Fault(body=b'{"refresh_token": 1}'), "without a refresh token"),
        (Fault(status=400, body=b'{"error": {"hush": 1}}'), "status 400, unknown"),
        (Fault(truncate=True), "could not be reached"),
    ],
)
def test_response_without_a_token_is_reported(
    fault: Fault, word: str, app_in_environment: None, attempt: Attempt
) -> None:
    attempt.api.fail("POST", "token", fault)
    assert "hush" not in attempt.fails(word)


def test_missing_secret_is_reported(client: "SecretsManagerClient", attempt: Attempt) -> None:
    attempt.fails("no secret", NAME, "eu-west-1", secret_name=NAME, secrets_manager=client)
    assert not client.list_secrets()["SecretList"]


@pytest.mark.parametrize("text", ["hush", '["hush"]', '"hush"', '{"client_id": hush'])
def test_secret_that_is_not_an_object_is_refused(
    text: str, client: "SecretsManagerClient", attempt: Attempt
) -> None:
    client.create_secret(Name=NAME, SecretString=text)
    text = attempt.fails(NAME, "JSON object", secret_name=NAME, secrets_manager=client)
    assert "hush" not in text


def test_binary_secret_is_refused(client: "SecretsManagerClient", attempt: Attempt) -> None:
    client.create_secret(Name=NAME, SecretBinary=b"{}")
    attempt.fails(NAME, "JSON object", secret_name=NAME, secrets_manager=client)


def test_denied_read_of_the_secret_is_reported(
    client: "SecretsManagerClient", attempt: Attempt
) -> None:
    refuse(client, "GetSecretValue", denied("GetSecretValue"))
    attempt.fails(
        "AccessDeniedException",
        "secretsmanager:GetSecretValue",
        secret_name=NAME,
        secrets_manager=client,
    )
    assert not attempt.browser.opened


def test_denied_write_of_the_secret_is_reported(
    client: "SecretsManagerClient", attempt: Attempt
) -> None:
    client.create_secret(Name=NAME, SecretString=json.dumps(APP))
    refuse(client, "PutSecretValue", denied("PutSecretValue"))
    text = attempt.fails(
        "secretsmanager:PutSecretValue", "--print", secret_name=NAME, secrets_manager=client
    )
    assert attempt.api.refresh_token not in text


def test_missing_aws_credentials_are_reported(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    attempt.fails("Unable to locate credentials", "aws configure", secret_name=NAME)
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    attempt.fails("region", "AWS_DEFAULT_REGION", secret_name=NAME)


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 1, 15), date(2026, 7, 15)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 6, 30), date(2026, 12, 30)),
        (date(2026, 7, 1), date(2027, 1, 1)),
    ],
)
def test_add_months(day: date, later: date) -> None:
    assert add_months(day, 6) == later


@pytest.mark.parametrize(("opens", "expected"), [(True, True), (False, False)])
def test_browser_does_not_write_to_our_output(
    opens: bool,
    expected: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Any,
    capfd: pytest.CaptureFixture[str],
) -> None:
    fake = tmp_path / "browser"
    fake.write_text(f'#!/bin/sh\necho "$1" | tee {tmp_path}/seen\nexit {0 if opens else 1}\n')
    fake.chmod(0o700)
    monkeypatch.setenv("BROWSER", f"{fake} %s")
    monkeypatch.setenv("PATH", "/usr/bin:/bin" if opens else "/nowhere")
    url = "https://example.org/?a=b&c=d%20e"
    assert open_in_browser(url) is expected
    if opens:
        assert (tmp_path / "seen").read_text().strip() == url
    assert capfd.readouterr() == ("", "")
