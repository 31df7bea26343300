"""The files behind the paths given to ``import``: on this machine, in folders, on S3."""

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol, cast

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from cli.errors import UserError
from cli.terminal_escape import visible
from glue_jobs.raw_zone.hidden import is_raw_file
from local.import_raw.content import read_json_text

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# What else is in a folder is passed over where it is not JSON, as a README is.
JSON_ENDINGS = (".json", ".jsonl", ".ndjson", ".gz")


@dataclass(frozen=True)
class Content:
    """A file's JSON text in UTF-8, and when the file was last changed."""

    data: bytes
    modified: datetime


class Source(Protocol):
    """
    A file that can be imported.

    Attributes
    ----------
    near
        How many of the last parts the user named or chose to search.
    """

    near: int

    @property
    def name(self) -> str:
        """The path or URI, fit to be printed."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The whole path: folders and, last, the file's name."""

    @property
    def file_name(self) -> str:
        """The last part, with its endings."""

    @property
    def should_be_json(self) -> bool:
        """Whether it is an error if it is not JSON: it was named by itself, or looks like it."""

    def read(self) -> Content:
        """Return what it holds; raise `UserError` if it can't be read."""


@dataclass(frozen=True)
class Skipped:
    """A file or folder within a searched one that is not looked into."""

    name: str
    reason: str


@dataclass
class LocalFile:
    """A file on this machine."""

    path: Path
    near: int = 1
    is_named: bool = True

    @property
    def name(self) -> str:
        """The path."""
        return printable(self.path)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The absolute path, without the root; links are not followed."""
        return Path(os.path.abspath(self.path)).parts[1:]  # noqa: PTH100 - resolve() follows links

    @property
    def file_name(self) -> str:
        """The name within its folder."""
        return self.path.name

    @property
    def should_be_json(self) -> bool:
        """Whether it was named by itself or looks like JSON."""
        return self.is_named or _should_be_json(self.file_name)

    def read(self) -> Content:
        """Return what the file holds; raise `UserError` if it can't be read."""
        try:
            with self.path.open("rb") as file:
                seconds = int(os.fstat(file.fileno()).st_mtime)
                data = read_json_text(file)
        except OSError as error:
            raise UserError(
                f"cannot be read ({error.strerror}): check the path and its permissions"
            ) from error
        return Content(data, datetime.fromtimestamp(seconds, UTC))


@dataclass
class S3Object:
    """An object on S3."""

    client: "S3Client"
    bucket: str
    key: str
    near: int = 1
    is_named: bool = True

    @property
    def name(self) -> str:
        """The object's ``s3://`` URI."""
        return visible(f"s3://{self.bucket}/{self.key}")

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The key's parts."""
        return tuple(self.key.split("/"))

    @property
    def file_name(self) -> str:
        """What follows the last slash of the key."""
        return self.key.rpartition("/")[2]

    @property
    def should_be_json(self) -> bool:
        """Whether it was named by itself or looks like JSON."""
        return self.is_named or _should_be_json(self.file_name)

    def read(self) -> Content:
        """Return what the object holds; raise `UserError` if it can't be read."""
        try:
            response = self.client.get_object(Bucket=self.bucket, Key=self.key)
            with closing(response["Body"]) as body:
                data = read_json_text(cast("IO[bytes]", body))
        # A connection that breaks off in the middle raises OSError or one of botocore's own.
        except (BotoCoreError, ClientError, OSError) as error:
            raise UserError(_s3_failure("read", error)) from error
        return Content(data, response["LastModified"].astimezone(UTC))


def find_sources(path: str, s3: "S3Client | None" = None) -> Iterator[Source | Skipped]:
    """
    Yield the files of a path, and those of its files that are skipped.

    Parameters
    ----------
    path
        A file; a folder, searched recursively in the order of names, marker and hidden files
        skipped; an ``s3://`` URI of an object, or of everything whose key begins so.
    s3
        The client for ``s3://`` URIs; boto3's default one if there is none.

    Raises
    ------
    UserError
        If the path is empty or holds no file, and at the end of a folder if some of its sub-folders
        could not be read.
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
        yield LocalFile(Path(path), near=_parts_given(Path(path)))


def printable(path: str | Path) -> str:
    """Return the path with what a terminal does not take, or would obey, escaped."""
    return visible(os.fsencode(path).decode("utf-8", "backslashreplace"))


def _parts_given(path: Path) -> int:
    """Return how many parts of a path the user chose: all of a relative one, else the last."""
    return 1 if path.is_absolute() else len([part for part in path.parts if part != ".."])


def _should_be_json(file_name: str) -> bool:
    return file_name.lower().endswith(JSON_ENDINGS) or "." not in file_name


def _find_files(folder: Path) -> Iterator[Source | Skipped]:
    unreadable: list[OSError] = []
    found = False
    given = _parts_given(folder)
    for parent, folders, files in os.walk(folder, onerror=unreadable.append):
        near = given + len(Path(parent).relative_to(folder).parts) + 1
        folders.sort()
        for name in [name for name in folders if not is_raw_file(f"{name}/x")]:
            folders.remove(name)
            yield Skipped(f"{printable(Path(parent, name))}/", _MARKER)
        for name in sorted(files):
            if not is_raw_file(name):
                yield Skipped(printable(Path(parent, name)), _MARKER)
            else:
                found = True
                yield LocalFile(Path(parent, name), near=near, is_named=False)
    if unreadable:
        names = ", ".join(printable(error.filename) for error in unreadable)
        raise UserError(f"cannot be listed: {names}: check the permissions")
    if not found:
        raise UserError("nothing to import in this folder: it holds no files")


def _find_objects(uri: str, s3: "S3Client | None") -> Iterator[Source | Skipped]:
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    if not bucket:
        raise UserError("no bucket: write it as s3://bucket/key or s3://bucket/prefix")
    found = False
    try:
        client = s3 or boto3.client("s3")
        for key in _keys(client, bucket, prefix):
            # The object itself was meant, not all whose keys begin alike: it is listed first.
            if key == prefix and not prefix.endswith("/"):
                yield S3Object(client, bucket, key, near=key.count("/") + 1)
                return
            # Judged from the last folder named on: with the prefix "a/b", "a/b.json" is no
            # hidden ".json". A key that ends in "/" is how the console makes a folder.
            below = key.removeprefix(prefix.rpartition("/")[0]).lstrip("/")
            if key.endswith("/"):
                continue
            if not is_raw_file(below):
                yield Skipped(visible(f"s3://{bucket}/{key}"), _MARKER)
            else:
                found = True
                yield S3Object(client, bucket, key, near=key.count("/") + 1, is_named=False)
    except (BotoCoreError, ClientError) as error:
        raise UserError(_s3_failure("listed", error)) from error
    if not found:
        raise UserError("nothing to import in this prefix: it holds no objects")


_MARKER = "a marker or hidden file"


def _keys(client: "S3Client", bucket: str, prefix: str) -> Iterator[str]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return (entry["Key"] for page in pages for entry in page.get("Contents", []))


def _s3_failure(verb: str, error: Exception) -> str:
    # botocore's text may have several lines.
    reason = " ".join(str(error).split())
    return f"cannot be {verb} on S3 ({reason}): check the URI and your AWS access"
