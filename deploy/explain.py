"""What AWS and botocore say, in words that tell their reader what to do."""

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    SSOError,
    TokenRetrievalError,
)

_LOG_IN = "log in again (`aws sso login`, or whatever gave you the credentials)"
_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
_UNKNOWN = {"InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"}
_WRONG_KEY = {"SignatureDoesNotMatch", "InvalidSignatureException", "AuthFailure"}
_DENIED = {"AccessDenied", "AccessDeniedException", "403", "UnauthorizedOperation"}


def explain(error: BotoCoreError | ClientError) -> str:
    """Say what an error means and what its reader can do."""
    if isinstance(error, ClientError):
        return _explain_answer(error)
    match error:
        case NoCredentialsError() | PartialCredentialsError():
            return (
                "no AWS credentials were found: run `aws configure` or `aws sso login`, "
                "set AWS_PROFILE, or give --profile"
            )
        case SSOError() | TokenRetrievalError() | CredentialRetrievalError():
            return f"the AWS credentials can't be had: {error}; {_LOG_IN}"
        case EndpointConnectionError() | ConnectTimeoutError() | HTTPClientError():
            return f"AWS can't be reached: {error}. Check network, proxy, region, AWS_ENDPOINT_URL"
        case _:
            return f"{type(error).__name__}: {error}"


def _explain_answer(error: ClientError) -> str:
    code = error.response.get("Error", {}).get("Code", "")
    said = error.response.get("Error", {}).get("Message", "") or code
    operation = error.operation_name
    if code in _EXPIRED:
        return f"the AWS credentials have expired; {_LOG_IN}"
    if code in _UNKNOWN:
        return f"AWS does not know these credentials ({said}); {_LOG_IN}, or choose a --profile"
    if code in _WRONG_KEY:
        return f"the AWS secret key is wrong, or this machine's clock is ({said})"
    if code in _DENIED:
        return f"AWS refuses {operation}: {said}. The role or user needs the right to do it"
    return f"{operation}: {said}"
