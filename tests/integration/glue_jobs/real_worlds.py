"""Worlds cut out of the real payloads: few entries each, ids of their own, at times that clash."""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from local.import_raw.command import import_paths
from local.lake import Lake
from tests.integration.glue_jobs import worlds

MOST_ENTRIES = 5


@dataclass(frozen=True)
class RealFile:
    """A raw file made of real entries.

    Attributes
    ----------
    ids
        The distinct ids of the songs, albums and artists in it, found by walking the JSON.
    """

    key: str
    body: bytes
    entries: int
    ids: dict[str, set[str]]


def import_real(paths: list[Path]) -> list[list[dict[str, Any]]]:
    """Import the payloads; return each raw file's lines."""
    with TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        imported = list(import_paths([str(path) for path in paths], lake))
        assert {outcome.status for outcome in imported} == {"imported"}
        return [
            [json.loads(line) for line in path.read_bytes().splitlines()]
            for path in sorted((lake.raw / "to_process").rglob("*.jsonl"))
        ]


def make_files(world: str, raw_files: list[list[dict[str, Any]]], random: Random) -> list[RealFile]:
    """Cut a world out of raw files: of some of them, one look or several at one of its playlists.

    Looks at one playlist show parts of the same few entries, those of other files often the same
    songs with other contents (the charts of three days are among the payloads).
    """
    files = []
    for number, lines in enumerate(random.sample(raw_files, 4)):
        items = [item for line in lines for item in line["page"]["items"]]
        some = random.sample(items, min(len(items), MOST_ENTRIES))
        for look in range(random.choice([1, 1, 2])):
            head = json.loads(json.dumps(lines[0]))
            head["extracted_at"] = f"{random.choice(worlds.TIMES).isoformat()}Z"
            head["page"] = {"items": random.sample(some, random.randint(0, len(some)))}
            own = json.loads(json.dumps(head))
            _rename(own, world)
            key = f"{own['playlist']['id']}/{random.randrange(10)}-{number}-{look}.jsonl"
            body = json.dumps(own).encode() + b"\n"
            files.append(RealFile(key, body, len(own["page"]["items"]), _ids(own["page"])))
    return files


def _rename(value: Any, world: str) -> None:
    """Give every id of a document the world's name."""
    if isinstance(value, list):
        for element in value:
            _rename(element, world)
    elif isinstance(value, dict):
        if value.get("id"):
            value["id"] = f"{world}-{value['id']}"
        for element in value.values():
            _rename(element, world)


def _ids(page: dict[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"song": set(), "album": set(), "artist": set()}
    for item in page["items"]:
        track = (item or {}).get("item") or (item or {}).get("track") or {}
        if track.get("type") != "track" or not track.get("id") or track.get("is_local"):
            continue
        album = track.get("album") or {}
        found["song"].add(track["id"])
        found["album"] |= {album["id"]} if album.get("id") else set()
        artists = (track.get("artists") or []) + (album.get("artists") or [])
        found["artist"] |= {artist["id"] for artist in artists if artist.get("id")}
    return found
