"""The raw format and Spotify's Web API objects in it, as typed models.

Only the fields that the tables keep are named; everything else in the JSON is passed over while
decoding. What Spotify may leave out or null is optional here, so that a missing field is never an
error, while a field of the wrong type is one, with its place.

Source: https://developer.spotify.com/documentation/web-api/reference/get-playlists-items
"""

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType

# The tables' INT and BIGINT: a larger number is refused while decoding, not when Parquet is
# written. Spotify has been seen to write whole numbers as 12.0; `whole_number` reads them.
_INT32 = Meta(ge=-(2**31), le=2**31 - 1)
_INT64 = Meta(ge=-(2**63), le=2**63 - 1)
Int32 = Annotated[int, _INT32] | Annotated[float, _INT32]
Int64 = Annotated[int, _INT64] | Annotated[float, Meta(ge=-(2**53), le=2**53)]
# Spotify's own texts have a few hundred characters; one of many megabytes fills Spark's memory.
_LONGEST_TEXT = 2**20
Text = Annotated[str, Meta(max_length=_LONGEST_TEXT)]
Offset = Annotated[int, Meta(ge=0, le=10**9)]
UtcTime = Annotated[datetime, Meta(tz=True)]


class ExternalUrls(Struct, gc=False, frozen=True):
    """Links for people; empty for local tracks."""

    spotify: Text | None = None


class ExternalIds(Struct, gc=False, frozen=True):
    """Identifiers outside Spotify."""

    isrc: Text | None = None


class Image(Struct, gc=False, frozen=True):
    """A cover; Spotify lists the widest first."""

    url: Text | None = None


class Artist(Struct, gc=False, frozen=True):
    """A simplified artist object; ``id`` is null in local tracks."""

    id: Text | None = None
    name: Text | None = None
    external_urls: ExternalUrls | None = None


class Album(Struct, gc=False, frozen=True):
    """A simplified album object."""

    id: Text | None = None
    name: Text | None = None
    album_type: Text | None = None
    release_date: Text | None = None
    release_date_precision: Text | None = None
    total_tracks: Int32 | None = None
    external_urls: ExternalUrls | None = None
    images: list[Image | None] | None = None
    artists: list[Artist | None] | None = None


class Track(Struct, gc=False, frozen=True):
    """A track or an episode object: ``type`` tells which, the shape does not.

    The booleans ``track`` and ``episode`` inside the object contradict ``type`` in real answers
    (episodes shaped like tracks) and are not read.
    """

    id: Text | None = None
    type: Text | None = None
    name: Text | None = None
    is_local: bool | None = None
    duration_ms: Int32 | None = None
    explicit: bool | None = None
    popularity: Int32 | None = None
    disc_number: Int32 | None = None
    track_number: Int32 | None = None
    external_ids: ExternalIds | None = None
    external_urls: ExternalUrls | None = None
    album: Album | None = None
    artists: list[Artist | None] | None = None


# A track object, or as yet its JSON.
Item = TypeVar("Item")
TrackItem = Track | UnsetType | None


class Entry(Struct, Generic[Item], gc=False, frozen=True):
    """One place of a playlist; its track stands under ``item`` (2026), ``track`` or both.

    An undecoded one that is not there is empty.
    """

    added_at: Text | None = None
    is_local: bool | None = None
    item: Item = UNSET  # type: ignore[assignment]
    track: Item = UNSET  # type: ignore[assignment]


class Page(Struct, Generic[Item], gc=False, frozen=True):
    """A page of ``GET /playlists/{id}/items``."""

    items: list[Entry[Item] | None]
    offset: Offset | None = None


class Playlist(Struct, gc=False, frozen=True):
    """What the raw format says of the playlist itself."""

    id: Annotated[str, Meta(min_length=1, max_length=_LONGEST_TEXT)]
    name: Text | None = None
    owner_id: Text | None = None
    owner_name: Text | None = None
    description: Text | None = None
    followers: Int64 | None = None
    url: Text | None = None


class RawLine(Struct, Generic[Item], gc=False, frozen=True):
    """One line of a raw file."""

    format: Literal["spotify-playlist-page/1"]
    playlist: Playlist
    extracted_at: UtcTime
    page: Page[Item]


def whole_number(number: float | None) -> int | None:
    """Return a decoded number as the integer it stands for, without a fraction."""
    return None if number is None else int(number)
