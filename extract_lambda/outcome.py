"""What became of each playlist."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from extract_lambda.raw_format import iso_time

Status = Literal["extracted", "already_extracted", "failed", "not_reached"]


@dataclass(frozen=True)
class Outcome:
    """What became of one playlist.

    Attributes
    ----------
    playlist_id
        Which one.
    status
        ``extracted``; ``already_extracted`` by an earlier try of the same event; ``failed``;
        ``not_reached`` because the run had to end before.
    key
        The raw file's object key, where there is one.
    entries
        How many the raw file holds.
    snapshot_id
        Spotify's name for this state of the playlist.
    note
        What is odd about it.
    error
        The error's class.
    message
        The error's text.
    """

    playlist_id: str
    status: Status
    key: str | None = None
    entries: int | None = None
    snapshot_id: str | None = None
    note: str | None = None
    error: str | None = None
    message: str | None = None


@dataclass(frozen=True)
class RunResult:
    """What became of all playlists.

    Attributes
    ----------
    extracted_at
        The time that the raw files carry.
    outcomes
        In the order of the playlists.
    problem
        What went wrong beside the playlists, or nothing.
    """

    extracted_at: datetime
    outcomes: list[Outcome]
    problem: str | None

    def count(self, status: Status) -> int:
        """Return how many playlists ended so."""
        return sum(outcome.status == status for outcome in self.outcomes)

    @property
    def entries(self) -> int:
        """How many entries this run wrote."""
        return sum(one.entries or 0 for one in self.outcomes if one.status == "extracted")

    def failure(self) -> str | None:
        """Say, a line per playlist, what the run did not do; nothing if it did everything."""
        failed = [one for one in self.outcomes if one.status == "failed"]
        missed = [one.playlist_id for one in self.outcomes if one.status == "not_reached"]
        if not failed and not missed and not self.problem:
            return None
        done = len(self.outcomes) - len(failed) - len(missed)
        lines = [f"{done} of {len(self.outcomes)} playlists are in the raw zone"]
        lines += [f"{one.playlist_id} failed: {one.message}" for one in failed]
        lines += [f"not reached: {', '.join(missed)}"] if missed else []
        lines += [self.problem] if self.problem else []
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Return it as the Lambda returns and logs it; what is not known is left out."""
        return {
            "extracted_at": iso_time(self.extracted_at),
            "extracted": self.count("extracted"),
            "already_extracted": self.count("already_extracted"),
            "failed": self.count("failed"),
            "not_reached": self.count("not_reached"),
            "entries": self.entries,
            "playlists": [
                {name: value for name, value in asdict(one).items() if value is not None}
                for one in self.outcomes
            ],
            **({"problem": self.problem} if self.problem else {}),
        }
