"""A playlist at one extraction: as pages of the Web API, as a playlist object, as a raw file."""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from local.sample_playlists.payload import API, Json

RAW_FORMAT = "spotify-playlist-page/1"
_LARGEST_PAGE = 50
_LIKED = "liked."


@dataclass(frozen=True)
class Snapshot:
    """A playlist at one extraction.

    Attributes
    ----------
    playlist_id
        The same as ``metadata["id"]``.
    extracted_at
        In UTC.
    metadata
        The playlist object without its entries; of Liked Songs id, name and owner.
    entries
        All entries in the Web API's shape.
    legacy
        Whether entries hold ``track``, and the pages are under ``tracks``, as before 2026.
    """

    playlist_id: str
    extracted_at: datetime
    metadata: Json
    entries: list[Json]
    legacy: bool = False

    @property
    def is_liked(self) -> bool:
        """Whether these are a user's Liked Songs."""
        return self.playlist_id.startswith(_LIKED)


def liked_id(user_id: str) -> str:
    """Return the id under which the raw zone keeps a user's Liked Songs."""
    return f"{_LIKED}{user_id}"


def page(snapshot: Snapshot, offset: int = 0, limit: int = 50, api: str = API) -> Json:
    """Return a page of ``GET /playlists/{id}/items`` (legacy: ``/tracks``) or ``GET /me/tracks``.

    Parameters
    ----------
    snapshot
        The playlist.
    offset, limit
        As in the Web API: the limit is 1 to 50.
    api
        The base URL of the links to the other pages.
    """
    if not 1 <= limit <= _LARGEST_PAGE or offset < 0:
        raise ValueError(f"limit must be 1 to {_LARGEST_PAGE} and offset 0 or more")
    if snapshot.is_liked:
        address = f"{api}/me/tracks"
    else:
        address = f"{api}/playlists/{snapshot.playlist_id}/{_container(snapshot)}"

    def link(start: int) -> str:
        return f"{address}?offset={start}&limit={limit}"

    total = len(snapshot.entries)
    return {
        "href": link(offset),
        "items": snapshot.entries[offset : offset + limit],
        "limit": limit,
        "next": link(offset + limit) if offset + limit < total else None,
        "offset": offset,
        "previous": link(max(offset - limit, 0)) if offset else None,
        "total": total,
    }


def pages(snapshot: Snapshot, limit: int = 50) -> list[Json]:
    """Return all pages; an empty playlist has one, without entries."""
    offsets = range(0, max(len(snapshot.entries), 1), limit)
    return [page(snapshot, offset, limit) for offset in offsets]


def playlist_object(snapshot: Snapshot, limit: int = 50) -> Json:
    """Return ``GET /playlists/{id}``: the metadata with the first page."""
    return {**snapshot.metadata, _container(snapshot): page(snapshot, limit=limit)}


def snapshot_id(entries: Sequence[Json]) -> str:
    """Return an id of the list: the tracks in order, with added_at and added_by.

    As on Spotify it does not change with the popularity or name of a track.
    """
    digest = sha256()
    for entry in entries:
        held = entry.get("item") or entry.get("track") or {}
        listed = (held.get("uri"), entry["added_at"], entry["added_by"]["id"])
        digest.update(repr(listed).encode())
    return b64encode(digest.digest()[:24]).decode()


def raw_lines(snapshot: Snapshot, limit: int = 50) -> bytes:
    """Return the raw file: a JSON line for each page."""
    head = {
        "format": RAW_FORMAT,
        "playlist": _header(snapshot),
        "extracted_at": f"{snapshot.extracted_at:%Y-%m-%dT%H:%M:%SZ}",
    }
    lines = (
        json.dumps({**head, "page": one}, ensure_ascii=False, separators=(",", ":"))
        for one in pages(snapshot, limit)
    )
    return "".join(f"{line}\n" for line in lines).encode()


def raw_key(snapshot: Snapshot) -> str:
    """Return the raw file's key below its prefix; without colons, which some systems refuse."""
    return f"{snapshot.playlist_id}/{snapshot.extracted_at:%Y%m%dT%H%M%SZ}.jsonl"


def _header(snapshot: Snapshot) -> Json:
    """Return the raw line's ``playlist``; of Liked Songs the Web API shows no more than this."""
    metadata = snapshot.metadata
    header = {
        "id": snapshot.playlist_id,
        "name": metadata["name"],
        "owner_id": metadata["owner"]["id"],
        "owner_name": metadata["owner"]["display_name"],
    }
    if snapshot.is_liked:
        return header
    return {
        **header,
        "description": metadata["description"],
        "followers": metadata["followers"]["total"],
        "snapshot_id": metadata["snapshot_id"],
        "url": metadata["external_urls"]["spotify"],
        "public": metadata["public"],
        "collaborative": metadata["collaborative"],
        "image_url": metadata["images"][0]["url"],
    }


def _container(snapshot: Snapshot) -> str:
    return "tracks" if snapshot.legacy else "items"
