"""The files behind the paths given to ``import``: on this machine, in folders, gzipped, on S3."""

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol, cast

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from cli.errors import UserError
from cli.terminal_escape import visible

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# What is taken from a folder or an S3 prefix; a file named by itself may be called anything.
ENDINGS = (".json", ".jsonl", ".json.gz", ".jsonl.gz")

# A playlist's largest page is half a megabyte: what holds or unpacks to more than this is meant to
# do harm, or has to be split to fit into memory.
MAX_UNPACKED_BYTES = 1024**3
_GZIP = b"\x1f\x8b"
_CHUNK_BYTES = 1024**2


@dataclass(frozen=True)
class Content:
    """What a file holds, unpacked, and when it was last changed."""

    data: bytes
    modified: datetime


class Source(Protocol):
    """A file that can be imported, wherever it lies."""

    @property
    def name(self) -> str:
        """The path or URI, fit to be printed."""

    @property
    def file_name(self) -> str:
        """The last part of the name, with its endings."""

    def read(self) -> Content:
        """Return what it holds; raise `UserError` if it can't be read."""


@dataclass(frozen=True)
class LocalFile:
    """A file on this machine."""

    path: Path

    @property
    def name(self) -> str:
        """The path."""
        return printable(self.path)

    @property
    def file_name(self) -> str:
        """The name within its folder."""
        return self.path.name

    def read(self) -> Content:
        """Return what the file holds; raise `UserError` if it can't be read."""
        try:
            with self.path.open("rb") as file:
                seconds = int(os.fstat(file.fileno()).st_mtime)
                data = _unpacked(file, self.file_name)
        except OSError as error:
            raise UserError(
                f"cannot be read ({error.strerror}): check the path and its permissions"
            ) from error
        return Content(data, datetime.fromtimestamp(seconds, UTC))


@dataclass(frozen=True)
class S3Object:
    """An object on S3."""

    client: "S3Client"
    bucket: str
    key: str

    @property
    def name(self) -> str:
        """The object's ``s3://`` URI."""
        return visible(f"s3://{self.bucket}/{self.key}")

    @property
    def file_name(self) -> str:
        """What follows the last slash of the key."""
        return self.key.rpartition("/")[2]

    def read(self) -> Content:
        """Return what the object holds; raise `UserError` if it can't be read."""
        try:
            response = self.client.get_object(Bucket=self.bucket, Key=self.key)
            with closing(response["Body"]) as body:
                data = _unpacked(cast("IO[bytes]", body), self.file_name)
        # A connection that breaks off in the middle raises OSError or one of botocore's own.
        except (BotoCoreError, ClientError, OSError) as error:
            raise UserError(_refused("read", error)) from error
        return Content(data, response["LastModified"].astimezone(UTC))


def find_sources(path: str, s3: "S3Client | None" = None) -> Iterator[Source]:
    """
    Yield the files that a path stands for.

    Parameters
    ----------
    path
        A file; a folder, searched recursively in the order of names for `ENDINGS`, hidden files
        and folders left out; an ``s3://`` URI of an object, or of everything whose key begins so.
    s3
        The client for ``s3://`` URIs; boto3's default one if there is none.

    Raises
    ------
    UserError
        If the path does not exist or nothing is found, and at the end of a folder if some of its
        sub-folders could not be read.
    """
    if path.startswith("s3://"):
        yield from _find_objects(path, s3)
        return
    if not path:
        raise UserError("an empty path: give a file, a folder or an s3:// URI")
    if os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises where a parent can't be entered
        yield from _find_files(Path(path))
    else:
        # Whether it is there at all comes out when it is read.
        yield LocalFile(Path(path))


def printable(path: str | Path) -> str:
    """Return the path with what a terminal does not take, or would obey, escaped."""
    return visible(os.fsencode(path).decode("utf-8", "backslashreplace"))


def _find_files(folder: Path) -> Iterator[Source]:
    unreadable: list[OSError] = []
    found = False
    for parent, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(ENDINGS) and not name.startswith("."):
                found = True
                yield LocalFile(Path(parent, name))
    if unreadable:
        names = ", ".join(printable(error.filename) for error in unreadable)
        raise UserError(f"cannot be listed: {names}: check the permissions")
    if not found:
        raise UserError(_nothing_found("folder"))


def _find_objects(uri: str, s3: "S3Client | None") -> Iterator[Source]:
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    if not bucket:
        raise UserError("no bucket: write it as s3://bucket/key or s3://bucket/prefix")
    found = False
    try:
        client = s3 or boto3.client("s3")
        for key in _keys(client, bucket, prefix):
            # The object itself was meant, not all whose keys begin alike: it is listed first.
            if key == prefix and not prefix.endswith("/"):
                yield S3Object(client, bucket, key)
                return
            # Judged from the last folder named on: with the prefix "a/b", "a/b.json" is no
            # hidden ".json".
            below = key.removeprefix(prefix.rpartition("/")[0]).split("/")
            hidden = any(part.startswith(".") for part in below)
            if key.lower().endswith(ENDINGS) and not hidden:
                found = True
                yield S3Object(client, bucket, key)
    except (BotoCoreError, ClientError) as error:
        raise UserError(_refused("listed", error)) from error
    if not found:
        raise UserError(_nothing_found("prefix"))


def _keys(client: "S3Client", bucket: str, prefix: str) -> Iterator[str]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return (entry["Key"] for page in pages for entry in page.get("Contents", []))


def _refused(verb: str, error: Exception) -> str:
    # botocore's own words, which may stand on several lines.
    reason = " ".join(str(error).split())
    return f"cannot be {verb} on S3 ({reason}): check the URI and your AWS access"


def _nothing_found(kind: str) -> str:
    return f"nothing to import in this {kind}: it holds no file ending in {', '.join(ENDINGS)}"


def _unpacked(file: IO[bytes], file_name: str) -> bytes:
    if not file_name.lower().endswith(".gz"):
        data = _read_all(file, "holds")
        if data.startswith(_GZIP):
            raise UserError("it is gzipped: give it the ending .gz")
        return data
    try:
        with gzip.GzipFile(fileobj=file) as chunks:
            data = _read_all(cast("IO[bytes]", chunks), "unpacks to")
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UserError(f"broken gzip ({error}): get the file again") from error
    if data.startswith(_GZIP):
        raise UserError("it is gzipped twice: unpack it once (gunzip)")
    return data


def _read_all(file: IO[bytes], verb: str) -> bytes:
    data = io.BytesIO()
    while chunk := file.read(_CHUNK_BYTES):
        if data.tell() + len(chunk) > MAX_UNPACKED_BYTES:
            raise UserError(
                f"{verb} more than {MAX_UNPACKED_BYTES} bytes: split it into smaller files"
            )
        data.write(chunk)
    return data.getvalue()
