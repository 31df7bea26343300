"""The keys of a listing."""

from glue_jobs.raw_zone.zone import RawZone


def keys_of(zone: RawZone) -> list[str]:
    return [file.key for file in zone.list_files()]
