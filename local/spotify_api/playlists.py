"""The Web API's JSON: a page of entries, and the playlist with its first page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, Protocol

from local.sample_playlists import Snapshot, page
from local.spotify_api.messages import ApiError, Request

Json = dict[str, Any]
Container = Literal["items", "tracks"]
Shape = Literal["item", "track", "both", "verbatim"]

_DEFAULT_LIMIT = 20
_LARGEST_LIMIT = 50
_HOLDERS: dict[Shape, tuple[str, ...]] = {
    "item": ("item",),
    "track": ("track",),
    "both": ("item", "track"),
}


class Playlist(Protocol):
    """A playlist to serve, such as a ``local.sample_playlists.Snapshot``."""

    @property
    def playlist_id(self) -> str:
        """The same as ``metadata["id"]``."""

    @property
    def metadata(self) -> Json:
        """The playlist object without its entries."""

    @property
    def entries(self) -> list[Json]:
        """All entries in the Web API's shape."""


@dataclass(frozen=True)
class View:
    """Renders playlists as JSON.

    Attributes
    ----------
    api
        The base of links to other pages, without a slash at the end.
    shape
        The key under which entries hold their track.
    """

    api: str
    shape: Shape

    def playlist(self, playlist: Playlist, request: Request, *, items: bool) -> Json:
        """Return ``GET /playlists/{id}``, with or without the first page of its entries."""
        shown = dict(playlist.metadata)
        if items:
            shown["items"] = self._page(playlist, "items", 0, _LARGEST_LIMIT)
            if self.shape in {"track", "both"}:
                shown["tracks"] = self._page(playlist, "tracks", 0, _LARGEST_LIMIT)
        return _only(shown, request)

    def items(self, playlist: Playlist, container: Container, request: Request) -> Json:
        """Return ``GET /playlists/{id}/items`` (before 2026: ``/tracks``)."""
        limit = _number(request, "limit", _DEFAULT_LIMIT)
        offset = _number(request, "offset", 0)
        if not 1 <= limit <= _LARGEST_LIMIT:
            raise ApiError(400, "Invalid limit")
        return _only(self._page(playlist, container, offset, limit), request)

    def _page(self, playlist: Playlist, container: Container, offset: int, limit: int) -> Json:
        snapshot = Snapshot(
            playlist_id=playlist.playlist_id,
            extracted_at=datetime.fromtimestamp(0, UTC),  # not on a page
            metadata=playlist.metadata,
            entries=playlist.entries,
            legacy=container == "tracks",
        )
        shown = page(snapshot, offset, limit, self.api)
        return {**shown, "items": [_shaped(entry, self.shape) for entry in shown["items"]]}


def _shaped(entry: Json, shape: Shape) -> Json:
    """Return the entry with its track under the keys of the shape."""
    if shape == "verbatim":
        return entry
    content = entry["item"] if "item" in entry else entry.get("track")
    shaped: Json = {}
    for key, value in entry.items():
        if key in {"item", "track"}:  # keep the order of the keys
            shaped |= dict.fromkeys(_HOLDERS[shape], content)
        else:
            shaped[key] = value
    return shaped


def _number(request: Request, name: str, default: int) -> int:
    value = request.query.get(name, str(default))
    if not (value.isascii() and value.isdecimal()):
        raise ApiError(400, f"Invalid {name}")
    return int(value)


def _only(document: Json, request: Request) -> Json:
    """Apply a ``fields`` filter of top-level names."""
    fields = request.query.get("fields")
    if not fields:
        return document
    if set(fields) & set("(.!"):
        # Ignoring the filter would hide a mistake in the caller.
        raise ApiError(501, "this local server supports only top-level names in `fields`")
    names = {name.strip() for name in fields.split(",")}
    return {name: value for name, value in document.items() if name in names}
