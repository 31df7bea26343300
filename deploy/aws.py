"""The AWS account and region that a command works in."""

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import ProfileNotFound

from cli.errors import UserError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_s3 import S3Client

_CONFIG = Config(retries={"mode": "adaptive", "max_attempts": 10}, user_agent_extra="playlist-lake")
# The first request finds out whether there is a way to AWS at all, which should not take long.
_FIRST = _CONFIG.merge(Config(retries={"mode": "standard", "max_attempts": 2}, connect_timeout=5))


@dataclass(frozen=True)
class Aws:
    """A session, and whose it is.

    Attributes
    ----------
    account
        The account's number: what is written to S3 must be its own bucket's.
    """

    session: boto3.Session
    account: str
    region: str

    @cached_property
    def cloudformation(self) -> "CloudFormationClient":
        """The client that deploys."""
        return self.session.client("cloudformation", config=_CONFIG)

    @cached_property
    def s3(self) -> "S3Client":
        """The client that uploads and empties."""
        return self.session.client("s3", config=_CONFIG)

    @property
    def command_options(self) -> str:
        """What the ``aws`` command needs to work in the same place."""
        profile = self.session.profile_name
        chosen = f" --profile {profile}" if profile != "default" else ""
        return f"--region {self.region}{chosen}"


def connect(profile: str | None = None, region: str | None = None) -> Aws:
    """Find out who is calling, and where.

    Parameters
    ----------
    profile, region
        Else what the environment and the AWS configuration say.

    Raises
    ------
    UserError
        There is no such profile, or no region.
    """
    try:
        # boto3 knows AWS_DEFAULT_REGION only; the aws command knows both.
        region = region or os.environ.get("AWS_REGION")
        session = boto3.Session(profile_name=profile, region_name=region)
    except ProfileNotFound as error:
        known = ", ".join(boto3.Session().available_profiles) or "none"
        raise UserError(f"there is no AWS profile {profile!r}; there are: {known}") from error
    if not session.region_name:
        raise UserError("no AWS region is set: give --region, or set AWS_REGION or AWS_PROFILE")
    account = session.client("sts", config=_FIRST).get_caller_identity()["Account"]
    return Aws(session, account, session.region_name)
