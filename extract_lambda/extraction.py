"""One run: each playlist in its turn, and no failure of one costs another."""

from extract_lambda.access_token import AccessToken
from extract_lambda.dependencies import Dependencies
from extract_lambda.errors import ExtractError
from extract_lambda.fetch_playlist import fetch_playlist
from extract_lambda.log import LOGGER
from extract_lambda.outcome import Outcome, RunResult
from extract_lambda.raw_format import file_name, raw_file
from extract_lambda.request import ExtractRequest
from extract_lambda.spotify_client import SpotifyClient
from extract_lambda.time_left import TimeLeft


class Extraction:
    """A run, from the request to what became of each playlist.

    Parameters
    ----------
    request
        What to do.
    dependencies
        What to do it with.
    time_left
        How long it may take.

    Attributes
    ----------
    stopped_by
        The failure that would have met all further playlists too, if there was one.
    client
        Counts what Spotify answered.
    """

    def __init__(
        self, request: ExtractRequest, dependencies: Dependencies, time_left: TimeLeft
    ) -> None:
        self._request = request
        self._raw_zone = dependencies.raw_zone
        self._extracted_at = request.extracted_at
        settings = dependencies.settings
        self._token = AccessToken(
            dependencies.credentials, settings.spotify_token_url, time_left, dependencies.now
        )
        self.client = SpotifyClient(
            self._token,
            url=settings.spotify_api_url,
            market=request.market,
            time_left=time_left,
            now=dependencies.now,
            jitter=dependencies.jitter,
            make_spotify=dependencies.make_spotify,
        )
        self.stopped_by: ExtractError | None = None

    def run(self) -> RunResult:
        """Extract all playlists."""
        outcomes = [self._extract(playlist_id) for playlist_id in self._request.playlist_ids]
        problem = self._token.not_stored
        return RunResult(self._extracted_at, outcomes, str(problem) if problem else None)

    def _extract(self, playlist_id: str) -> Outcome:
        """Extract a playlist, whatever happens."""
        with LOGGER.append_context_keys(playlist_id=playlist_id):
            try:
                outcome = self._outcome(playlist_id)
            except ExtractError as error:
                LOGGER.error(str(error), extra={"error": type(error).__name__})
                if error.ends_run:
                    self.stopped_by = error
                return _failed(playlist_id, error, str(error))
            except Exception as error:
                # A fault of ours: the others are still to be had, and the log tells where it is.
                LOGGER.exception("unexpected")
                return _failed(
                    playlist_id, error, f"unexpected {type(error).__name__}, see the log"
                )
            LOGGER.info(outcome.status.replace("_", " "), extra={"entries": outcome.entries})
            return outcome

    def _outcome(self, playlist_id: str) -> Outcome:
        name = file_name(playlist_id, self._extracted_at)
        key = self._raw_zone.key(name)
        # Also after the run has stopped: what an earlier try has done is not to be missed.
        if self._raw_zone.holds(name):
            return Outcome(playlist_id, "already_extracted", key)
        if self.stopped_by:
            return Outcome(playlist_id, "not_reached")
        playlist = fetch_playlist(self.client, playlist_id)
        snapshot_id = playlist.header["snapshot_id"]
        is_new = self._raw_zone.write(
            name,
            raw_file(playlist.header, self._extracted_at, playlist.pages),
            entries=playlist.entries,
            snapshot_id=snapshot_id,
        )
        if not is_new:
            return Outcome(playlist_id, "already_extracted", key)
        return Outcome(playlist_id, "extracted", key, playlist.entries, snapshot_id, playlist.note)


def _failed(playlist_id: str, error: Exception, message: str) -> Outcome:
    return Outcome(playlist_id, "failed", error=type(error).__name__, message=message)
