"""Errors of AWS in plain words."""

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    SSOTokenLoadError,
)

from deploy.aws_errors import explain


def answer(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "CreateChangeSet")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (NoCredentialsError(), "no AWS credentials were found: run `aws configure`"),
        (SSOTokenLoadError(error_msg="gone"), "log in again (`aws sso login`"),
        (answer("ExpiredToken", "x"), "the AWS credentials have expired; log in again"),
        (answer("InvalidClientTokenId", "no"), "AWS does not know these credentials (no)"),
        (answer("SignatureDoesNotMatch", "no"), "secret key is wrong, or this machine's clock is"),
        (
            answer("AccessDenied", "User: u is not authorized to perform: s3:PutObject"),
            "AWS refuses CreateChangeSet: User: u is not authorized to perform: s3:PutObject",
        ),
        (
            answer("ValidationError", "Parameters: [A] must have values"),
            "CreateChangeSet: Parameters: [A] must have values",
        ),
        (EndpointConnectionError(endpoint_url="https://x"), "AWS can't be reached"),
    ],
)
def test_error_is_explained_with_the_way_out(error: BotoCoreError | ClientError, told: str) -> None:
    message = explain(error)
    assert message is not None
    assert told in message
    assert "\n" not in message


def test_other_errors_are_not_explained() -> None:
    assert explain(ValueError("x")) is None
