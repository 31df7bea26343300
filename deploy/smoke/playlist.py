"""The invented playlist: its raw file, and the rows that it must have in the tables."""

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# Spotify's ids have letters and digits only, so no id of Spotify's begins with this.
PREFIX = "lake-deploy-smoke-"

# The columns of the tables whose values are ids that begin with the prefix.
ID_COLUMNS = {
    "album": "album_id",
    "artist": "artist_id",
    "playlist": "playlist_id",
    "playlist_entry": "playlist_id",
    "playlist_snapshot": "playlist_id",
    "raw_file": "raw_file",
    "song": "song_id",
    "song_artist": "song_id",
}
# Types in the Data Catalog, at least one of each kind.
TYPES = {
    ("album", "release_date"): "date",
    ("playlist", "followers"): "bigint",
    ("playlist_entry", "position"): "int",
    ("playlist_entry", "snapshot_date"): "date",
    ("raw_file", "extracted_at"): "timestamp",
    ("song", "explicit"): "boolean",
    ("song", "duration_ms"): "int",
    ("song", "song_name"): "string",
    ("song", "first_seen_at"): "timestamp",
}


@dataclass(frozen=True)
class SmokePlaylist:
    """A playlist with two songs and an entry that is not available.

    Attributes
    ----------
    raw_file
        The key of its raw file below the prefix of the raw zone.
    """

    playlist_id: str
    raw_file: str
    body: bytes
    entries: int = 3


def make_playlist() -> SmokePlaylist:
    """Return a playlist with new ids, extracted now."""
    playlist_id = f"{PREFIX}{uuid.uuid4().hex[:12]}"
    now = datetime.now(UTC).replace(microsecond=0)
    items = [
        {"item": _track(playlist_id, 1), "added_at": f"{now:%Y-%m-%dT%H:%M:%SZ}"},
        {"item": _track(playlist_id, 2), "added_at": f"{now:%Y-%m-%dT%H:%M:%SZ}"},
        {"item": None},
    ]
    line = {
        "format": "spotify-playlist-page/1",
        "playlist": {
            "id": playlist_id,
            "name": "Smoke test of lake-deploy",
            "owner_id": playlist_id,
            "followers": 1,
        },
        "extracted_at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "page": {"items": items, "offset": 0, "limit": 50, "total": len(items), "next": None},
    }
    body = json.dumps(line).encode() + b"\n"
    return SmokePlaylist(playlist_id, f"{playlist_id}/{now:%Y%m%dT%H%M%SZ}.jsonl", body)


def _track(playlist_id: str, number: int) -> dict[str, Any]:
    artists = [
        {"type": "artist", "id": f"{playlist_id}-artist-{one}", "name": f"Smoke artist {one}"}
        for one in range(1, number + 1)
    ]
    return {
        "type": "track",
        "id": f"{playlist_id}-song-{number}",
        "name": f"Smoke song {number}",
        "duration_ms": 60_000 * number,
        "explicit": False,
        "popularity": 0,
        "artists": artists,
        "album": {
            "type": "album",
            "id": f"{playlist_id}-album",
            "name": "Smoke album",
            "album_type": "album",
            "release_date": "2026",
            "release_date_precision": "year",
            "total_tracks": 2,
            "artists": artists[:1],
        },
    }
