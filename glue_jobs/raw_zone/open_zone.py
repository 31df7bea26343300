"""Open a raw zone by its URI."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from glue_jobs.raw_zone.folder import FolderRawZone
from glue_jobs.raw_zone.zone import RawZone, RawZoneError, Source


def open_raw_zone(uri: str, source: Source = "to_process", region: str | None = None) -> RawZone:
    """Return the raw zone at ``s3://bucket[/prefix]``, ``file:///folder`` or a folder's path.

    Parameters
    ----------
    source
        The prefix whose files are listed and read.
    region
        The bucket's, if it is not the environment's.

    Raises
    ------
    RawZoneError
        It is none of these.
    """
    # Not through urlsplit for S3: a key may hold "#" and "?".
    if uri.startswith("s3://"):
        from glue_jobs.raw_zone.s3 import S3RawZone  # noqa: PLC0415 - boto3 is slow to import

        bucket, _, prefix = uri.removeprefix("s3://").partition("/")
        return S3RawZone(bucket, prefix.strip("/"), source=source, region=region)
    if uri.startswith("file:"):
        return FolderRawZone(Path(unquote(urlsplit(uri).path)), source)
    if re.match(r"[a-z0-9]{2,}:/", uri):
        raise RawZoneError(f"{uri} is no raw zone: write s3://bucket/prefix, or a folder's path")
    return FolderRawZone(Path(uri), source)
