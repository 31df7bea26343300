"""The playlists that PLAYLISTS names: single ones, all of the user's, and Liked Songs."""

from dataclasses import dataclass
from typing import Any, Protocol

from extract_lambda.log import LOGGER
from extract_lambda.paging import Page, read_pages
from extract_lambda.playlist_names import LIKED, MINE
from extract_lambda.raw_format import playlist_header
from extract_lambda.spotify_client import SpotifyClient

Header = dict[str, Any]


class PlaylistSource(Protocol):
    """A playlist to extract."""

    @property
    def id(self) -> str:
        """The playlist's id in the lake."""

    @property
    def optional(self) -> bool:
        """Whether it is no failure if Spotify does not show the playlist."""

    def header(self) -> tuple[Header, object]:
        """Return the header, and a version that differs if the entries changed."""

    def page(self, offset: int) -> Page:
        """Return a page of entries."""


@dataclass(frozen=True)
class Playlist:
    """A playlist of the Web API."""

    client: SpotifyClient
    id: str
    optional: bool = False

    def header(self) -> tuple[Header, object]:
        """Return the header and the snapshot_id."""
        header = playlist_header(self.id, self.client.playlist(self.id))
        return header, header.get("snapshot_id")

    def page(self, offset: int) -> Page:
        """Return a page of entries."""
        return self.client.playlist_page(self.id, offset)


@dataclass(frozen=True)
class LikedSongs:
    """The user's Liked Songs, which the Web API serves as saved tracks, not as a playlist."""

    client: SpotifyClient
    user: dict[str, Any]
    optional: bool = False

    @property
    def id(self) -> str:
        """The playlist's id in the lake."""
        return f"liked.{self.user['id']}"

    def header(self) -> tuple[Header, object]:
        """Return the header; the version is the number of songs and when the newest was added."""
        newest = self.client.liked_page(0, limit=1)
        added_at = [entry.get("added_at") for entry in newest.items if isinstance(entry, dict)]
        header = playlist_header(self.id, {"name": "Liked Songs", "owner": self.user})
        return header, (newest.total, added_at)

    def page(self, offset: int) -> Page:
        """Return a page of saved tracks."""
        return self.client.liked_page(offset)


def find_playlists(
    client: SpotifyClient, name: str, names: tuple[str, ...]
) -> list[PlaylistSource]:
    """Return the playlists of one name in PLAYLISTS.

    Parameters
    ----------
    name
        A playlist id, ``mine`` or ``liked``.
    names
        All names: ``-<id>`` leaves a playlist out.
    """
    if name == LIKED:
        return [LikedSongs(client, client.me(LIKED))]
    if name != MINE:
        return [Playlist(client, name)]
    user_id = client.me(MINE)["id"]
    found: dict[str, PlaylistSource] = {}
    listed = 0
    for page in read_pages(client.my_playlists_page):
        listed += len(page.items)
        for one in page.items:
            # Spotify lists null for some playlists that it has closed.
            if not isinstance(one, dict) or not isinstance(playlist_id := one.get("id"), str):
                continue
            owner = one.get("owner")
            owned = isinstance(owner, dict) and owner.get("id") == user_id
            # The list does not tell a collaborator from a follower of a collaborative playlist.
            if owned or one.get("collaborative"):
                optional = not owned and playlist_id not in names
                found[playlist_id] = Playlist(client, playlist_id, optional)
    if listed != page.total:
        LOGGER.warning(
            "the list of the user's playlists is not complete",
            extra={"listed": listed, "total": page.total},
        )
    return list(found.values())
