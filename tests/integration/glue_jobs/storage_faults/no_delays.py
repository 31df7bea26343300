"""A raw zone in S3 without delays between attempts; Spark's workers import this module."""

from botocore.retries.standard import ExponentialBackoff

from glue_jobs.raw_zone.open_zone import open_raw_zone
from glue_jobs.raw_zone.zone import RawZone, Source


def open_without_delays(uri: str, prefix: Source, region: str | None) -> RawZone:
    """Open a raw zone as the job does; patches boto3 for the rest of the process."""
    ExponentialBackoff.delay_amount = lambda *_: 0  # type: ignore[method-assign]
    return open_raw_zone(uri, prefix, region)
