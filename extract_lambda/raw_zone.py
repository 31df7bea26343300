"""Write raw files to the bucket."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from extract_lambda.errors import RawZoneError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_TO_PROCESS = "to_process"
# The Glue job may have moved a raw file by the time that Lambda retries.
_FOLDERS = (_TO_PROCESS, "processed", "rejected")
_PRECONDITION_FAILED = "PreconditionFailed"


class RawZone:
    """The raw zone in a bucket.

    Parameters
    ----------
    bucket, prefix
        The parent of ``to_process/``.
    s3
        The client.
    """

    def __init__(self, bucket: str, prefix: str, s3: "S3Client") -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._s3 = s3

    def key(self, name: str, folder: str = _TO_PROCESS) -> str:
        """Return the object key of a raw file."""
        return f"{self._prefix}{folder}/{name}"

    def holds(self, name: str) -> bool:
        """Return whether the raw file exists, in any of the zone's folders.

        By listing: that takes no right to read objects. Without the right to list, S3 answers 403
        for a missing object.

        Raises
        ------
        RawZoneError
            The bucket cannot be listed.
        """
        return any(self._exists(self.key(name, folder)) for folder in _FOLDERS)

    def write(self, name: str, body: bytes, *, entries: int, snapshot_id: str | None) -> bool:
        """Write a raw file by one PUT; return False if it exists already.

        EventBridge may deliver an event twice: of two runs at once, only one writes.

        Raises
        ------
        RawZoneError
            S3 refused the object.
        """
        key = self.key(name)
        try:
            self._s3.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=body,
                ContentType="application/x-ndjson",
                ChecksumAlgorithm="SHA256",
                IfNoneMatch="*",
                # Metadata must be ASCII; snapshot_id can be anything.
                Metadata={
                    "entries": str(entries),
                    "snapshot_id": quote(str(snapshot_id or ""), "+/="),
                },
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == _PRECONDITION_FAILED:
                return False
            raise self._refusal(key, error) from None
        except BotoCoreError as error:
            raise self._refusal(key, error) from None
        return True

    def _exists(self, key: str) -> bool:
        try:
            listed = self._s3.list_objects_v2(Bucket=self._bucket, Prefix=key, MaxKeys=1)
        except (BotoCoreError, ClientError) as error:
            raise self._refusal(key, error) from None
        return any(found["Key"] == key for found in listed.get("Contents", []))

    def _refusal(self, key: str, error: Exception) -> RawZoneError:
        return RawZoneError(
            f"s3://{self._bucket}/{key}: {error}. Is RAW_BUCKET right, and is the function allowed "
            "s3:ListBucket on it, s3:PutObject below to_process/ and the use of its KMS key?"
        )
