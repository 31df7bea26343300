"""The raw format and Spotify's Web API objects in it, as typed models.

Only the fields that the tables keep are named; all other JSON is skipped while decoding. A field of
the wrong type is an error, with its place. A missing field is none: it is UNSET, which a field
shown as null is not, because what a file does not show leaves the value known before.

Source: https://developer.spotify.com/documentation/web-api/reference/get-playlists-items
"""

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeAlias, TypeVar

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

# The tables' INT and BIGINT: a larger number is refused while decoding, not when Parquet is
# written. Spotify has written whole numbers as 12.0; a float is exact up to 2**53.
_INT32 = Meta(ge=-(2**31), le=2**31 - 1)
Int32 = Annotated[int, _INT32] | Annotated[float, _INT32]
Count = Annotated[int, Meta(ge=0, le=2**63 - 1)] | Annotated[float, Meta(ge=0, le=2**53)]
Offset = Annotated[int, Meta(ge=0, le=10**9)] | Annotated[float, Meta(ge=0, le=10**9)]
# Spotify's own texts have a few hundred characters; one of many megabytes fills Spark's memory.
_LONGEST_TEXT = 2**20
Text = Annotated[str, Meta(max_length=_LONGEST_TEXT)]
UtcTime = Annotated[datetime, Meta(tz=True)]
Value = TypeVar("Value")
Maybe: TypeAlias = Value | UnsetType | None  # null, or not shown


class ExternalUrls(Struct, gc=False, frozen=True):
    """Links for people; empty for local tracks."""

    spotify: Maybe[Text] = UNSET


class ExternalIds(Struct, gc=False, frozen=True):
    """Identifiers outside Spotify."""

    isrc: Maybe[Text] = UNSET


class LinkedFrom(Struct, gc=False, frozen=True):
    """The track that a playlist names, where Spotify plays another one in the user's market."""

    id: Text | None = None


class Image(Struct, gc=False, frozen=True):
    """A cover; Spotify lists the widest first."""

    url: Text | None = None


class Artist(Struct, gc=False, frozen=True):
    """A simplified artist object; ``id`` is null in local tracks."""

    id: Text | None = None
    name: Maybe[Text] = UNSET
    external_urls: Maybe[ExternalUrls] = UNSET


class Album(Struct, gc=False, frozen=True):
    """A simplified album object."""

    id: Maybe[Text] = UNSET
    name: Maybe[Text] = UNSET
    album_type: Maybe[Text] = UNSET
    release_date: Maybe[Text] = UNSET
    release_date_precision: Maybe[Text] = UNSET
    total_tracks: Maybe[Int32] = UNSET
    external_urls: Maybe[ExternalUrls] = UNSET
    images: Maybe[list[Image | None]] = UNSET
    artists: Maybe[list[Artist | None]] = UNSET


class Track(Struct, gc=False, frozen=True):
    """A track or an episode object: ``type`` tells which, the shape does not.

    The booleans ``track`` and ``episode`` inside the object contradict ``type`` in real answers
    (episodes shaped like tracks) and are not read.
    """

    id: Text | None = None
    type: Text | None = None
    name: Maybe[Text] = UNSET
    is_local: bool | None = None
    duration_ms: Maybe[Int32] = UNSET
    explicit: Maybe[bool] = UNSET
    popularity: Maybe[Int32] = UNSET
    disc_number: Maybe[Int32] = UNSET
    track_number: Maybe[Int32] = UNSET
    external_ids: Maybe[ExternalIds] = UNSET
    external_urls: Maybe[ExternalUrls] = UNSET
    album: Maybe[Album] = UNSET
    artists: Maybe[list[Artist | None]] = UNSET
    linked_from: LinkedFrom | None = None

    @property
    def song_id(self) -> str | None:
        """The id in the playlist: that of ``linked_from`` if the track was relinked."""
        return (self.linked_from and self.linked_from.id) or self.id


class User(Struct, gc=False, frozen=True):
    """The user that added an entry; of old entries Spotify knows none, or one with an empty id."""

    id: Text | None = None


# A track object, or as yet its JSON.
Item = TypeVar("Item")
TrackItem = Track | UnsetType | None


class Entry(Struct, Generic[Item], gc=False, frozen=True):
    """One place of a playlist; its track is under ``item`` (2026), ``track`` or both.

    An undecoded one that is not there is empty.
    """

    added_at: Text | None = None
    added_by: User | None = None
    is_local: bool | None = None
    item: Item = UNSET  # type: ignore[assignment]
    track: Item = UNSET  # type: ignore[assignment]


class Page(Struct, Generic[Item], gc=False, frozen=True):
    """A page of ``GET /playlists/{id}/items``."""

    items: list[Entry[Item] | None]
    offset: Offset | None = None
    total: Raw | UnsetType = UNSET


class Playlist(Struct, gc=False, frozen=True, kw_only=True):
    """What the raw format says of the playlist itself."""

    id: Annotated[str, Meta(min_length=1, max_length=_LONGEST_TEXT)]
    name: Maybe[Text] = UNSET
    owner_id: Maybe[Text] = UNSET
    owner_name: Maybe[Text] = UNSET
    description: Maybe[Text] = UNSET
    followers: Maybe[Count] = UNSET
    url: Maybe[Text] = UNSET
    snapshot_id: Maybe[Text] = UNSET
    public: Maybe[bool] = UNSET
    collaborative: Maybe[bool] = UNSET
    image_url: Maybe[Text] = UNSET


class RawLine(Struct, Generic[Item], gc=False, frozen=True):
    """One line of a raw file; the playlist's details are decoded one by one."""

    format: Literal["spotify-playlist-page/1"]
    playlist: dict[str, Raw]
    extracted_at: UtcTime
    page: Page[Item]


def ids(artists: list[Artist | None] | None) -> list[str | None]:
    """Return the id of each artist, None for those that have none."""
    return [(artist and artist.id) or None for artist in artists or ()]


def first_id(artists: list[Artist | None] | None) -> str | None:
    """Return the first id of artists."""
    return next(filter(None, ids(artists)), None)


def first_url(images: list[Image | None] | None) -> str | None:
    """Return the first address of images."""
    return next((image.url for image in images or () if image and image.url), None)
