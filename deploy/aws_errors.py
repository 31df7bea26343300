"""Errors of AWS and botocore in words that tell the user what to do."""

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

_LOG_IN = "log in again (`aws sso login`, or however you got the credentials)"
_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
_UNKNOWN = {"InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"}
_WRONG_KEY = {"SignatureDoesNotMatch", "InvalidSignatureException", "AuthFailure"}
_DENIED = {"AccessDenied", "AccessDeniedException", "403", "UnauthorizedOperation"}


def error_code(error: ClientError) -> str:
    """Return the error code of a response."""
    return str(error.response.get("Error", {}).get("Code", ""))


def error_message(error: ClientError) -> str:
    """Return the message of a response."""
    return str(error.response.get("Error", {}).get("Message", ""))


def is_denied(error: ClientError) -> bool:
    """Return whether the caller is not allowed to do what it asked for."""
    return error_code(error) in _DENIED


def explain(error: Exception) -> str | None:
    """Return what an error of AWS means and what to do; None for any other error."""
    match error:
        case ClientError():
            return _explain_response(error)
        case NoCredentialsError() | PartialCredentialsError():
            return (
                "no AWS credentials were found: run `aws configure` or `aws sso login`, "
                "set AWS_PROFILE, or give --profile"
            )
        case SSOError() | TokenRetrievalError() | CredentialRetrievalError():
            return f"the AWS credentials could not be loaded: {error}; {_LOG_IN}"
        case EndpointConnectionError() | ConnectTimeoutError() | HTTPClientError():
            return f"AWS can't be reached: {error}. Check network, proxy, region, AWS_ENDPOINT_URL"
        case BotoCoreError():
            return f"{type(error).__name__}: {error}"
        case _:
            return None


def _explain_response(error: ClientError) -> str:
    code = error_code(error)
    message = error_message(error) or code
    operation = error.operation_name
    if code in _EXPIRED:
        return f"the AWS credentials have expired; {_LOG_IN}"
    if code in _UNKNOWN:
        return f"AWS does not know these credentials ({message}); {_LOG_IN}, or choose a --profile"
    if code in _WRONG_KEY:
        return f"the AWS secret key is wrong, or this machine's clock is ({message})"
    if code in _DENIED:
        return f"AWS refuses {operation}: {message}. The role or user needs the right to do it"
    return f"{operation}: {message}"
