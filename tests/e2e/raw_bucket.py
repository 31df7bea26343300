"""The raw bucket, read with root's key."""

from dataclasses import dataclass
from typing import Any

from tests.e2e.emulator import Emulator


@dataclass(frozen=True)
class RawBucket:
    """The raw bucket of a stack."""

    emulator: Emulator
    name: str

    @property
    def s3(self) -> Any:
        """The client."""
        return self.emulator.client("s3")

    def versions(self, prefix: str = "") -> dict[str, list[str]]:
        """Return the versions of each key, deleted ones and delete markers too."""
        found: dict[str, list[str]] = {}
        pages = self.s3.get_paginator("list_object_versions").paginate(
            Bucket=self.name, Prefix=prefix
        )
        for page in pages:
            for one in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
                found.setdefault(one["Key"], []).append(one["VersionId"])
        return found

    def keys(self, prefix: str = "") -> set[str]:
        """Return the keys of all objects."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        return {one["Key"] for page in pages for one in page.get("Contents", [])}

    def read(self, key: str) -> bytes:
        """Return an object's content."""
        body: bytes = self.s3.get_object(Bucket=self.name, Key=key)["Body"].read()
        return body

    def erase(self, keys: set[str]) -> None:
        """Delete every version of these keys, as if they had never been."""
        for key, versions in self.versions().items():
            for version in versions if key in keys else ():
                self.s3.delete_object(Bucket=self.name, Key=key, VersionId=version)
