"""The Lambda's settings, from its environment variables."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from extract_lambda.errors import SettingsError
from extract_lambda.playlist_names import EXPECTED, parse_playlist_names

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def parse_market(text: str) -> str:
    """Return a market in capitals.

    Raises
    ------
    ValueError
        It is not a two-letter code.
    """
    if not re.fullmatch(r"[A-Za-z]{2}", text.strip()):
        raise ValueError(f"{text[:100]!r} is not a two-letter country code")
    return text.strip().upper()


def _safe_url(url: str) -> str:
    """Return an https URL, or an http URL of this machine: credentials are sent encrypted."""
    parts = urlsplit(url.strip())
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not safe or not parts.hostname or "@" in parts.netloc:
        raise ValueError("is not a plain https:// URL (http:// only on this machine)")
    return url.strip()


class Settings(BaseSettings):
    """The settings. Each variable has the field's name in capitals."""

    # An empty variable counts as unset: CloudFormation cannot easily leave one out.
    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    playlists: Annotated[tuple[str, ...], NoDecode, BeforeValidator(parse_playlist_names)] = Field(
        description=EXPECTED
    )
    raw_bucket: str = Field(
        pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        description="the raw zone's bucket, its name alone: no s3://, no prefix",
    )
    raw_prefix: Annotated[str, AfterValidator(lambda prefix: prefix.strip("/"))] = Field(
        default="",
        pattern=r"^[\w!.*'()/-]*$",
        description="the folder in the bucket that holds to_process/, or nothing",
    )
    secret_name: str = Field(
        pattern=r"^[\w/+=.@:-]+$",
        description="the name or ARN of the secret in Secrets Manager, never its value",
    )
    market: Annotated[str, BeforeValidator(parse_market)] | None = Field(
        default=None, description="a two-letter country code such as SE, or nothing"
    )
    spotify_api_url: Annotated[str, AfterValidator(_safe_url)] = Field(
        default="https://api.spotify.com/v1/", description="the Web API's URL"
    )
    spotify_token_url: Annotated[str, AfterValidator(_safe_url)] = Field(
        default="https://accounts.spotify.com/api/token", description="the token endpoint's URL"
    )


def read_settings() -> Settings:
    """Return the settings.

    Raises
    ------
    SettingsError
        A variable is missing or wrong. The text names each of them and what it should be.
    """
    try:
        return Settings()  # type: ignore[call-arg]  # the environment has them
    except ValidationError as error:
        problems = [_problem(str(one["loc"][0]), one["type"], one["msg"]) for one in error.errors()]
        raise SettingsError("; ".join(problems)) from None


def _problem(field: str, kind: str, message: str) -> str:
    what = {
        "missing": "is not set",
        "string_pattern_mismatch": "has an unexpected form",
    }.get(kind, message.removeprefix("Value error, "))
    expected = Settings.model_fields[field].description
    return f"environment variable {field.upper()} {what}; it should be {expected}"
