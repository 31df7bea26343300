"""Good raw files to damage, from real responses if available, else from the tests' builders."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.unit.glue_jobs.payloads import (
    Json,
    album,
    artist,
    entry,
    episode,
    episode_as_track,
    image,
    local_track,
    playlist,
    raw_object,
    track,
    without,
)

REAL = Path(__file__).parents[3] / "shared" / "data" / "real"


@cache
def entries() -> tuple[Json | None, ...]:
    """Return entries of every type, and a few of each real file."""
    made: list[Json | None] = [
        None,
        entry(),
        entry(track()),
        entry(track("track2", popularity=12.0), under="track", added_at=None),
        entry(track("track3", album=album("album2", release_date="1996")), under="both"),
        entry(without(track("track4"), "type", "popularity")),
        entry({"name": "emptied"}, track=track("track6")),
        entry(track("track7", artists=[None, artist()], album=album(images=[None, image()]))),
        entry(episode()),
        entry(episode_as_track(), under="track"),
        entry(local_track()),
        entry(track("track5", type="show")),
    ]
    real = [
        each
        for path in sorted(REAL.glob("*.json"))
        if path.name != "expected.json"
        for each in _spread(list(_entries_in(json.loads(path.read_text()))))
    ]
    return (*made, *real)


def _entries_in(document: Any) -> Iterator[Json]:
    """Return the playlist entries in a document of any structure."""
    if isinstance(document, list):
        for each in document:
            yield from _entries_in(each)
    elif isinstance(document, dict):
        if "added_at" in document:
            yield document
        else:
            for each in document.values():
                yield from _entries_in(each)


def _spread(found: list[Json]) -> list[Json]:
    return [_without_markets(each) for each in found[:: max(1, len(found) // 4)]]


def _without_markets(value: Any) -> Any:
    """Remove the lists of markets: half of a real response, and not decoded."""
    if isinstance(value, dict):
        return {
            name: _without_markets(each)
            for name, each in value.items()
            if name != "available_markets"
        }
    return [_without_markets(each) for each in value] if isinstance(value, list) else value


def make_lines(random: Random) -> list[Json]:
    """Return the lines of a good raw file."""
    pages = random.choice([1, 1, 1, 2, 3])
    of_playlist = playlist(random.choice(["playlist1", "playlist2"]), followers=2**40)
    return [
        raw_object(
            *(random.choice(entries()) for _ in range(random.randint(0, 3))),
            offset=random.choice([0, None, 3 * number]),
            playlist=of_playlist,
        )
        for number in range(pages)
    ]
