import pytest

from extract_lambda.errors import SettingsError
from extract_lambda.settings import Settings, read_settings

ID = "3cEYpjA9oz9GiPac4AsH4n"
OTHER = "37i9dQZEVXbMDoHDwVN2tF"
RIGHT = {"PLAYLISTS": ID, "RAW_BUCKET": "my-lake-raw", "SECRET_NAME": "spotify/credentials"}
SPOTIFY = ("https://api.spotify.com/v1/", "https://accounts.spotify.com/api/token")


def settings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return read_settings()


def test_three_variables_suffice(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(monkeypatch, **RIGHT)

    assert read.playlists == (ID,)
    assert (read.raw_bucket, read.raw_prefix) == ("my-lake-raw", "")
    assert read.secret_name == RIGHT["SECRET_NAME"]
    assert read.market is None
    assert (read.spotify_api_url, read.spotify_token_url) == SPOTIFY


def test_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(monkeypatch, **RIGHT, RAW_PREFIX="", MARKET="", SPOTIFY_API_URL="")

    assert (read.raw_prefix, read.market) == ("", None)
    assert read.spotify_api_url == SPOTIFY[0]


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("PLAYLISTS", f"spotify:playlist:{ID}, {OTHER}", "playlists", (ID, OTHER)),
        ("RAW_PREFIX", "/lake/raw/", "raw_prefix", "lake/raw"),
        ("MARKET", "se", "market", "SE"),
        ("SPOTIFY_API_URL", "http://127.0.0.1:8080/v1/", "spotify_api_url", None),
        (
            "SECRET_NAME",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:spotify-AbCdEf",
            "secret_name",
            None,
        ),
    ],
)
def test_other_forms_are_accepted(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, field: str, value: object
) -> None:
    read = settings(monkeypatch, **{**RIGHT, variable: text})

    assert getattr(read, field) == (value or text)


@pytest.mark.parametrize(
    ("variable", "text", "expected"),
    [
        ("PLAYLISTS", "", "separated by commas or spaces"),
        ("PLAYLISTS", f"{ID},https://spotify.link/x", "'https://spotify.link/x'"),
        ("RAW_BUCKET", "", "bucket"),
        ("RAW_BUCKET", "s3://my-lake-raw", "no s3://"),
        ("RAW_BUCKET", "my-lake-raw/prefix", "no prefix"),
        ("RAW_PREFIX", "raw zone", "the folder in the bucket"),
        ("SECRET_NAME", "", "the name or ARN of the secret"),
        ("MARKET", "Sweden", "two-letter country code"),
        ("SPOTIFY_API_URL", "api.spotify.com", "https://"),
        ("SPOTIFY_API_URL", "https://me:hush@example.com/v1/", "plain https://"),
        ("SPOTIFY_API_URL", "https://[::1/v1/", "the Web API's URL"),
        ("SPOTIFY_TOKEN_URL", "http://example.com/token", "https://"),
    ],
)
def test_error_names_the_variable_and_the_expected_form(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, expected: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        settings(monkeypatch, **{**RIGHT, variable: text})

    message = str(refusal.value)
    assert f"environment variable {variable} " in message
    assert expected in message
    assert "hush" not in message
    assert not [name for name in RIGHT if name != variable and name in message]


def test_error_names_all_wrong_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as refusal:
        settings(monkeypatch, MARKET="Sweden")

    assert all(name in str(refusal.value) for name in [*RIGHT, "MARKET"])


def test_secret_value_given_as_its_name_is_not_quoted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pasted = '{"client_id": "4711", "client_secret": "hush"}'

    with pytest.raises(SettingsError, match="SECRET_NAME") as refusal:
        settings(monkeypatch, **{**RIGHT, "SECRET_NAME": pasted})

    assert "hush" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__
