"""Generate small raw files from real payloads, with conflicting times and prefixed ids."""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from local.import_raw.command import import_paths
from local.lake import Lake
from tests.integration.glue_jobs import generated_files

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


def make_files(
    prefix: str, raw_files: list[list[dict[str, Any]]], random: Random
) -> list[RealFile]:
    """Make one or two snapshots of each of four playlists, with a few of their real entries.

    The payloads include the charts of three days, so different files often show the same songs
    with different values.
    """
    files = []
    for number, lines in enumerate(random.sample(raw_files, 4)):
        items = [item for line in lines for item in line["page"]["items"]]
        some = random.sample(items, min(len(items), MOST_ENTRIES))
        for look in range(random.choice([1, 1, 2])):
            head = json.loads(json.dumps(lines[0]))
            head["extracted_at"] = f"{random.choice(generated_files.TIMES).isoformat()}Z"
            head["page"] = {"items": random.sample(some, random.randint(0, len(some)))}
            own = json.loads(json.dumps(head))
            _rename(own, prefix)
            key = f"{own['playlist']['id']}/{random.randrange(10)}-{number}-{look}.jsonl"
            body = json.dumps(own).encode() + b"\n"
            files.append(RealFile(key, body, len(own["page"]["items"]), _ids(own["page"])))
    return files


def _rename(value: Any, prefix: str) -> None:
    """Prefix every id of a document."""
    if isinstance(value, list):
        for element in value:
            _rename(element, prefix)
    elif isinstance(value, dict):
        if value.get("id"):
            value["id"] = f"{prefix}-{value['id']}"
        for element in value.values():
            _rename(element, prefix)


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
