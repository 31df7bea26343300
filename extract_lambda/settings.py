"""What the Lambda is told by its environment variables."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from extract_lambda.errors import SettingsError
from extract_lambda.playlist_ids import EXPECTED, parse_playlist_ids

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def parse_market(text: str) -> str:
    """Return a market in capitals.

    Raises
    ------
    ValueError
        It is no two-letter code.
    """
    if not re.fullmatch(r"[A-Za-z]{2}", text.strip()):
        raise ValueError(f"{text[:100]!r} is no two-letter country code")
    return text.strip().upper()


def _safe_url(url: str) -> str:
    """Refuse to send credentials over a network in the clear."""
    parts = urlsplit(url.strip())
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not safe or not parts.hostname or "@" in parts.netloc:
        raise ValueError("is no plain https:// address (http:// only on this machine)")
    return url.strip()


class Settings(BaseSettings):
    """The settings, read from the environment variables of the same names in capitals."""

    # An empty variable is one that is not set: CloudFormation can't leave one out so easily.
    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    playlists: Annotated[tuple[str, ...], NoDecode, BeforeValidator(parse_playlist_ids)] = Field(
        description=EXPECTED
    )
    raw_bucket: str = Field(
        pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        description="the raw zone's bucket, its name alone: no s3://, no prefix",
    )
    raw_prefix: Annotated[str, AfterValidator(lambda prefix: prefix.strip("/"))] = Field(
        default="",
        pattern=r"^[\w!.*'()/-]*$",
        description="the folder in the bucket that to_process/ stands in, or nothing",
    )
    secret_name: str = Field(
        pattern=r"^[\w/+=.@:-]+$",
        description="the name or ARN of the secret in Secrets Manager, never its value",
    )
    market: Annotated[str, BeforeValidator(parse_market)] | None = Field(
        default=None, description="a two-letter country code such as SE, or nothing"
    )
    spotify_api_url: Annotated[str, AfterValidator(_safe_url)] = Field(
        default="https://api.spotify.com/v1/", description="where the Web API is"
    )
    spotify_token_url: Annotated[str, AfterValidator(_safe_url)] = Field(
        default="https://accounts.spotify.com/api/token", description="where tokens are given"
    )


def read_settings() -> Settings:
    """Read the environment variables.

    Raises
    ------
    SettingsError
        Naming every variable that is missing or wrong, and what it should look like.
    """
    try:
        return Settings()  # type: ignore[call-arg]  # the environment has them
    except ValidationError as error:
        problems = [_problem(str(one["loc"][0]), one["type"], one["msg"]) for one in error.errors()]
        raise SettingsError("; ".join(problems)) from None


def _problem(field: str, kind: str, message: str) -> str:
    what = {
        "missing": "is not set",
        "string_pattern_mismatch": "does not look right",
    }.get(kind, message.removeprefix("Value error, "))
    expected = Settings.model_fields[field].description
    return f"environment variable {field.upper()} {what}; it should be {expected}"
