"""The playlists to extract, from whatever people paste: ids, links, URIs, ``mine``, ``liked``."""

import re

from cli.errors import UserError

EXPECTED = (
    "mine (all playlists of the user), liked (Liked Songs), playlist ids, links "
    "(https://open.spotify.com/playlist/...) or URIs (spotify:playlist:...), and -ID to leave one "
    "out, separated by commas or spaces"
)
_PLAYLIST = re.compile(
    r"""
    (?P<minus>-?)
    (?:
        spotify:(?:user:[^:]+:)?playlist:
      | (?:https?://)?open\.spotify\.com/(?:intl-\w+/)?(?:user/[^/]+/)?playlist/
      | https://api\.spotify\.com/v1/playlists/
    )?
    (?P<id>[0-9A-Za-z]{22})
    (?:[/?\#].*)?
    """,
    re.VERBOSE,
)


def parse_playlists(text: str) -> list[str]:
    """Return ``mine``, ``liked``, ids and ``-<id>`` in their order, each once.

    Raises
    ------
    UserError
        None is left to extract, or something else is among them.

    Examples
    --------
    >>> parse_playlists("mine -https://open.spotify.com/playlist/3cEYpjA9oz9GiPac4AsH4n?si=1f")
    ['mine', '-3cEYpjA9oz9GiPac4AsH4n']
    """
    names = list(dict.fromkeys(map(_parse, text.replace(",", " ").split())))
    if all(name.startswith("-") or f"-{name}" in names for name in names):
        raise UserError(f"no playlist is given: give {EXPECTED}")
    return names


def _parse(word: str) -> str:
    if word in {"mine", "liked"}:
        return word
    found = _PLAYLIST.fullmatch(word)
    if not found:
        raise UserError(f"{word[:100]!r} is not a playlist: give {EXPECTED}")
    return found["minus"] + found["id"]
