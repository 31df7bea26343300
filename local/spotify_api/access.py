"""Spotify's access rules since 2024-11 (its own playlists) and 2026-02 (development mode)."""

from collections.abc import Mapping
from typing import Literal, TypeVar

from local.spotify_api.messages import ApiError
from local.spotify_api.playlists import Playlist
from local.spotify_api.tokens import Bearer

Access = Literal["extended", "development"]

_P = TypeVar("_P", bound=Playlist)

# Playlists that Spotify edits or computes: Top 50, Top Songs, Discover Weekly.
_OWNED_BY_SPOTIFY = "37i9dQZ"


def find(playlists: Mapping[str, _P], playlist_id: str) -> _P:
    """Return the playlist; answer 404 for an unknown one and for Spotify's own."""
    playlist = playlists.get(playlist_id)
    if playlist is None or playlist_id.startswith(_OWNED_BY_SPOTIFY):
        raise ApiError(404, "Resource not found")
    return playlist


def check_bearer(access: Access, bearer: Bearer) -> None:
    """Refuse an app's own token in development mode."""
    if access == "development" and bearer.user is None:
        # Spotify's own message is not known.
        raise ApiError(403, "An app in development mode needs a user's token")


def check_scope(bearer: Bearer, scope: str) -> None:
    """Refuse a user's token without a scope."""
    if scope not in bearer.scopes:
        raise ApiError(403, "Insufficient client scope")


def is_listed(playlist: Playlist, bearer: Bearer) -> bool:
    """Return whether ``GET /me/playlists`` lists a playlist; without its scope, it does not."""
    if playlist.metadata["collaborative"]:
        return "playlist-read-collaborative" in bearer.scopes
    return bool(playlist.metadata["public"]) or "playlist-read-private" in bearer.scopes


def check_items(access: Access, playlist: Playlist, bearer: Bearer, container: str) -> None:
    """Refuse the entries of a playlist that the user may not read."""
    removed = access == "development" and container == "tracks"  # removed there in 2026-03
    if removed or not shows_items(access, playlist, bearer):
        raise ApiError(403, "Forbidden")


def shows_items(access: Access, playlist: Playlist, bearer: Bearer) -> bool:
    """Return whether a user sees the entries; in development mode, its owner and collaborators.

    The Web API does not list collaborators. Here a collaborator is who has added an entry.
    """
    if access == "extended":
        return True
    if playlist.metadata["owner"]["id"] == bearer.user:
        return True
    adders = {(entry.get("added_by") or {}).get("id") for entry in playlist.entries}
    return bool(playlist.metadata["collaborative"]) and bearer.user in adders
