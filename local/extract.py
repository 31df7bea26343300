"""Run the extract Lambda on this machine; its bucket is a folder, its secret the environment."""

import io
import json
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from rich.console import Console

from cli.commands import lake_deploy
from cli.errors import UserError
from cli.progress import show_progress
from extract_lambda.credentials import CredentialStore
from extract_lambda.dependencies import Dependencies
from extract_lambda.errors import ExtractError, ExtractionFailedError, UnreachableError
from extract_lambda.handler import handler
from extract_lambda.log import LOGGER, SERVICE
from extract_lambda.playlist_names import EXPECTED, LIKED, parse_playlist_names
from extract_lambda.raw_zone import RawZone
from extract_lambda.settings import Settings
from local.atomic_write import write_whole
from local.sample_playlists import TOP_100, Snapshot, first_day_until, sample_days
from local.sample_playlists.people import LODGER
from local.spotify_api import SpotifyApi
from local.summary import count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from local.lake import Lake

_BUCKET = "local-raw-zone"
_SECRET = "environment"  # noqa: S105 - a name, not a secret
_AUTHORIZE = f"`{lake_deploy('authorize', '--print')}`"
_SECONDS = 900  # Lambda's longest timeout


def extract_chart(
    lake: "Lake", days: int, last_day: date | None = None
) -> Iterator[dict[str, Any]]:
    """Serve the sample playlists on a local Web API and call the Lambda once for each day.

    A lake that holds sample playlists gets the days since then: their history goes on.

    Parameters
    ----------
    days
        How many days a new history has.
    last_day
        By default yesterday, so that no day is in the future and the newest is fresh.

    Yields
    ------
    dict
        The Lambda's result for each day.

    Raises
    ------
    UserError
        If the lake's history is shorter than this many days.
    """
    last_day = last_day or datetime.now(UTC).date() - timedelta(days=1)
    first_day = _first_day(lake, days, last_day)
    served: dict[str, Snapshot] = {}
    with SpotifyApi(served, shape="verbatim", user_id=LODGER.id) as api:
        secret = {
            "client_id": api.client_id,
            "client_secret": api.client_secret,
            "refresh_token": api.refresh_token,
        }
        for day in sample_days((last_day - first_day).days + 1, first_day):
            api.playlists.update({each.playlist_id: each for each in day.playlists})
            api.liked = day.liked.entries
            settings = Settings(
                playlists=(*api.playlists, LIKED),
                raw_bucket=_BUCKET,
                secret_name=_SECRET,
                spotify_api_url=api.url,
                spotify_token_url=api.token_url,
            )
            at = datetime.combine(day.date, time(6), UTC)
            event = {
                "source": "aws.scheduler",
                "id": f"day-{day.date:%Y%m%d}",
                "time": at.isoformat(),
            }
            yield _call(lake, settings, secret, event, now=at + timedelta(seconds=3))


def _first_day(lake: "Lake", days: int, last_day: date) -> date:
    """Return the first day of the lake's sample playlists, or of new ones."""
    first_day = first_day_until(last_day, days)
    present = [
        path.name.partition("T")[0]
        for prefix in ("to_process", "processed")
        for path in (lake.raw / prefix / TOP_100).glob("*.jsonl")
    ]
    if not present:
        return first_day
    begun = datetime.strptime(min(present), "%Y%m%d").replace(tzinfo=UTC).date()
    if first_day < begun:
        raise UserError(
            f"the sample playlists in {lake.root} begin on {begun}: for {days} days until "
            f"{last_day} name another folder with --lake"
        )
    return begun


def extract_live(
    lake: "Lake", playlists: Sequence[str], progress: Console | None = None
) -> dict[str, Any]:
    """Extract playlists from Spotify with the credentials in the environment; return the result.

    Parameters
    ----------
    playlists
        Ids, links, URIs, ``mine``, ``liked``, and ``-<id>`` to leave one out.
    progress
        Shows progress; not on stdout, which is the Lambda's log while it runs.

    Raises
    ------
    UserError
        A playlist cannot be parsed, credentials are missing, or not every playlist was extracted.
    """
    try:
        names = parse_playlist_names(list(playlists))
    except ValueError as error:
        raise UserError(f"{error}: give {EXPECTED}") from error
    secret = {
        name: os.environ.get(f"SPOTIFY_{name.upper()}", "")
        for name in ("client_id", "client_secret", "refresh_token")
    }
    if not (secret["client_id"] and secret["client_secret"]):
        raise UserError(
            "set SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET (developer.spotify.com/dashboard), "
            f"and for an app in development mode SPOTIFY_REFRESH_TOKEN ({_AUTHORIZE} gives one)"
        )
    settings = Settings(playlists=names, raw_bucket=_BUCKET, secret_name=_SECRET)
    with show_progress(progress or Console(quiet=True), "extracting from Spotify") as show:
        return _call(lake, settings, secret, event={}, now=datetime.now(UTC), show=show)


def _call(  # noqa: PLR0913 - by keyword
    lake: "Lake",
    settings: Settings,
    secret: "Mapping[str, str]",
    event: dict[str, Any],
    *,
    now: datetime,
    show: "Callable[[str], None]" = lambda _: None,
) -> dict[str, Any]:
    bucket = _FolderBucket(lake.raw)
    dependencies = Dependencies(
        settings=settings,
        credentials=CredentialStore(_SECRET, _EnvironmentSecret(dict(secret))),  # type: ignore[arg-type]
        raw_zone=RawZone(_BUCKET, "", bucket),  # type: ignore[arg-type]
        now=lambda: now,
    )
    log = lake.root / "extract.log"
    try:
        with _log_to(log), _progress_to(show):
            result: dict[str, Any] = handler(event, _Context(), dependencies=dependencies)
    except (ExtractError, ExtractionFailedError) as error:
        if bucket.unwritten:
            raise UserError(f"{bucket.unwritten}: fix that, then extract again") from error
        raise UserError(f"{_explain(error)} (log: {log})") from error
    return result


def _explain(error: Exception) -> str:
    """Return an error of the Lambda in one line, for a laptop instead of AWS."""
    result = error.result if isinstance(error, ExtractionFailedError) else {"playlists": []}
    for playlist in result["playlists"]:
        if playlist.get("error") == UnreachableError.__name__:
            return f"{playlist['message'].partition(' (')[0]}: are you online?"
    lines = str(error).splitlines()
    if result.get("problem"):
        lines[-1] = f"Spotify replaced the refresh token: {_AUTHORIZE} gives a new one"
    return "; ".join(lines)


@contextmanager
def _progress_to(show: "Callable[[str], None]") -> Iterator[None]:
    """Show what the Lambda logs of each playlist, and why it waits."""
    log, progress = logging.getLogger(SERVICE), _Progress(show)
    log.addHandler(progress)
    try:
        yield
    finally:
        log.removeHandler(progress)


class _Progress(logging.Handler):
    def __init__(self, show: "Callable[[str], None]") -> None:
        super().__init__()
        self._show = show
        self._playlists = self._entries = 0

    def emit(self, record: logging.LogRecord) -> None:
        if hasattr(record, "seconds"):
            self._show(f"{record.getMessage()} in {record.seconds:.0f} s")
        elif hasattr(record, "entries"):
            self._playlists += 1
            self._entries += record.entries or 0
            entries = count(self._entries, "entry")
            self._show(f"extracted {count(self._playlists, 'playlist')}, {entries}")


@contextmanager
def _log_to(file: "Path") -> Iterator[None]:
    """Write the Lambda's log and metrics, which on AWS go to CloudWatch, to a file."""
    log = _LogFile(file)
    handler_ = LOGGER.registered_handler
    with redirect_stdout(log):
        # Not setStream(): it flushes the previous stream, which may be closed by now.
        before, handler_.stream = handler_.stream, log  # type: ignore[attr-defined]
        try:
            yield
        finally:
            handler_.stream = before  # type: ignore[attr-defined]


class _LogFile(io.TextIOBase):
    """A log that drops what cannot be written: a full disk fails the run by its raw files."""

    def __init__(self, file: "Path") -> None:
        self._file = file

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as log:
                log.write(text)
        return len(text)


@dataclass(frozen=True)
class _Context:
    """Lambda's context of an invocation."""

    started: float = field(default_factory=monotonic)

    aws_request_id: str = "local"
    function_name: str = "extract"
    memory_limit_in_mb: int = 256
    invoked_function_arn: str = "arn:aws:lambda:local:000000000000:function:extract"

    def get_remaining_time_in_millis(self) -> int:
        return int((_SECONDS - monotonic() + self.started) * 1000)


class _EnvironmentSecret:
    """Secrets Manager's client, as far as the Lambda uses it."""

    def __init__(self, secret: dict[str, str]) -> None:
        self._secret = {key: value for key, value in secret.items() if value}

    def get_secret_value(self, **_: object) -> dict[str, str]:
        return {"SecretString": json.dumps(self._secret)}

    def put_secret_value(self, **_: object) -> None:
        raise ClientError(
            {"Error": {"Code": "ReadOnly", "Message": "it is in the environment"}}, "PutSecretValue"
        )


class _FolderBucket:
    """S3's client on a folder, as far as the Lambda uses it."""

    def __init__(self, root: "Path") -> None:
        self._root = root
        self.unwritten: str | None = None

    def list_objects_v2(self, *, Prefix: str, **_: object) -> dict[str, list[dict[str, str]]]:  # noqa: N803
        found = (self._root / Prefix).is_file()
        return {"Contents": [{"Key": Prefix}] if found else []}

    def put_object(self, *, Key: str, Body: bytes, **_: object) -> None:  # noqa: N803
        try:
            write_whole(self._root / Key, [Body])
        except OSError as error:
            self.unwritten = f"{self._root / Key} cannot be written ({error.strerror})"
            raise
