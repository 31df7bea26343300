"""The newest metadata of a lake's Iceberg tables, read from their files without Spark."""

import json
from dataclasses import dataclass
from typing import Any

from local.lake import DATABASE, Lake


@dataclass(frozen=True)
class TableMetadata:
    """A version of a table's metadata, and the document that Iceberg wrote for it."""

    version: int
    document: dict[str, Any]

    @property
    def files(self) -> int:
        """How many data and delete files a reader of the table opens."""
        for snapshot in self.document.get("snapshots", []):
            if snapshot["snapshot-id"] == self.document.get("current-snapshot-id"):
                summary = snapshot["summary"]
                return int(summary["total-data-files"]) + int(summary["total-delete-files"])
        return 0


def read_metadata(lake: Lake) -> dict[str, TableMetadata]:
    """Return the newest metadata of each table, by the table's name; empty if there are none."""
    found = {}
    for table in sorted((lake.warehouse.resolve() / DATABASE).glob("*")):
        # As Iceberg finds it: version-hint.text may lag behind after a crash.
        versions = {
            int(number): path
            for path in (table / "metadata").glob("v*.metadata.json")
            if (number := path.name.removeprefix("v").removesuffix(".metadata.json")).isdecimal()
        }
        if versions:
            newest = max(versions)
            found[table.name] = TableMetadata(newest, json.loads(versions[newest].read_bytes()))
    return found
