"""The result of a run."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from extract_lambda.errors import ExtractError, InvalidGrantError, QuotaExceededError
from extract_lambda.raw_format import iso_time

Status = Literal["extracted", "already_extracted", "skipped", "failed", "not_reached"]


@dataclass(frozen=True)
class Outcome:
    """The result of one playlist.

    Attributes
    ----------
    playlist_id
        The playlist.
    status
        ``extracted``; ``already_extracted`` by an earlier attempt of the same event; ``skipped``
        because the user follows it without being its collaborator; ``failed``; ``not_reached``
        because the run ended before.
    key
        The raw file's object key, if there is one.
    entries
        How many entries the raw file holds.
    snapshot_id
        Spotify's id of this state of the playlist.
    note
        What is unusual about it.
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


@dataclass
class RunResult:
    """The results of all playlists, collected during the run.

    Attributes
    ----------
    extracted_at
        The time that the raw files carry.
    outcomes
        In the order of the playlists.
    stopped_by
        The error that ended the run early, if one did.
    problem
        What failed beside the playlists, if anything did.
    rate_limited
        How often Spotify answered 429.
    refresh_token_days_left
        Days until the refresh token expires, if that is known.
    """

    extracted_at: datetime
    outcomes: list[Outcome] = field(default_factory=list)
    stopped_by: ExtractError | None = None
    problem: str | None = None
    rate_limited: int = 0
    refresh_token_days_left: int | None = None

    def count(self, status: Status) -> int:
        """Return how many playlists have this status."""
        return sum(outcome.status == status for outcome in self.outcomes)

    @property
    def entries(self) -> int:
        """How many entries this run wrote."""
        return sum(one.entries or 0 for one in self.outcomes if one.status == "extracted")

    def failure(self) -> str | None:
        """Return what failed, a line per playlist, or None if nothing did."""
        failed = [one for one in self.outcomes if one.status == "failed"]
        missed = [one.playlist_id for one in self.outcomes if one.status == "not_reached"]
        if not failed and not missed and not self.problem:
            return None
        done = self.count("extracted") + self.count("already_extracted")
        lines = [f"{done} of {len(self.outcomes)} playlists are in the raw zone"]
        lines += [f"{one.playlist_id} failed: {one.message}" for one in failed]
        lines += [f"not reached: {', '.join(missed)}"] if missed else []
        lines += [self.problem] if self.problem else []
        return "\n".join(lines)

    def metrics(self) -> dict[str, int]:
        """Return the metrics. Zeros too: they tell an alarm "nothing failed" from "did not run"."""
        days_left = self.refresh_token_days_left
        return {
            "PlaylistsExtracted": self.count("extracted"),
            "PlaylistsAlreadyExtracted": self.count("already_extracted"),
            "PlaylistsFailed": self.count("failed"),
            "PlaylistsNotReached": self.count("not_reached"),
            "PlaylistsInconsistent": sum(one.note is not None for one in self.outcomes),
            "EntriesExtracted": self.entries,
            "InvalidGrant": int(isinstance(self.stopped_by, InvalidGrantError)),
            "QuotaExceeded": int(isinstance(self.stopped_by, QuotaExceededError)),
            "RateLimited": self.rate_limited,
            **({} if days_left is None else {"RefreshTokenDaysLeft": days_left}),
        }

    def as_json(self) -> dict[str, Any]:
        """Return the result as the Lambda returns and logs it, without what is unknown."""
        return {
            "extracted_at": iso_time(self.extracted_at),
            "extracted": self.count("extracted"),
            "already_extracted": self.count("already_extracted"),
            "skipped": self.count("skipped"),
            "failed": self.count("failed"),
            "not_reached": self.count("not_reached"),
            "entries": self.entries,
            "playlists": [
                {name: value for name, value in asdict(one).items() if value is not None}
                for one in self.outcomes
            ],
            **({"problem": self.problem} if self.problem else {}),
        }
