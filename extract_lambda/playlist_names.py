"""Parse the names of playlists: ids, links, URIs, ``mine``, ``liked`` and ``-<id>``."""

import re
from collections.abc import Iterable

MINE = "mine"
LIKED = "liked"
EXPECTED = (
    f"{MINE} (all playlists of the user), {LIKED} (Liked Songs), playlist ids, links "
    "(https://open.spotify.com/playlist/...) or URIs (spotify:playlist:...), and -ID to leave one "
    "out, separated by commas or spaces"
)

_ID = r"(?P<id>[0-9A-Za-z]{22})"
_FORMS = re.compile(
    rf"""
    (?P<minus>-?)
    (?:
        spotify:(?:user:[^:]+:)?playlist:
      | (?:https?://)?open\.spotify\.com/(?:intl-\w+/)?(?:user/[^/]+/)?playlist/
      | https://api\.spotify\.com/v1/playlists/
    )?
    {_ID}
    (?:[/?\#].*)?
    """,
    re.VERBOSE,
)


def parse_playlist_name(text: str) -> str:
    """Return ``mine``, ``liked``, a playlist's id or ``-`` and the id of one to leave out.

    Raises
    ------
    ValueError
        Quoting the text.

    Examples
    --------
    >>> parse_playlist_name("https://open.spotify.com/playlist/3cEYpjA9oz9GiPac4AsH4n?si=1f")
    '3cEYpjA9oz9GiPac4AsH4n'
    >>> parse_playlist_name("-spotify:playlist:3cEYpjA9oz9GiPac4AsH4n")
    '-3cEYpjA9oz9GiPac4AsH4n'
    """
    text = text.strip()
    if text in {MINE, LIKED}:
        return text
    found = _FORMS.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:100]!r} is not a playlist id, link or URI, {MINE!r} or {LIKED!r}")
    return found["minus"] + found["id"]


def parse_playlist_names(texts: str | Iterable[str]) -> tuple[str, ...]:
    """Return the names in order, without duplicates.

    Parameters
    ----------
    texts
        A list, or one text that separates them by commas or spaces.

    Raises
    ------
    ValueError
        One is not a name, or none is left to extract.
    """
    if isinstance(texts, str):
        texts = re.split(r"[\s,]+", texts.strip(" \t\r\n,"))
    names = dict.fromkeys(parse_playlist_name(text) for text in texts if text)
    if all(name.startswith("-") or f"-{name}" in names for name in names):
        raise ValueError("no playlist is given")
    return tuple(names)
