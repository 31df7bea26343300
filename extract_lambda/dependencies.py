"""What the Lambda works with; a test or the local run puts its own in place."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import boto3
import spotipy
from botocore.config import Config

from extract_lambda.credentials import CredentialStore
from extract_lambda.raw_zone import RawZone
from extract_lambda.settings import Settings, read_settings
from extract_lambda.spotify_client import utc_now

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient

# A Lambda that waits for a broken network is paid for; the service calls it again anyway.
_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=5, read_timeout=20
)


@dataclass(frozen=True)
class Dependencies:
    """What the Lambda works with.

    Attributes
    ----------
    settings
        What it was told.
    credentials
        Where Spotify's credentials are kept.
    raw_zone
        Where raw files go.
    now, sleep, jitter, make_spotify
        The clock, what waits, a random number from 0 to 1, and what makes spotipy's client.
    """

    settings: Settings
    credentials: CredentialStore
    raw_zone: RawZone
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], object] = time.sleep
    jitter: Callable[[], float] = random.random
    make_spotify: Callable[..., Any] = spotipy.Spotify


def read_environment(
    s3: "S3Client | None" = None, secrets: "SecretsManagerClient | None" = None, **others: Any
) -> Dependencies:
    """Return what the environment variables describe.

    Parameters
    ----------
    s3, secrets
        Clients to use instead of boto3's own.
    others
        As the fields of `Dependencies`.

    Raises
    ------
    SettingsError
        An environment variable is missing or wrong.
    """
    settings = read_settings()
    secrets = secrets or boto3.client("secretsmanager", config=_CONFIG)
    s3 = s3 or boto3.client("s3", config=_CONFIG)
    return Dependencies(
        settings=settings,
        credentials=CredentialStore(settings.secret_name, secrets),
        raw_zone=RawZone(settings.raw_bucket, settings.raw_prefix, s3),
        **others,
    )
