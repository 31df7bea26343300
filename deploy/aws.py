"""The AWS account and region that a command works in."""

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import ProfileNotFound

from cli.commands import lake_deploy
from cli.errors import UserError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_s3 import S3Client

DEFAULT_STACK = "spotify-playlist-lake"

_CONFIG = Config(retries={"mode": "adaptive", "max_attempts": 10}, user_agent_extra="playlist-lake")
# The first request shows whether AWS can be reached at all: fail soon.
_FIRST_REQUEST = _CONFIG.merge(
    Config(retries={"mode": "standard", "max_attempts": 2}, connect_timeout=5)
)


@dataclass(frozen=True)
class Aws:
    """A boto3 session with its account and region.

    Attributes
    ----------
    account
        The account's number. S3 requests name it as the expected owner of the bucket.
    user
        The ARN of the caller.
    """

    session: boto3.Session
    account: str
    region: str
    user: str = ""

    @cached_property
    def cloudformation(self) -> "CloudFormationClient":
        """The CloudFormation client, which retries when AWS throttles it."""
        return self.session.client("cloudformation", config=_CONFIG)

    @cached_property
    def s3(self) -> "S3Client":
        """The S3 client, which retries when AWS throttles it."""
        return self.session.client("s3", config=_CONFIG)

    def lake_deploy(self, command: str, stack: str, *arguments: str) -> str:
        """Return a ``lake-deploy`` command line for a stack in this account and region."""
        chosen: tuple[str, ...] = () if stack == DEFAULT_STACK else ("--stack", stack)
        profile = self.session.profile_name
        chosen += () if profile == "default" else ("--profile", profile)
        return lake_deploy(command, *arguments, *chosen, "--region", self.region)


def connect(profile: str | None = None, region: str | None = None) -> Aws:
    """Return the caller's account and region.

    Parameters
    ----------
    profile, region
        By default what the environment and the AWS configuration say.

    Raises
    ------
    UserError
        The profile does not exist, or no region is set.
    """
    aws = open_session(profile, region)
    caller = aws.session.client("sts", config=_FIRST_REQUEST).get_caller_identity()
    return Aws(aws.session, caller["Account"], aws.region, caller["Arn"])


def open_session(profile: str | None = None, region: str | None = None) -> Aws:
    """Return a session as `connect` does, without a request to AWS: the account is unknown."""
    try:
        # boto3 reads AWS_DEFAULT_REGION only; the aws command also reads AWS_REGION.
        region = region or os.environ.get("AWS_REGION")
        session = boto3.Session(profile_name=profile, region_name=region)
    except ProfileNotFound as error:
        known = ", ".join(boto3.Session().available_profiles) or "none"
        raise UserError(f"there is no AWS profile {profile!r}; there are: {known}") from error
    if not session.region_name:
        raise UserError("no AWS region is set: give --region, or set AWS_REGION or AWS_PROFILE")
    return Aws(session, "", session.region_name)
