"""The summary of a run of load_playlists, for its caller and for CloudWatch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from glue_jobs.digest.compare import Digest

if TYPE_CHECKING:
    from pyspark.sql import Row


@dataclass
class LoadSummary:
    """What became of the files of a run; batches are added to it.

    Attributes
    ----------
    loaded
        How many files.
    rejected
        The reason for each rejected file.
    left
        A reason for each file that was left in ``to_process/``.
    entries
        In the loaded files.
    newest
        The latest extraction among the loaded files, UTC without a zone.
    digests
        What changed on playlists, in the order of the batches.
    digest_failures
        How many messages and events about that could not be published.
    """

    loaded: int = 0
    rejected: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    entries: int = 0
    newest: datetime | None = None
    digests: list[Digest] = field(default_factory=list)
    digest_failures: int = 0

    @property
    def files(self) -> int:
        """How many files there were."""
        return self.loaded + len(self.rejected) + len(self.left)

    def add(self, results: "Sequence[Row]", left: Sequence[str]) -> None:
        """Add a batch: its ``raw_file.FILE_RESULT`` rows, and a reason per file that was left."""
        times = [row.extracted_at for row in results if row.status == "loaded"]
        self.loaded += len(times)
        self.rejected |= {row.raw_file: row.reason for row in results if row.status == "rejected"}
        self.left += left
        self.entries += sum(row.entries for row in results)
        self.newest = max(filter(None, [self.newest, *times]), default=None)

    def metrics(self, now: datetime) -> dict[str, float]:
        """Return the run's metrics; the data's age only if a file was loaded."""
        metrics: dict[str, float] = {
            "FilesLoaded": self.loaded,
            "FilesRejected": len(self.rejected),
            "FilesLeft": len(self.left),
            "EntriesLoaded": self.entries,
            "DigestFailures": self.digest_failures,
        }
        if self.newest:
            metrics["DataAgeHours"] = (now - self.newest.replace(tzinfo=UTC)) / timedelta(hours=1)
        return metrics
