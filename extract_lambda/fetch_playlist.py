"""Fetch a whole playlist: its header and all its pages."""

from dataclasses import dataclass
from typing import Any

from extract_lambda.errors import PlaylistChangedError
from extract_lambda.log import LOGGER
from extract_lambda.paging import read_pages
from extract_lambda.playlist_source import PlaylistSource
from extract_lambda.raw_format import encode

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


def fetch_playlist(source: PlaylistSource) -> FetchedPlaylist:
    """Fetch a playlist; fetch it again if it changes while its pages are read.

    It is complete if Spotify returned as many entries as it counts, and unchanged if its version
    stayed the same. If no attempt is both, the last one is taken, with a note, if it is either:

    - unchanged but not complete: Spotify counts entries that it does not show, and will do so the
      next time;
    - complete but changed: playlists that Spotify computes on request get a new version each time.
      At worst some entries are missing and as many others came twice.

    Raises
    ------
    PlaylistChangedError
        The last attempt is neither: the playlist was never in the state that was read.
    """
    _, before = source.header()
    for attempt in range(1, _ATTEMPTS + 1):
        encoded: list[bytes] = []
        entries = 0
        for page in read_pages(source.page):
            encoded.append(encode(page.document))
            entries += len(page.items)
            total = page.total
        header, after = source.header()
        if entries == total and before == after:
            return FetchedPlaylist(header, encoded, entries)
        LOGGER.warning(
            "the playlist is not complete, or changed",
            extra={"attempt": attempt, "entries": entries, "total": total},
        )
        unchanged, before = before == after, after
    if entries == total:
        note = f"it changed during each of {_ATTEMPTS} attempts"
    elif unchanged:
        note = f"Spotify counts {total} entries and shows {entries}"
    else:
        raise PlaylistChangedError(source.id, entries, total, _ATTEMPTS)
    return FetchedPlaylist(header, encoded, entries, note)
