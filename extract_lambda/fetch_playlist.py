"""Fetches a playlist whole: what is known of it, and all its pages."""

from dataclasses import dataclass
from typing import Any

from extract_lambda.errors import NotYourPlaylistError, PlaylistChangedError, UnreadableAnswerError
from extract_lambda.log import LOGGER
from extract_lambda.raw_format import encode, playlist_header
from extract_lambda.spotify_client import PAGE_SIZE, SpotifyClient

_TRIES = 3


@dataclass(frozen=True)
class FetchedPlaylist:
    """A playlist as Spotify showed it.

    Attributes
    ----------
    header
        What a raw file says of it.
    pages
        Each encoded as it came; an encoded page takes a tenth of the memory of a decoded one.
    entries
        How many there are on the pages.
    note
        What is odd about it, or nothing.
    """

    header: dict[str, Any]
    pages: list[bytes]
    entries: int
    note: str | None = None


@dataclass(frozen=True)
class _Pages:
    encoded: list[bytes]
    entries: int
    total: float  # Spotify has been seen to write whole numbers as 12.0


def fetch_playlist(client: SpotifyClient, playlist_id: str) -> FetchedPlaylist:
    """Fetch a playlist, again where it changed while its pages were read.

    It is whole when as many entries came as Spotify counts, and the snapshot_id stayed. Where that
    is not so in any of three tries, one of the two is enough to take it, with a note:

    - entries are missing, but the playlist didn't change: Spotify counts what it doesn't show, and
      will do so the next time;
    - the snapshot_id changed, but no entry is missing: so it is with playlists that are computed
      when they are asked for. At worst, entries moved past the reader, and others came twice.

    Raises
    ------
    PlaylistChangedError
        Neither held: what was read is no state that the playlist was ever in.
    """
    before = client.playlist(playlist_id)
    for attempt in range(1, _TRIES + 1):
        pages = _read_pages(client, playlist_id)
        after = client.playlist(playlist_id)
        complete = pages.entries == pages.total
        unchanged = before.get("snapshot_id") == after.get("snapshot_id")
        header = playlist_header(playlist_id, after)
        if complete and unchanged:
            return FetchedPlaylist(header, pages.encoded, pages.entries)
        LOGGER.warning(
            "the playlist was not read whole",
            extra={"attempt": attempt, "entries": pages.entries, "total": pages.total},
        )
        before = after
    if complete:
        note = f"its snapshot_id changed during each of {_TRIES} tries"
    elif unchanged:
        note = f"Spotify counts {pages.total} entries and shows {pages.entries}"
    else:
        raise PlaylistChangedError(playlist_id, pages.entries, pages.total, _TRIES)
    return FetchedPlaylist(header, pages.encoded, pages.entries, note)


def _read_pages(client: SpotifyClient, playlist_id: str) -> _Pages:
    encoded: list[bytes] = []
    entries = 0
    while True:
        # By offset: the token goes to no address that an answer names.
        page = client.page(playlist_id, offset=PAGE_SIZE * len(encoded))
        items = page.get("items")
        if items is None:
            raise NotYourPlaylistError(playlist_id, "a page without entries")
        total = page.get("total")
        if not isinstance(items, list) or not isinstance(total, int | float):
            raise UnreadableAnswerError(f"Spotify's answer for {playlist_id} is no page of entries")
        encoded.append(encode(page))
        entries += len(items)
        if not items or not page.get("next"):
            return _Pages(encoded, entries, total)
