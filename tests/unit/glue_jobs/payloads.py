"""Builders of raw files and of the Web API's objects in them, for every test of the jobs.

Each object has the fields of a real one, also those that no table keeps. Keywords replace fields by
their JSON names, ``without`` takes them away::

    raw_line(
        entry(track("t1", popularity=7), added_at=None),
        entry(episode("e1"), under="track"),
        None,
        playlist_id="p1",
        extracted_at="2026-11-22T06:00:03Z",
    )

A raw file is the concatenation of its lines.
"""

import json
from datetime import datetime
from typing import Any, Literal

Json = dict[str, Any]

FORMAT = "spotify-playlist-page/1"
EXTRACTED_AT = "2026-11-22T06:00:03Z"
ADDED_AT = "2026-11-20T12:00:00Z"
UNKNOWN_USER: Json = {"id": "", "type": "user", "uri": "spotify:user:", "external_urls": {}}


def at(text: str) -> datetime:
    """A time as the tables store it: in UTC, without a zone."""
    return datetime.fromisoformat(text)


def without(thing: Json, *names: str) -> Json:
    """The object without some of its fields."""
    return {name: value for name, value in thing.items() if name not in names}


def url(kind: str, id_: str) -> str:
    return f"https://open.spotify.com/{kind}/{id_}"


def _identified(kind: str, id_: str) -> Json:
    return {
        "id": id_,
        "type": kind,
        "href": f"https://api.spotify.com/v1/{kind}s/{id_}",
        "uri": f"spotify:{kind}:{id_}",
        "external_urls": {"spotify": url(kind, id_)},
    }


def artist(artist_id: str = "artist1", /, **fields: Any) -> Json:
    return _identified("artist", artist_id) | {"name": f"Artist {artist_id}"} | fields


def image(image_url: str = "https://i.scdn.co/image/640", /, **fields: Any) -> Json:
    return {"url": image_url, "height": 640, "width": 640} | fields


def album(album_id: str = "album1", /, **fields: Any) -> Json:
    return (
        _identified("album", album_id)
        | {
            "name": f"Album {album_id}",
            "album_type": "album",
            "release_date": "2020-03-04",
            "release_date_precision": "day",
            "total_tracks": 12,
            "available_markets": ["DE", "US"],
            "images": [image(), image("https://i.scdn.co/image/64", height=64, width=64)],
            "artists": [artist()],
        }
        | fields
    )


def track(track_id: str = "track1", /, **fields: Any) -> Json:
    return (
        _identified("track", track_id)
        | {
            "name": f"Song {track_id}",
            "is_local": False,
            "duration_ms": 180_000,
            "explicit": False,
            "popularity": 50,
            "disc_number": 1,
            "track_number": 3,
            "external_ids": {"isrc": f"ISRC-{track_id}"},
            "album": album(),
            "artists": [artist()],
            "available_markets": ["DE", "US"],
            "preview_url": None,
            "track": True,
            "episode": False,
        }
        | fields
    )


def episode(episode_id: str = "episode1", /, **fields: Any) -> Json:
    """An episode object: with a show, without album and artists."""
    return (
        _identified("episode", episode_id)
        | {
            "name": f"Episode {episode_id}",
            "duration_ms": 1_800_000,
            "explicit": False,
            "release_date": "2024-05-06",
            "release_date_precision": "day",
            "show": {**_identified("show", "show1"), "name": "Show", "publisher": "Publisher"},
            "track": False,
            "episode": True,
        }
        | fields
    )


def episode_as_track(episode_id: str = "episode1", /, **fields: Any) -> Json:
    """An episode in a track object, as real responses have: album and artist are the show."""
    show = {**_identified("show", "show1"), "name": "Show"}
    return track(
        episode_id,
        type="episode",
        uri=f"spotify:episode:{episode_id}",
        external_ids={},
        album=album("show1", release_date=None, release_date_precision=None, artists=[show]),
        artists=[show],
        **fields,
    )


def local_track(name: str = "My recording", /, **fields: Any) -> Json:
    """A local file: names without ids."""
    nothing: Json = {"id": None, "href": None, "external_urls": {}}
    return track(
        "",
        **nothing
        | {
            "name": name,
            "uri": f"spotify:local:::{name}:180",
            "is_local": True,
            "popularity": 0,
            "external_ids": {},
            "album": album("", **nothing, name="", release_date=None, images=[], artists=[]),
            "artists": [artist("", **nothing, name="Me")],
        }
        | fields,
    )


def entry(
    holding: Json | None = None,
    /,
    *,
    under: Literal["item", "track", "both", "neither"] = "item",
    **fields: Any,
) -> Json:
    """An entry of a playlist: a track, an episode or, by default, null.

    Parameters
    ----------
    under
        The key of the track: ``item`` (since 2026), ``track`` (before), both, or neither (as after
        a ``fields`` filter).
    """
    names = {"item": ["item"], "track": ["track"], "both": ["item", "track"], "neither": []}
    return (
        {
            "added_at": ADDED_AT,
            "added_by": UNKNOWN_USER,
            "is_local": bool(holding and holding.get("is_local")),
            "primary_color": None,
            "video_thumbnail": {"url": None},
        }
        | dict.fromkeys(names[under], holding)
        | fields
    )


def page(*items: Json | None, offset: float | None = 0, **fields: Any) -> Json:
    """A page of ``GET /playlists/{id}/items``; a null item is an entry that is null."""
    href = "https://api.spotify.com/v1/playlists/p/items"
    around = {"limit": 50, "next": None, "previous": None, "total": len(items)}
    return {"href": href, "items": list(items), "offset": offset} | around | fields


def playlist(playlist_id: str = "playlist1", /, **fields: Any) -> Json:
    """The header ``playlist`` of the raw format."""
    return {
        "id": playlist_id,
        "name": f"Playlist {playlist_id}",
        "owner_id": "owner1",
        "owner_name": "Owner",
        "description": "A playlist",
        "followers": 1000,
        "snapshot_id": "snapshot1",
        "url": url("playlist", playlist_id),
    } | fields


def raw_object(
    *entries: Json | None,
    playlist_id: str = "playlist1",
    extracted_at: str = EXTRACTED_AT,
    offset: float | None = 0,
    **fields: Any,
) -> Json:
    """One line of a raw file as an object: header and page."""
    return {
        "format": FORMAT,
        "playlist": playlist(playlist_id),
        "extracted_at": extracted_at,
        "page": page(*entries, offset=offset),
    } | fields


def write_line(line: Json) -> bytes:
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


def raw_line(*entries: Json | None, **fields: Any) -> bytes:
    """One line of a raw file, with its line end; takes what ``raw_object`` takes."""
    return write_line(raw_object(*entries, **fields))


def raw_key(playlist_id: str = "playlist1", extracted_at: str = EXTRACTED_AT) -> str:
    """The file's key below ``to_process/``."""
    return f"{playlist_id}/{extracted_at}.jsonl"
