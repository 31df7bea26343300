"""Made-up Web API responses, and files of them to import."""

import json
import os
from pathlib import Path
from typing import Any

from local.import_raw.command import Outcome, import_paths
from local.lake import Lake

API = "https://api.spotify.com/v1"
PLAYLIST_ID = "7aBcDeFgHiJkLmNoPqRsT0"
OTHER_ID = "7aBcDeFgHiJkLmNoPqRsT1"
FILE_TIME = 1_600_000_000  # 2020-09-13T12:26:40Z
FILE_DAY = "2020-09-13"


def track(number: int) -> dict[str, Any]:
    return {
        "id": f"track{number}",
        "name": f"Song {number}",
        "type": "track",
        "track": True,
        "episode": False,
        "duration_ms": 1000 + number,
        "artists": [{"id": f"artist{number}", "name": f"Artist {number}"}],
        "album": {"id": f"album{number}", "name": f"Album {number}", "artists": []},
    }


def entry(number: int, added_at: str = "2023-01-02T10:00:00Z") -> dict[str, Any]:
    return {"added_at": added_at, "is_local": False, "track": track(number)}


def entries(*numbers: int) -> list[dict[str, Any]]:
    return [entry(number) for number in numbers]


def page(
    *numbers: int, offset: int = 0, total: int | None = None, playlist_id: str = PLAYLIST_ID
) -> dict[str, Any]:
    """Return a page of the entries with these numbers."""
    total = len(numbers) + offset if total is None else total
    href = f"{API}/playlists/{playlist_id}/tracks"
    end = offset + len(numbers)
    return {
        "href": f"{href}?offset={offset}&limit=100",
        "items": entries(*numbers),
        "limit": 100,
        "next": f"{href}?offset={end}&limit=100" if end < total else None,
        "offset": offset,
        "previous": None,
        "total": total,
    }


def playlist(
    tracks: Any, playlist_id: str = PLAYLIST_ID, *, field: str = "tracks", **details: Any
) -> dict[str, Any]:
    """Return a playlist object."""
    return {
        "collaborative": False,
        "description": "",
        "external_urls": {"spotify": f"https://open.spotify.com/playlist/{playlist_id}"},
        "followers": {"href": None, "total": 7},
        "href": f"{API}/playlists/{playlist_id}",
        "id": playlist_id,
        "images": [{"height": 640, "url": "https://i.example/1", "width": 640}],
        "name": "My playlist",
        "owner": {"display_name": "Someone", "id": "someone", "type": "user"},
        "public": True,
        "snapshot_id": "S1",
        "type": "playlist",
        "uri": f"spotify:playlist:{playlist_id}",
        field: tracks,
    } | details


def put(folder: Path, files: dict[str, Any]) -> Path:
    """Write files (bytes verbatim, the rest as JSON) with a fixed modification time."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        os.utime(path, (FILE_TIME, FILE_TIME))
    return folder


def lines(*values: Any, end: str = "\n") -> bytes:
    """Return values as JSON Lines."""
    return "".join(json.dumps(value) + end for value in values).encode()


def run(lake: Lake, *paths: Path | str, **options: Any) -> list[Outcome]:
    return list(import_paths([str(path) for path in paths], lake, **options))


def imported(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.status == "imported"]


def reasons(outcomes: list[Outcome], status: str = "refused") -> list[str]:
    return [outcome.reason or "" for outcome in outcomes if outcome.status == status]


def raw_lines(outcome: Outcome) -> list[dict[str, Any]]:
    """Return the lines of an imported raw file."""
    assert outcome.path is not None
    return [json.loads(line) for line in outcome.path.read_bytes().splitlines()]


def songs(outcome: Outcome) -> list[str | None]:
    """Return the ids of an imported raw file's entries by their position in the load."""
    placed: list[str | None] = []
    for line in raw_lines(outcome):
        placed += [None] * (int(line["page"].get("offset") or 0) - len(placed))
        for each in line["page"]["items"]:
            item = each and (each.get("item") or each.get("track"))
            placed.append(item and item["id"])
    return placed
