"""The Web API's JSON objects for artists, albums, tracks and entries.

Each call builds a new object: changing it changes no other.
"""

from copy import deepcopy
from typing import Any, Literal
from urllib.parse import quote_plus

from local.sample_playlists.identity import hexadecimal
from local.sample_playlists.model import Album, Artist, Song

Json = dict[str, Any]
Holder = Literal["item", "track", "both"]

API = "https://api.spotify.com/v1"
OPEN = "https://open.spotify.com"
_MARKETS = """
    AD AE AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CG CH
    CI CL CM CO CR CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ES ET FI FJ FM FR GA GB GD GE GH GM GN
    GQ GR GT GW GY HK HN HR HT HU ID IE IL IN IQ IS IT JM JO JP KE KG KH KI KM KN KR KW KZ LA LB
    LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MN MO MR MT MU MV MW MX MY MZ NA NE NG NI
    NL NO NP NR NZ OM PA PE PG PH PK PL PS PT PW PY QA RO RS RW SA SB SC SE SG SI SK SL SM SN SR
    ST SV SZ TD TG TH TJ TL TN TO TR TT TV TW TZ UA UG US UY UZ VC VE VN VU WS XK ZA ZM ZW
"""
MARKETS = tuple(_MARKETS.split())


def reference(kind: str, id_: str) -> Json:
    """Return the fields that all objects have."""
    return {
        "external_urls": {"spotify": f"{OPEN}/{kind}/{id_}"},
        "href": f"{API}/{kind}s/{id_}",
        "id": id_,
        "type": kind,
        "uri": f"spotify:{kind}:{id_}",
    }


def artist(one: Artist) -> Json:
    """Return a simplified artist object."""
    return {**reference("artist", one.id), "name": one.name}


def images(name: str) -> list[Json]:
    """Return an image in the three usual sizes."""
    picture = hexadecimal(24, "image", name)
    sizes = ((640, "b273"), (300, "1e02"), (64, "4851"))
    return [
        {
            "height": size,
            "url": f"https://i.scdn.co/image/ab67616d0000{code}{picture}",
            "width": size,
        }
        for size, code in sizes
    ]


def album(one: Album) -> Json:
    """Return a simplified album object."""
    return {
        **reference("album", one.id),
        "album_type": one.album_type,
        "artists": [artist(by) for by in one.artists],
        "available_markets": [*MARKETS],
        "images": images(one.id),
        "name": one.name,
        "release_date": one.release_date,
        "release_date_precision": one.precision,
        "total_tracks": one.total_tracks,
    }


def track(song: Song, popularity: int) -> Json:
    """Return a full track object, as an app with extended quota sees it."""
    preview = hexadecimal(40, "preview", song.id)
    return {
        **reference("track", song.id),
        "album": album(song.album),
        "artists": [artist(by) for by in song.artists],
        "available_markets": [*MARKETS],
        "disc_number": 1,
        "duration_ms": song.duration_ms,
        "episode": False,
        "explicit": song.explicit,
        "external_ids": {"isrc": song.isrc},
        "is_local": False,
        "name": song.name,
        "popularity": popularity,
        # About three in ten have none.
        "preview_url": None if preview < "5" else f"https://p.scdn.co/mp3-preview/{preview}",
        "track": True,
        "track_number": song.track_number,
    }


def local_track(performer: str, name: str, seconds: int) -> Json:
    """Return a local file: no ids, no links, an empty album."""
    nothing: Json = {"external_urls": {}, "href": None, "id": None, "uri": None}
    address = f"{quote_plus(performer)}::{quote_plus(name)}:{seconds}"
    return {
        "album": {
            **nothing,
            "album_type": None,
            "artists": [],
            "available_markets": [],
            "images": [],
            "name": "",
            "release_date": None,
            "release_date_precision": None,
            "type": "album",
        },
        "artists": [{**nothing, "name": performer, "type": "artist"}],
        "available_markets": [],
        "disc_number": 0,
        "duration_ms": seconds * 1000,
        "explicit": False,
        "external_ids": {},
        "external_urls": {},
        "href": None,
        "id": None,
        "is_local": True,
        "name": name,
        "popularity": 0,
        "preview_url": None,
        "track_number": 0,
        "type": "track",
        "uri": f"spotify:local:{address}",
    }


def added_by(user: str) -> Json:
    """Return the user who added an entry; the id is empty in Spotify's own playlists."""
    return {
        "external_urls": {"spotify": f"{OPEN}/user/{user}"},
        "href": f"{API}/users/{user}",
        "id": user,
        "type": "user",
        "uri": f"spotify:user:{user}",
    }


def entry(
    content: Json | None, added_at: str | None, user: str = "", holder: Holder = "item"
) -> Json:
    """Return a playlist entry with its content under the key ``holder``."""
    held: Json = (
        {holder: content} if holder != "both" else {"item": content, "track": deepcopy(content)}
    )
    return {
        "added_at": added_at,
        "added_by": added_by(user),
        "is_local": bool(content and content.get("is_local")),
        "primary_color": None,
        **held,
        "video_thumbnail": {"url": None},
    }
