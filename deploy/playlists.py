"""The playlists to extract, from whatever people paste: ids, links, URIs."""

import re

from cli.errors import UserError

EXPECTED = (
    "playlist ids, links (https://open.spotify.com/playlist/...) or URIs (spotify:playlist:...), "
    "separated by commas or spaces"
)
_PLAYLIST = re.compile(
    r"""
    (?:
        spotify:(?:user:[^:]+:)?playlist:
      | (?:https?://)?open\.spotify\.com/(?:intl-\w+/)?(?:user/[^/]+/)?playlist/
    )?
    (?P<id>[0-9A-Za-z]{22})
    (?:[/?\#].*)?
    """,
    re.VERBOSE,
)


def parse_playlists(text: str) -> list[str]:
    """Return the ids of playlists, each once, in their order.

    Raises
    ------
    UserError
        There are none, or something else is among them.

    Examples
    --------
    >>> parse_playlists("https://open.spotify.com/playlist/3cEYpjA9oz9GiPac4AsH4n?si=1f")
    ['3cEYpjA9oz9GiPac4AsH4n']
    """
    words = text.replace(",", " ").split()
    if not words:
        raise UserError(f"no playlists are given: give {EXPECTED}")
    return list(dict.fromkeys(map(_parse_playlist, words)))


def _parse_playlist(word: str) -> str:
    found = _PLAYLIST.fullmatch(word)
    if not found:
        raise UserError(f"{word!r} is no playlist: give {EXPECTED}")
    return found["id"]
