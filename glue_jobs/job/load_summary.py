"""What a run of load_playlists did, for its caller and for CloudWatch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import Row


@dataclass
class LoadSummary:
    """What became of the files of a run; it grows batch by batch.

    Attributes
    ----------
    loaded
        How many files.
    rejected
        Of each rejected file the reason.
    left
        Why files were left in ``to_process/``, a line each.
    entries
        In the loaded files.
    newest
        The latest extraction among the loaded files, UTC without a zone.
    """

    loaded: int = 0
    rejected: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    entries: int = 0
    newest: datetime | None = None

    @property
    def files(self) -> int:
        """How many files there were."""
        return self.loaded + len(self.rejected) + len(self.left)

    def add(self, snapshots: "Sequence[Row]", left: Sequence[str]) -> None:
        """Add a batch: its ``sightings.SNAPSHOT`` rows, and why some of its files stay."""
        times = [row.extracted_at for row in snapshots if row.status == "loaded"]
        self.loaded += len(times)
        self.rejected |= {row.raw_file: row.reason for row in snapshots if row.status == "rejected"}
        self.left += left
        self.entries += sum(row.entries for row in snapshots)
        self.newest = max(filter(None, [self.newest, *times]), default=None)

    def metrics(self, now: datetime) -> dict[str, float]:
        """Return the numbers that CloudWatch is to know; the data's age only where some came."""
        metrics: dict[str, float] = {
            "FilesLoaded": self.loaded,
            "FilesRejected": len(self.rejected),
            "FilesLeft": len(self.left),
            "EntriesLoaded": self.entries,
        }
        if self.newest:
            metrics["DataAgeHours"] = (now - self.newest.replace(tzinfo=UTC)) / timedelta(hours=1)
        return metrics
