"""The raw zone in an S3 bucket."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from glue_jobs.raw_zone.hidden import is_raw_file
from glue_jobs.raw_zone.parallel import parallel_map
from glue_jobs.raw_zone.s3_errors import explain, is_gone
from glue_jobs.raw_zone.zone import ListedFile, Move, RawZoneError, Source, refuse_too_large

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

CLIENT_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 6},
    connect_timeout=10,
    read_timeout=20,
    max_pool_connections=32,
)
# boto3 retries a request until a response begins; a body that breaks off is retried here.
BODY_ATTEMPTS = 3
KEYS_PER_DELETE = 1_000  # the most that DeleteObjects takes


class S3RawZone:
    """A raw zone in a bucket."""

    # Of each process. At 0.1 s a copy, 36 cores of Glue (ten G.1X workers, one of them the driver)
    # make 2,880 a second; S3 takes 3,500 a second below a prefix.
    requests_at_a_time = 8

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

    def _object_key(self, folder: str, key: str) -> str:
        return f"{self._prefix}{folder}/{key}"

    def list_files(self) -> Iterator[ListedFile]:
        """See ``RawZone``; S3 sorts by key itself."""
        top = self._object_key(self._source, "")
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=top)
        try:
            for page in pages:
                for item in page.get("Contents", []):
                    if is_raw_file(key := item["Key"].removeprefix(top)):
                        yield ListedFile(key, item["Size"])
        except (BotoCoreError, ClientError) as error:
            raise RawZoneError(
                f"s3://{self._bucket}/{top} could not be listed: {explain(error)}"
            ) from error

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

    def move(self, moves: Sequence[Move]) -> list[str]:
        """See ``RawZone``: copies in parallel, then deletes of what was copied in bulk."""
        failed = {}
        copied = []
        copies = parallel_map(self._copy, moves, self.requests_at_a_time)
        for move, error in zip(moves, copies, strict=True):
            if error is None:
                copied.append(move)
            elif not is_gone(error):
                failed[move] = explain(error)
        for start in range(0, len(copied), KEYS_PER_DELETE):
            failed |= self._delete(copied[start : start + KEYS_PER_DELETE])
        return [
            f"s3://{self._bucket}/{self._object_key(self._source, move.key)} could not be moved to "
            f"{self._object_key(move.destination, move.key)}: {reason}"
            for move, reason in failed.items()
        ]

    def _copy(self, move: Move) -> BotoCoreError | ClientError | None:
        source = self._object_key(self._source, move.key)
        try:
            self._s3.copy_object(
                Bucket=self._bucket,
                Key=self._object_key(move.destination, move.key),
                CopySource={"Bucket": self._bucket, "Key": source},
                CopySourceIfMatch=move.version,
            )
        except (BotoCoreError, ClientError) as error:
            return error
        return None

    def _delete(self, copied: Sequence[Move]) -> dict[Move, str]:
        """Delete copied files, each if it is still of its version; return why others stay."""
        moves = {self._object_key(self._source, move.key): move for move in copied}
        objects: list[ObjectIdentifierTypeDef] = [
            {"Key": key, "ETag": move.version} for key, move in moves.items()
        ]
        reasons = {}
        try:
            answer = self._s3.delete_objects(
                Bucket=self._bucket, Delete={"Objects": objects, "Quiet": True}
            )
        except (BotoCoreError, ClientError) as error:
            return dict.fromkeys(copied, explain(error))
        # boto3 retries the request, not an object that S3 refuses in its answer.
        for key in [error["Key"] for error in answer.get("Errors", [])]:
            try:
                self._s3.delete_object(Bucket=self._bucket, Key=key, IfMatch=moves[key].version)
            except (BotoCoreError, ClientError) as error:
                if not is_gone(error):
                    reasons[moves[key]] = explain(error)
        return reasons
