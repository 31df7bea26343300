"""A digest as lines of text, for mails and terminals."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import unescape

from glue_jobs.digest.compare import MOST_LISTED, Digest, Song

MOST_MOVES = 3
# Longer texts are cut: a message has 256 KB.
MOST_CHARACTERS = 300


def describe(digest: Digest) -> Iterator[str]:
    """Yield a headline with the playlist, then a line for each kind of change."""
    yield f"{shorten(digest.playlist_name or digest.playlist_id)}, {_period(digest)}:"
    for kind, songs in (("added", digest.added), ("removed", digest.removed)):
        if songs:
            yield f"  {kind} {_count(songs)}: {_list(songs)}"
    if digest.moved:
        farthest = "; ".join(
            f"{_name(song)} from {song.position_before} to {song.position}"
            for song in digest.moved[:MOST_MOVES]
        )
        yield f"  moved {_count(digest.moved)}, farthest {farthest}"
    for kind, text in (
        ("renamed", digest.renamed),
        ("description", digest.description),
        ("owner", digest.owner),
    ):
        if text:
            # Spotify escapes descriptions as HTML.
            before, after = (shorten(unescape(value)) for value in (text.before, text.after))
            yield f"  {kind}: from '{before}' to '{after}'"
    if digest.followers:
        yield f"  followers: from {digest.followers.before:,} to {digest.followers.after:,}"


def shorten(text: str) -> str:
    """Return a text on one line, without control characters, cut if it is long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 1]}…"


def _period(digest: Digest) -> str:
    before, after = digest.before, digest.after
    if isinstance(before, datetime) and isinstance(after, datetime):
        if before.date() == after.date():
            return f"{after:%Y-%m-%d %H:%M} UTC (since {before:%H:%M})"
        before, after = before.date(), after.date()
    return f"{after} (since {before})"


def _count(songs: Sequence[Song]) -> str:
    return "1 song" if len(songs) == 1 else f"{len(songs):,} songs"


def _list(songs: Sequence[Song]) -> str:
    names = "; ".join(map(_name, songs[:MOST_LISTED]))
    more = len(songs) - MOST_LISTED
    return f"{names}; and {more:,} more" if more > 0 else names


def _name(song: Song) -> str:
    parts = [song.artist_names, song.song_name or song.song_id]
    return shorten(" - ".join(part for part in parts if part))
