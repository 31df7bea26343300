"""Sample objects have the keys of real responses of the Web API; skipped without these."""

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from local.sample_playlists import pages, playlist_object, snapshots

REAL = Path(__file__).parents[5] / "shared/data/real"

Json = dict[str, Any]
Keys = dict[str, set[str]]

pytestmark = pytest.mark.skipif(
    not REAL.is_dir(), reason="the real payloads are not part of the project"
)


def _collect(value: Any, path: str, keys: Keys) -> Keys:
    """Gather the keys at each path; ``item`` counts as ``track``, a list as its elements."""
    if isinstance(value, dict):
        for key, part in value.items():
            name = "track" if key == "item" else key
            keys[path].add(name)
            _collect(part, f"{path}.{name}", keys)
    elif isinstance(value, list):
        for part in value:
            _collect(part, path, keys)
    return keys


def _keys(entries: Iterable[Json]) -> Keys:
    return _collect(list(entries), "entry", defaultdict(set))


def _real(name: str) -> Any:
    return json.loads((REAL / name).read_text())


def _assert_known(ours: Keys, real: Keys) -> None:
    assert ours.keys() <= real.keys()
    unknown = {path: keys - real[path] for path, keys in ours.items() if keys - real[path]}
    assert not unknown


def _generated(kind: str, *, local: bool = False) -> list[Json]:
    entries = [entry for one in snapshots(days=1) for entry in one.entries]
    found = []
    for entry in entries:
        held = entry.get("item") or entry.get("track")
        if held and held["type"] == kind and entry["is_local"] == local:
            found.append(entry)
    return found


def test_tracks_have_only_keys_of_the_api() -> None:
    real = _keys(
        _real("top-songs-global-2023-10-27.page.json")["items"]
        + _real("feb2026-item-only.page.json")["items"]
    )
    _assert_known(_keys(_generated("track")), real)


def test_complete_track_has_all_keys_of_the_api() -> None:
    real = _keys(_real("feb2026-item-only.page.json")["items"])
    ours = _keys(next(snapshots()).entries)
    assert ours == real


def test_local_tracks() -> None:
    entries = [entry for entry in _real("one-local-track.entry-list.json") if entry["is_local"]]
    assert _keys(_generated("track", local=True)) == _keys(entries)


@pytest.mark.parametrize("shaped_as_track", [False, True])
def test_episodes(*, shaped_as_track: bool) -> None:
    name = "episodes-shaped-as-tracks" if shaped_as_track else "episodes-and-tracks"
    real = [one for one in _real(f"{name}.page.json")["items"] if one["track"]["type"] == "episode"]
    ours = [
        entry
        for entry in _generated("episode")
        if ("album" in (entry.get("item") or entry["track"])) == shaped_as_track
    ]
    _assert_known(_keys(ours), _keys(real))


def test_pages_and_playlists() -> None:
    first = next(snapshots())
    assert pages(first)[0].keys() == _real("feb2026-item-only.page.json").keys()
    real = _real("feb2026-item-and-track.playlist.json")
    assert playlist_object(first).keys() == real.keys() - {"tracks"}
    for part in ("owner", "followers", "external_urls"):
        assert first.metadata[part].keys() == real[part].keys()
    legacy = next(snapshots(legacy=True))
    assert playlist_object(legacy).keys() == real.keys() - {"items"}
