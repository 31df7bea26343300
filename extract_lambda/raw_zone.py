"""Writes raw files to the bucket."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from extract_lambda.errors import RawZoneError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_TO_PROCESS = "to_process"
# Where a raw file may be by the time that Lambda tries again: the Glue job moves it on.
_FOLDERS = (_TO_PROCESS, "processed", "rejected")
_PRECONDITION_FAILED = "PreconditionFailed"


class RawZone:
    """The raw zone in a bucket.

    Parameters
    ----------
    bucket, prefix
        Where ``to_process/`` stands.
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
        """Return whether the raw file was written before, wherever it lies by now.

        Listing needs no right to read what is in the bucket; and without the right to list,
        S3 calls a missing object forbidden.

        Raises
        ------
        RawZoneError
            The bucket can't be listed.
        """
        return any(self._exists(self.key(name, folder)) for folder in _FOLDERS)

    def write(self, name: str, body: bytes, *, entries: int, snapshot_id: str | None) -> bool:
        """Write a raw file by one PUT, unless it is there already, and return whether it was not.

        Of two runs of one event at the same time, which EventBridge does not rule out, only one
        writes.

        Raises
        ------
        RawZoneError
            S3 refused it.
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
                # Headers take ASCII only, and snapshot_id is whatever Spotify makes of it.
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
