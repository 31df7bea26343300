"""Parse playlist ids, links and URIs."""

import re
from collections.abc import Iterable

EXPECTED = (
    "playlist ids, links (https://open.spotify.com/playlist/...) or URIs (spotify:playlist:...), "
    "separated by commas or spaces"
)

_ID = r"(?P<id>[0-9A-Za-z]{22})"
_FORMS = re.compile(
    rf"""
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


def parse_playlist_id(text: str) -> str:
    """Return the id in a playlist's id, link or URI.

    Raises
    ------
    ValueError
        Quoting the text.

    Examples
    --------
    >>> parse_playlist_id("https://open.spotify.com/playlist/3cEYpjA9oz9GiPac4AsH4n?si=1f")
    '3cEYpjA9oz9GiPac4AsH4n'
    """
    found = _FORMS.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text[:100]!r} is not a playlist id, link or URI")
    return found["id"]


def parse_playlist_ids(texts: str | Iterable[str]) -> tuple[str, ...]:
    """Return the ids in order, without duplicates.

    Parameters
    ----------
    texts
        A list, or one text that separates them by commas or spaces.

    Raises
    ------
    ValueError
        One is not a playlist, or there is none.
    """
    if isinstance(texts, str):
        texts = re.split(r"[\s,]+", texts.strip(" \t\r\n,"))
    ids = tuple(dict.fromkeys(parse_playlist_id(text) for text in texts if text))
    if not ids:
        raise ValueError("no playlist is given")
    return ids
