"""The raw zone in an S3 bucket."""

from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from glue_jobs.raw_zone.hidden import is_raw_file
from glue_jobs.raw_zone.s3_errors import explain, is_gone
from glue_jobs.raw_zone.zone import Destination, RawZoneError, Source, refuse_too_large

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CLIENT_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 6},
    connect_timeout=10,
    read_timeout=20,
    max_pool_connections=32,
)
# boto3 retries a request until a response begins; a body that breaks off is retried here.
BODY_ATTEMPTS = 3


class S3RawZone:
    """A raw zone in a bucket."""

    requests_at_a_time = 16  # S3 has a high latency, whatever the number of requests

    def __init__(
        self,
        bucket: str,
        prefix: str,
        s3: "S3Client | None" = None,
        source: Source = "to_process",
        region: str | None = None,
    ) -> None:
        self._bucket = bucket
        self._source = source
        self._prefix = f"{prefix}/" if prefix else ""
        try:
            self._s3 = s3 or boto3.client("s3", region_name=region, config=CLIENT_CONFIG)
        except (BotoCoreError, ValueError) as error:  # no such profile, no URL as endpoint
            raise RawZoneError(f"s3://{bucket} can't be reached: {explain(error)}") from error

    def _if_still(self, version: str) -> dict[str, Any]:
        """Return the condition of a delete, where this boto3 knows it: Glue's may be older.

        Without it an object that is replaced at that moment is deleted unread; the bucket's
        versioning keeps it.
        """
        takes = self._s3.meta.service_model.operation_model("DeleteObject").input_shape
        return {"IfMatch": version} if takes and "IfMatch" in takes.members else {}

    def _object_key(self, folder: str, key: str) -> str:
        return f"{self._prefix}{folder}/{key}"

    def list_keys(self) -> list[str]:
        """See ``RawZone``."""
        top = self._object_key(self._source, "")
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=top)
        try:
            keys = [
                item["Key"].removeprefix(top) for page in pages for item in page.get("Contents", [])
            ]
        except (BotoCoreError, ClientError) as error:
            raise RawZoneError(
                f"s3://{self._bucket}/{top} could not be listed: {explain(error)}"
            ) from error
        return sorted(filter(is_raw_file, keys))

    def read(self, key: str) -> tuple[bytes, str]:
        """See ``RawZone``."""
        object_key = self._object_key(self._source, key)
        attempts_left = BODY_ATTEMPTS
        while True:
            attempts_left -= 1
            try:
                response = self._s3.get_object(Bucket=self._bucket, Key=object_key)
            except (BotoCoreError, ClientError) as error:
                raise self._unread(object_key, error) from error
            try:
                refuse_too_large(response["ContentLength"], response["ETag"])
                return response["Body"].read(), response["ETag"]
            # It broke off, timed out or has a wrong checksum; TLS errors are urllib3's own.
            except (BotoCoreError, HTTPError) as error:
                if not attempts_left:
                    raise self._unread(object_key, error) from error

    def _unread(self, object_key: str, error: Exception) -> RawZoneError:
        return RawZoneError(f"s3://{self._bucket}/{object_key}: {explain(error)}")

    def move(self, key: str, version: str, destination: Destination) -> None:
        """See ``RawZone``."""
        source = self._object_key(self._source, key)
        target = self._object_key(destination, key)
        try:
            self._s3.copy_object(
                Bucket=self._bucket,
                Key=target,
                CopySource={"Bucket": self._bucket, "Key": source},
                CopySourceIfMatch=version,
            )
            self._delete(source, version)
        except (BotoCoreError, ClientError) as error:
            raise RawZoneError(
                f"s3://{self._bucket}/{source} could not be moved to {target}: {explain(error)}"
            ) from error

    def _delete(self, object_key: str, version: str) -> None:
        try:
            self._s3.delete_object(Bucket=self._bucket, Key=object_key, **self._if_still(version))
        except ClientError as error:
            # boto3 retries when a response is lost, and S3 has deleted it by then.
            if not is_gone(error):
                raise
