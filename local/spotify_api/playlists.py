"""The Web API's JSON: a page of entries, and the playlist with its first page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from local.spotify_api.messages import ApiError, Json, Request

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
    """Renders lists as JSON.

    Attributes
    ----------
    api
        The base of links to other pages, without a slash at the end.
    shape
        The key under which entries hold their track.
    page_size
        How many items each page has, whatever limit is requested; None: the limit.
    """

    api: str
    shape: Shape
    page_size: int | None = None

    def playlist(self, playlist: Playlist, request: Request, *, items: bool) -> Json:
        """Return ``GET /playlists/{id}``, with or without the first page of its entries."""
        shown = dict(playlist.metadata)
        first_page = Request("GET", "", {"limit": str(_LARGEST_LIMIT)})
        if items:
            shown["items"] = self.items(playlist, "items", first_page)
            if self.shape in {"track", "both"}:
                shown["tracks"] = self.items(playlist, "tracks", first_page)
        return _only(shown, request)

    def items(self, playlist: Playlist, container: Container, request: Request) -> Json:
        """Return ``GET /playlists/{id}/items`` (before 2026: ``/tracks``)."""
        path = f"playlists/{playlist.playlist_id}/{container}"
        entries = [_shaped(entry, self.shape) for entry in playlist.entries]
        return _only(self.page(path, entries, request), request)

    def listed(self, playlist: Playlist) -> Json:
        """Return the simplified playlist object of ``GET /me/playlists``."""
        entries = {
            "href": f"{self.api}/playlists/{playlist.playlist_id}/items",
            "total": len(playlist.entries),
        }
        simplified = {key: one for key, one in playlist.metadata.items() if key != "followers"}
        return {**simplified, "items": entries}

    def page(self, path: str, items: Sequence[Json], request: Request) -> Json:
        """Return the page of a list that a request asks for."""
        limit = _number(request, "limit", _DEFAULT_LIMIT)
        offset = _number(request, "offset", 0)
        if not 1 <= limit <= max(_LARGEST_LIMIT, self.page_size or 0):
            raise ApiError(400, "Invalid limit")
        limit = self.page_size or limit

        def link(start: int) -> str:
            return f"{self.api}/{path}?offset={start}&limit={limit}"

        return {
            "href": link(offset),
            "items": items[offset : offset + limit],
            "limit": limit,
            "next": link(offset + limit) if offset + limit < len(items) else None,
            "offset": offset,
            "previous": link(max(offset - limit, 0)) if offset else None,
            "total": len(items),
        }


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
