"""Episodes in the two shapes of the Web API."""

from local.sample_playlists.identity import hexadecimal, spotify_id
from local.sample_playlists.payload import MARKETS, Json, images, reference


def episode(show: str, name: str, minutes: int, released: str) -> Json:
    """Return an episode object."""
    text = f"{show} talks to somebody about something, at length."
    id_ = spotify_id("episode", show, name)
    return {
        **reference("episode", id_),
        "audio_preview_url": f"https://p.scdn.co/mp3-preview/{hexadecimal(40, 'preview', id_)}",
        "description": text,
        "duration_ms": minutes * 60_000,
        "episode": True,
        "explicit": False,
        "html_description": f"<p>{text}</p>",
        "images": images(show),
        "is_externally_hosted": False,
        "is_playable": True,
        "language": "en",
        "languages": ["en"],
        "name": name,
        "release_date": released,
        "release_date_precision": "day",
        "resume_point": {"fully_played": False, "resume_position_ms": 0},
        "show": {
            **reference("show", spotify_id("show", show)),
            "available_markets": [*MARKETS],
            "copyrights": [],
            "description": text,
            "explicit": False,
            "html_description": None,
            "images": images(show),
            "is_externally_hosted": False,
            "languages": ["en"],
            "media_type": "audio",
            "name": show,
            "publisher": f"{show} Productions",
            "total_episodes": 120,
        },
        "track": False,
    }


def episode_as_track(show: str, name: str, minutes: int) -> Json:
    """Return an episode in the shape of a track object.

    Only ``type`` says that it is an episode: ``track`` is true, and the show is its album and its
    artist.
    """
    id_ = spotify_id("episode", show, name)
    shared = {**reference("show", spotify_id("show", show)), "name": show}
    return {
        **reference("episode", id_),
        "album": {
            **shared,
            "album_type": "compilation",
            "artists": [{**shared}],
            "available_markets": [*MARKETS],
            "images": images(show),
            "is_playable": False,
            "release_date": None,
            "release_date_precision": None,
            "restrictions": {"reason": "product"},
            "total_tracks": 1,
        },
        "artists": [{**shared}],
        "available_markets": [*MARKETS],
        "disc_number": 0,
        "duration_ms": minutes * 60_000,
        "episode": False,
        "explicit": False,
        "external_ids": {"spotify": reference("episode", id_)["external_urls"]["spotify"]},
        "is_local": False,
        "is_playable": False,
        "name": name,
        "popularity": 0,
        "preview_url": None,
        "track": True,
        "track_number": 0,
    }
