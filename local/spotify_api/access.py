"""Who may read what: Spotify's rules since 2024-11 (its own playlists) and 2026-02 (the modes)."""

from collections.abc import Mapping
from typing import Literal, TypeVar

from local.spotify_api.messages import ApiError
from local.spotify_api.playlists import Playlist
from local.spotify_api.tokens import Bearer

Access = Literal["extended", "development"]

_P = TypeVar("_P", bound=Playlist)

# What Spotify itself edits or computes: Top 50, Top Songs, Discover Weekly.
_OWNED_BY_SPOTIFY = "37i9dQZ"


def find(playlists: Mapping[str, _P], playlist_id: str) -> _P:
    """Return the playlist, or refuse as if there were none."""
    playlist = playlists.get(playlist_id)
    if playlist is None or playlist_id.startswith(_OWNED_BY_SPOTIFY):
        raise ApiError(404, "Resource not found")
    return playlist


def check_bearer(access: Access, bearer: Bearer) -> None:
    """Refuse the app's own token in development mode."""
    if access == "development" and bearer.user is None:
        # Spotify's own words for it are not known.
        raise ApiError(403, "An app in development mode needs a user's token")


def check_items(access: Access, playlist: Playlist, bearer: Bearer, container: str) -> None:
    """Refuse the entries of a playlist that are not for this reader."""
    removed = access == "development" and container == "tracks"  # gone from that mode in 2026-03
    if removed or not shows_items(access, playlist, bearer):
        raise ApiError(403, "Forbidden")


def shows_items(access: Access, playlist: Playlist, bearer: Bearer) -> bool:
    """Return whether the reader sees the entries: in development mode the user has to be in it.

    The Web API names no collaborators, so here they are who has added something.
    """
    if access == "extended":
        return True
    if playlist.metadata["owner"]["id"] == bearer.user:
        return True
    adders = {(entry.get("added_by") or {}).get("id") for entry in playlist.entries}
    return bool(playlist.metadata["collaborative"]) and bearer.user in adders
