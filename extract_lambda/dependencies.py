"""The Lambda's dependencies, which tests and the local run replace."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from extract_lambda.credentials import CredentialStore
from extract_lambda.raw_zone import RawZone
from extract_lambda.settings import Settings, read_settings
from extract_lambda.spotify_client import utc_now

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient

# A waiting Lambda costs money, and Lambda retries a failed run anyway: fail early.
_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=5, read_timeout=20
)


@dataclass(frozen=True)
class Dependencies:
    """The Lambda's settings, storage and clock.

    Attributes
    ----------
    settings
        The environment variables.
    credentials
        Spotify's credentials.
    raw_zone
        The bucket of raw files.
    now
        Return the time.
    sleep
        Wait for a number of seconds.
    jitter
        Return a random number from 0 to 1.
    """

    settings: Settings
    credentials: CredentialStore
    raw_zone: RawZone
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], object] = time.sleep
    jitter: Callable[[], float] = random.random


def read_environment(
    s3: "S3Client | None" = None, secrets: "SecretsManagerClient | None" = None, **others: Any
) -> Dependencies:
    """Return the dependencies that the environment variables describe.

    Parameters
    ----------
    s3, secrets
        Clients to use instead of new ones.
    others
        Other fields of `Dependencies`.

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
