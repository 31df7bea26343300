"""Fetch a whole playlist: its header and all its pages."""

from dataclasses import dataclass
from typing import Any

from extract_lambda.errors import ForbiddenError, PlaylistChangedError, UnreadableResponseError
from extract_lambda.log import LOGGER
from extract_lambda.raw_format import encode, playlist_header
from extract_lambda.spotify_client import PAGE_SIZE, SpotifyClient

_ATTEMPTS = 3


@dataclass(frozen=True)
class FetchedPlaylist:
    """A playlist as Spotify showed it.

    Attributes
    ----------
    header
        What each line of the raw file says about the playlist.
    pages
        The pages, encoded: that takes a tenth of the memory of decoded ones.
    entries
        How many entries the pages hold.
    note
        What is unusual about it, or None.
    """

    header: dict[str, Any]
    pages: list[bytes]
    entries: int
    note: str | None = None


@dataclass(frozen=True)
class _Pages:
    encoded: list[bytes]
    entries: int
    total: float  # Spotify sometimes writes whole numbers as 12.0


def fetch_playlist(client: SpotifyClient, playlist_id: str) -> FetchedPlaylist:
    """Fetch a playlist; fetch it again if it changes while its pages are read.

    It is complete if Spotify returned as many entries as it counts, and unchanged if its
    snapshot_id stayed the same. If no attempt is both, the last one is taken, with a note, if it
    is either:

    - unchanged but not complete: Spotify counts entries that it does not show, and will do so the
      next time;
    - complete but changed: playlists that Spotify computes on request get a new snapshot_id each
      time. At worst some entries are missing and as many others came twice.

    Raises
    ------
    PlaylistChangedError
        The last attempt is neither: the playlist was never in the state that was read.
    """
    before = client.playlist(playlist_id)
    for attempt in range(1, _ATTEMPTS + 1):
        pages = _read_pages(client, playlist_id)
        after = client.playlist(playlist_id)
        complete = pages.entries == pages.total
        unchanged = before.get("snapshot_id") == after.get("snapshot_id")
        header = playlist_header(playlist_id, after)
        if complete and unchanged:
            return FetchedPlaylist(header, pages.encoded, pages.entries)
        LOGGER.warning(
            "the playlist is not complete",
            extra={"attempt": attempt, "entries": pages.entries, "total": pages.total},
        )
        before = after
    if complete:
        note = f"its snapshot_id changed during each of {_ATTEMPTS} attempts"
    elif unchanged:
        note = f"Spotify counts {pages.total} entries and shows {pages.entries}"
    else:
        raise PlaylistChangedError(playlist_id, pages.entries, pages.total, _ATTEMPTS)
    return FetchedPlaylist(header, pages.encoded, pages.entries, note)


def _read_pages(client: SpotifyClient, playlist_id: str) -> _Pages:
    encoded: list[bytes] = []
    entries = 0
    while True:
        # By offset: the token is not sent to an address that a response names.
        page = client.page(playlist_id, offset=PAGE_SIZE * len(encoded))
        items = page.get("items")
        if items is None:
            raise ForbiddenError(playlist_id, "a page without entries")
        total = page.get("total")
        if not isinstance(items, list) or not isinstance(total, int | float):
            raise UnreadableResponseError(
                f"Spotify's response for {playlist_id} is not a page of entries"
            )
        encoded.append(encode(page))
        entries += len(items)
        if not items or not page.get("next"):
            return _Pages(encoded, entries, total)
