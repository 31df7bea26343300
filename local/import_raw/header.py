"""Read what a file says of a playlist beside its entries: id, name, owner, time and so on."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from msgspec import UNSET

from local.import_raw.json_values import (
    Fields,
    Json,
    begins,
    boolean,
    elements_of,
    fields_of,
    is_null,
    text,
    whole_number,
)
from local.import_raw.raw_format import PlaylistHeader

_LONGEST_TEXT = 2**20  # the load's bound
_LARGEST_NUMBER = 2**53
_SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}")
_LINK = re.compile(r"(?:/playlists?/|spotify:(?:user:[^:]+:)?playlist:)([^/?#:]+)")
_LIKED = re.compile(r"/me/tracks\b")
# Objects beside the entries that describe the playlist.
_DESCRIPTION = re.compile(
    r"(?!.*(?:ingest|request|response|job|run|http))(?:.*)(?:playlist|meta|info|header|detail)"
)


@dataclass(frozen=True)
class Header:
    """
    What is known of a playlist.

    Attributes
    ----------
    playlist
        The details; those that the file does not show are unset.
    id_source
        Where the id is from, None if there is none.
    """

    playlist: PlaylistHeader
    id_source: str | None


def read_header(levels: Sequence[Fields], own: int) -> Header:
    """
    Return what is said of a playlist.

    Parameters
    ----------
    levels
        The objects around the entries, from the innermost on.
    own
        How many of them are the page or the playlist itself: their ``id`` and ``name`` are the
        playlist's. Those of a wrapper may be anything's.
    """
    around = [*_with_descriptions(levels)]
    details = _details(around)
    if "name" not in details and any(_is_liked(level) for level in levels[:own]):
        details["name"] = "Liked Songs"
    playlist_id, source = _id(levels, own, around) or (UNSET, None)
    return Header(PlaylistHeader(playlist_id, **details), source)


def playlist_field(levels: Sequence[Fields]) -> str | None:
    """Return the playlist id in a field that says so by its name: ``playlist_id`` and the like."""
    found = _playlist_field([*_with_descriptions(levels)])
    return found[0] if found else None


def id_in(link: str) -> str | None:
    """Return the playlist id in a link or a URI, None if there is none."""
    found = _LINK.search(link)
    return found[1] if found else None


def is_spotify_id(name: str) -> bool:
    """Return whether a text has the form of Spotify's ids."""
    return bool(_SPOTIFY_ID.fullmatch(name))


def plain_id(given: str) -> str:
    """Return the id in an id, a link or a URI."""
    return id_in(given) or given


@lru_cache(maxsize=1024)
def plain_name(field: str) -> str:
    """Return a field's name in lower case without separators: ``playlistId``, ``playlist_id``."""
    return re.sub(r"[^a-z0-9]", "", field.lower())


def _with_descriptions(levels: Sequence[Fields]) -> Iterator[Fields]:
    """Yield each level and the objects in it that describe the playlist, by plain names."""
    for level in levels:
        yield {plain_name(name): value for name, value in level.items()}
        for name, value in level.items():
            if begins(value, b"{") and _DESCRIPTION.match(name.lower()):
                yield {plain_name(inner): each for inner, each in fields_of(value).items()}


# --- The id


def _id(levels: Sequence[Fields], own: int, around: Sequence[Fields]) -> tuple[str, str] | None:
    for level in levels[:own]:
        if own_id := text(level.get("id")):
            return own_id, "its object"
    if found := _playlist_field(around):
        return found
    for name in ("href", "next", "previous", "uri", "external_urls", "url", "link"):
        for level in around:
            value = level.get(plain_name(name))
            link = text(value) or text(fields_of(value).get("spotify"))
            if link and (linked := id_in(link)):
                return linked, name
    for level in around:
        wrapped = text(level.get("id"))
        if wrapped and is_spotify_id(wrapped):
            return wrapped, "the field id"
    return None


def _playlist_field(around: Sequence[Fields]) -> tuple[str, str] | None:
    for level in around:
        for name in ("playlist_id", "playlist_uri", "playlist_url", "playlist_link", "playlist"):
            given = text(level.get(plain_name(name)))
            if given and (name == "playlist_id" or id_in(given) or is_spotify_id(given)):
                return plain_id(given), f"the field {name}"
        if inner := text(fields_of(level.get("playlist")).get("id")):
            return inner, "the field playlist.id"
    return None


def _is_liked(level: Fields) -> bool:
    return any(_LIKED.search(text(level.get(name)) or "") for name in ("href", "next", "previous"))


# --- Details


def _text(value: Json) -> str | None:
    found = text(value)
    if found is None:
        return "" if begins(value, b'"') else None
    return found if len(found) <= _LONGEST_TEXT else None


def _count(value: Json) -> int | None:
    number = whole_number(value)
    return number if number is not None and 0 <= number <= _LARGEST_NUMBER else None


# Where each may be: a path of plain names, and how it is read. A senseless value costs only the
# detail.
_PATHS: tuple[tuple[str, str, Callable[[Json], Any]], ...] = (
    ("name", "name", _text),
    ("name", "playlistname", _text),
    ("name", "title", _text),
    ("owner_id", "owner.id", _text),
    ("owner_id", "ownerid", _text),
    ("owner_name", "owner.display_name", _text),
    ("owner_name", "ownername", _text),
    ("owner_name", "ownerdisplayname", _text),
    ("owner_name", "owner", _text),
    ("description", "description", _text),
    ("description", "playlistdescription", _text),
    ("followers", "followers.total", _count),
    ("followers", "followers", _count),
    ("followers", "followerscount", _count),
    ("followers", "playlistfollowers", _count),
    ("snapshot_id", "snapshotid", _text),
    ("snapshot_id", "playlistsnapshotid", _text),
    ("url", "externalurls.spotify", _text),
    ("url", "playlisturl", _text),
    ("public", "public", boolean),
    ("public", "ispublic", boolean),
    ("collaborative", "collaborative", boolean),
    ("image_url", "images.0.url", _text),
    ("image_url", "imageurl", _text),
)
_ROOTS = frozenset(path.split(".")[0] for _, path, _ in _PATHS)


def _details(around: Sequence[Fields]) -> dict[str, Any]:
    """Return the details that are shown, the innermost ones first."""
    details: dict[str, Any] = {}
    for level in around:
        if _ROOTS.isdisjoint(level):
            continue
        for name, path, read in _PATHS:
            value = None if name in details else _follow(level, path.split("."))
            if value is None:
                continue
            found = read(value)
            if found is not None or is_null(value):
                details[name] = found
    return details


def _follow(level: Fields, steps: Sequence[str]) -> Json | None:
    """Return the value at a path, null if something on the way is null or an empty list."""
    value: Json | None = level.get(steps[0])
    for step in steps[1:]:
        if value is None or is_null(value):
            return value
        if step == "0":
            elements = elements_of(value)
            value = elements[0] if elements else b"null" if begins(value, b"[") else None
        else:
            value = fields_of(value).get(step)
    return value
