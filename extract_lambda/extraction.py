"""One run: extract each playlist in its turn."""

from extract_lambda.access_token import AccessToken
from extract_lambda.deadline import Deadline
from extract_lambda.dependencies import Dependencies
from extract_lambda.errors import ExtractError
from extract_lambda.fetch_playlist import fetch_playlist
from extract_lambda.log import LOGGER
from extract_lambda.outcome import Outcome, RunResult
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
    for playlist_id in request.playlist_ids:
        with LOGGER.append_context_keys(playlist_id=playlist_id):
            try:
                outcome = _extract(playlist_id, client, dependencies.raw_zone, result)
                LOGGER.info(outcome.status.replace("_", " "), extra={"entries": outcome.entries})
            except ExtractError as error:
                LOGGER.error(str(error), extra={"error": type(error).__name__})
                if error.ends_run:
                    result.stopped_by = error
                outcome = _failed(playlist_id, error, str(error))
            except Exception as error:  # a bug: extract the others, log the stack trace
                LOGGER.exception("unexpected")
                message = f"unexpected {type(error).__name__}, see the log"
                outcome = _failed(playlist_id, error, message)
        result.outcomes.append(outcome)
    result.problem = str(token.not_stored) if token.not_stored else None
    result.rate_limited = client.rate_limited
    return result


def _extract(
    playlist_id: str, client: SpotifyClient, raw_zone: RawZone, result: RunResult
) -> Outcome:
    name = file_name(playlist_id, result.extracted_at)
    key = raw_zone.key(name)
    # Looked up after the run was stopped, too: an earlier attempt may have extracted it.
    if raw_zone.holds(name):
        return Outcome(playlist_id, "already_extracted", key)
    if result.stopped_by:
        return Outcome(playlist_id, "not_reached")
    playlist = fetch_playlist(client, playlist_id)
    snapshot_id = playlist.header["snapshot_id"]
    is_new = raw_zone.write(
        name,
        raw_file(playlist.header, result.extracted_at, playlist.pages),
        entries=playlist.entries,
        snapshot_id=snapshot_id,
    )
    if not is_new:
        return Outcome(playlist_id, "already_extracted", key)
    return Outcome(playlist_id, "extracted", key, playlist.entries, snapshot_id, playlist.note)


def _failed(playlist_id: str, error: Exception, message: str) -> Outcome:
    return Outcome(playlist_id, "failed", error=type(error).__name__, message=message)
