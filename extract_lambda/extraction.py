"""One run: extract each playlist in its turn."""

from collections.abc import Iterator
from contextlib import contextmanager

from extract_lambda.access_token import AccessToken
from extract_lambda.deadline import Deadline
from extract_lambda.dependencies import Dependencies
from extract_lambda.errors import ExtractError, ForbiddenError, UnknownPlaylistError
from extract_lambda.fetch_playlist import fetch_playlist
from extract_lambda.log import LOGGER
from extract_lambda.outcome import Outcome, RunResult, Status
from extract_lambda.playlist_names import LIKED, MINE
from extract_lambda.playlist_source import PlaylistSource, find_playlists
from extract_lambda.raw_format import file_name, raw_file
from extract_lambda.raw_zone import RawZone
from extract_lambda.request import ExtractRequest
from extract_lambda.spotify_client import SpotifyClient


def extract_playlists(
    request: ExtractRequest, dependencies: Dependencies, deadline: Deadline
) -> RunResult:
    """Extract the playlists and return what became of each; one's failure costs no other."""
    token = AccessToken(
        dependencies.credentials,
        dependencies.settings.spotify_token_url,
        deadline,
        dependencies.now,
    )
    client = SpotifyClient(
        token,
        url=dependencies.settings.spotify_api_url,
        market=request.market,
        deadline=deadline,
        now=dependencies.now,
        jitter=dependencies.jitter,
    )
    result = RunResult(request.extracted_at)
    for playlist in _find_playlists(request.playlists, client, result):
        with _record_failure(result, playlist.id, optional=playlist.optional):
            outcome = _extract(playlist, dependencies.raw_zone, result)
            LOGGER.info(outcome.status.replace("_", " "), extra={"entries": outcome.entries})
            result.outcomes.append(outcome)
    result.problem = str(token.not_stored) if token.not_stored else None
    result.rate_limited = client.rate_limited
    result.refresh_token_days_left = token.refresh_token_days_left
    return result


def _find_playlists(
    names: tuple[str, ...], client: SpotifyClient, result: RunResult
) -> Iterator[PlaylistSource]:
    """Yield each playlist once, without those to leave out."""
    seen = {name.removeprefix("-") for name in names if name.startswith("-")}
    for name in names:
        found: list[PlaylistSource] = []
        if result.stopped_by and name in {MINE, LIKED}:
            result.outcomes.append(Outcome(name, "not_reached"))
        elif not name.startswith("-"):
            with _record_failure(result, name):
                found = find_playlists(client, name, names)
        for playlist in found:
            if playlist.id not in seen:
                seen.add(playlist.id)
                yield playlist


@contextmanager
def _record_failure(result: RunResult, name: str, *, optional: bool = False) -> Iterator[None]:
    """Record an error as the outcome of a playlist, so that the others are extracted."""
    status: Status = "failed"
    with LOGGER.append_context_keys(playlist_id=name):
        try:
            yield
        except ExtractError as error:
            kind, message = type(error).__name__, str(error)
            if optional and isinstance(error, ForbiddenError | UnknownPlaylistError):
                status = "skipped"
                LOGGER.info(message, extra={"error": kind})
            else:
                LOGGER.error(message, extra={"error": kind})
            if error.ends_run:
                result.stopped_by = error
        except Exception as error:  # a bug: extract the others, log the stack trace
            LOGGER.exception("unexpected")
            kind = type(error).__name__
            message = f"unexpected {kind}, see the log"
        else:
            return
    result.outcomes.append(Outcome(name, status, error=kind, message=message))


def _extract(playlist: PlaylistSource, raw_zone: RawZone, result: RunResult) -> Outcome:
    name = file_name(playlist.id, result.extracted_at)
    key = raw_zone.key(name)
    # Looked up after the run was stopped, too: an earlier attempt may have extracted it.
    if raw_zone.holds(name):
        return Outcome(playlist.id, "already_extracted", key)
    if result.stopped_by:
        return Outcome(playlist.id, "not_reached")
    fetched = fetch_playlist(playlist)
    snapshot_id = fetched.header.get("snapshot_id")
    is_new = raw_zone.write(
        name,
        raw_file(fetched.header, result.extracted_at, fetched.pages),
        entries=fetched.entries,
        snapshot_id=snapshot_id,
    )
    if not is_new:
        return Outcome(playlist.id, "already_extracted", key)
    return Outcome(playlist.id, "extracted", key, fetched.entries, snapshot_id, fetched.note)
