"""S3's errors in one line, with the way out."""

from botocore.exceptions import ClientError

_NEEDS = {
    "ListObjectsV2": "s3:ListBucket for to_process/",
    "GetObject": "s3:GetObject below to_process/, and kms:Decrypt with the bucket's key",
    "CopyObject": (
        "s3:GetObject below to_process/, s3:PutObject below processed/ and rejected/, "
        "and kms:Decrypt and kms:GenerateDataKey with the bucket's key"
    ),
    "DeleteObject": "s3:DeleteObject below to_process/",
    "DeleteObjects": "s3:DeleteObject below to_process/",
}
_GONE = "NoSuchKey"
_WAYS_OUT = {
    _GONE: "it was removed after it was listed",
    "PreconditionFailed": "it was replaced after it was read, the next run loads the new one",
    "InvalidObjectState": "it is in an archive storage class, restore it first",
    "NoSuchBucket": "is the bucket's name right?",
}


def explain(error: Exception) -> str:
    """Return an error in one line, with the way out if that is not just to run again."""
    text = " ".join(str(error).split())
    if not isinstance(error, ClientError):
        return text
    code = error.response.get("Error", {}).get("Code", "")
    if code == "AccessDenied":
        needs = _NEEDS.get(error.operation_name, error.operation_name)
        return f"{text} (is the job's role allowed {needs}?)"
    return f"{text} ({_WAYS_OUT[code]})" if code in _WAYS_OUT else text


def is_gone(error: Exception) -> bool:
    """Tell whether the object no longer exists."""
    return isinstance(error, ClientError) and error.response.get("Error", {}).get("Code") == _GONE
