from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from local.sample_playlists import ODDS_AND_ENDS, TOP_100, snapshots
from local.sample_playlists.oddities import NO_TIME, ODD_NAMES

Json = dict[str, Any]

ALL = list(snapshots())
DAYS = [one for one in ALL if one.playlist_id == ODDS_AND_ENDS]
FIRST = DAYS[0].entries


def _held(entry: Json) -> Json | None:
    held: Json | None = entry["item"] if "item" in entry else entry["track"]
    return held


def _of_type(kind: str) -> list[Json]:
    return [held for held in map(_held, FIRST) if held and held["type"] == kind]


def _tracks() -> list[Json]:
    return [track for track in _of_type("track") if not track["is_local"]]


def test_more_than_one_page_each_day() -> None:
    sizes = [len(one.entries) for one in snapshots(days=45) if one.playlist_id == ODDS_AND_ENDS]
    assert all(50 < size <= 130 for size in sizes)


def test_list_grows_shrinks_or_stays_the_same() -> None:
    steps = [len(after.entries) - len(before.entries) for before, after in pairwise(DAYS)]
    assert min(steps) <= -30
    assert max(steps) >= 5
    assert steps.count(0) >= 3


def test_null_tracks_under_either_name_and_both() -> None:
    holders = {
        tuple(key for key in ("item", "track") if key in entry)
        for entry in FIRST
        if _held(entry) is None
    }
    assert holders == {("item",), ("track",), ("item", "track")}


def test_local_tracks_have_no_ids() -> None:
    entries = [entry for entry in FIRST if entry["is_local"]]
    assert len(entries) >= 2
    for entry in entries:
        track = _held(entry)
        assert track is not None
        assert track["type"] == "track"
        assert track["is_local"] is True
        assert track["id"] is track["href"] is track["album"]["id"] is None
        assert track["album"]["artists"] == []
        assert track["external_urls"] == track["album"]["external_urls"] == {}
        assert [artist["id"] for artist in track["artists"]] == [None]
        assert track["uri"].startswith("spotify:local:")


def test_episodes_as_episode_objects() -> None:
    episodes = [one for one in _of_type("episode") if "show" in one]
    assert len(episodes) == 2
    for episode in episodes:
        assert (episode["episode"], episode["track"]) == (True, False)
        assert "album" not in episode


def test_episodes_as_track_objects() -> None:
    episodes = [one for one in _of_type("episode") if "album" in one]
    assert len(episodes) == 2
    for episode in episodes:
        (artist,) = episode["artists"]
        assert (episode["episode"], episode["track"]) == (False, True)
        assert episode["album"]["type"] == artist["type"] == "show"
        assert episode["album"]["id"] == artist["id"]
        assert episode["album"]["release_date"] is None
        assert episode["album"]["release_date_precision"] is None


def test_added_at_of_1970_or_null() -> None:
    times = Counter(entry["added_at"] for entry in FIRST)
    assert times[NO_TIME] == 2
    assert times[None] >= 1


def test_an_entry_without_added_by() -> None:
    assert any(entry["added_by"]["id"] == "" for entry in FIRST)


def test_two_people_added_the_rest() -> None:
    assert len({entry["added_by"]["id"] for entry in FIRST} - {""}) == 2


def test_release_date_0000() -> None:
    albums = [track["album"] for track in _tracks() if track["album"]["release_date"] == "0000"]
    assert [album["release_date_precision"] for album in albums] == ["year"]


def test_an_album_of_another_artist() -> None:
    assert any(
        track["album"]["album_type"] != "compilation"
        and not {artist["id"] for artist in track["album"]["artists"]}
        & {artist["id"] for artist in track["artists"]}
        for track in _tracks()
    )


def test_one_recording_under_two_ids() -> None:
    ids: dict[str, set[str]] = {}
    for track in _tracks():
        ids.setdefault(track.get("external_ids", {}).get("isrc", ""), set()).add(track["id"])
    del ids[""]
    assert sorted(map(len, ids.values()))[-2:] == [1, 2]


def test_one_song_twice() -> None:
    songs = Counter(track["id"] for track in _tracks())
    assert sorted(songs.values())[-2:] == [1, 2]


@pytest.mark.parametrize("field", ["name", "release_date"])
def test_an_id_changes_its_name_or_release_date(field: str) -> None:
    earlier: dict[str, set[str]] = {}
    for day in DAYS:
        for held in map(_held, day.entries):
            if held and held["id"] and "album" in held:
                value = held["name"] if field == "name" else held["album"]["release_date"]
                earlier.setdefault(held["id"], set()).add(value)
    assert sorted(map(len, earlier.values()))[-2:] == [1, 2]


@pytest.mark.parametrize(
    "part", [",", '"', "'", "\u200b", "\u2028", "🚲", "1984000", "True", "NULL", "=", "\\"]
)
def test_awkward_names_of_songs_artists_and_albums(part: str) -> None:
    names = [name for name in ODD_NAMES if part in name]
    assert names
    for track in _tracks():
        if track["name"] in names:
            assert track["artists"][0]["name"] == track["album"]["name"] == track["name"]
            names.remove(track["name"])
    assert not names


def test_tracks_under_item_under_track_and_under_both() -> None:
    songs = {track["id"] for track in _tracks()}
    entries = [entry for entry in FIRST if (_held(entry) or {}).get("id") in songs]
    held = {tuple(key for key in ("item", "track") if key in entry) for entry in entries}
    assert held == {("item",), ("track",), ("item", "track")}
    assert all(entry["item"] == entry["track"] for entry in FIRST if {"item", "track"} <= {*entry})


@pytest.mark.parametrize("field", ["popularity", "external_ids", "available_markets"])
def test_missing_fields(field: str) -> None:
    alone = [track for track in _tracks() if track["name"] == f"Without {field}"]
    assert len(alone) == 1
    assert field not in alone[0]
    assert sum(field not in track for track in _tracks()) == 2


def test_an_album_without_images() -> None:
    assert any(track["album"]["images"] == [] for track in _tracks())


def test_legacy_format_has_only_track() -> None:
    for one in snapshots(days=2, legacy=True):
        assert all("track" in entry and "item" not in entry for entry in one.entries)


def test_both_formats_have_the_same_entries() -> None:
    for new, old in zip(snapshots(days=2), snapshots(days=2, legacy=True), strict=True):
        assert [_held(entry) for entry in new.entries] == [_held(entry) for entry in old.entries]
        assert new.metadata == old.metadata


def test_it_shares_songs_with_the_chart_and_their_popularity() -> None:
    chart = {
        entry["item"]["id"]: entry["item"]
        for one in ALL
        if one.playlist_id == TOP_100 and one.extracted_at.date() == DAYS[0].extracted_at.date()
        for entry in one.entries
    }
    shared = [track for track in _tracks() if track["id"] in chart]
    assert len(shared) >= 10
    assert all(track == chart[track["id"]] for track in shared)


def test_no_song_is_added_before_its_release_or_after_the_extraction() -> None:
    for one in snapshots(days=30):
        now = f"{one.extracted_at:%Y-%m-%dT%H:%M:%SZ}"
        for entry in one.entries:
            if entry["added_at"] in (None, NO_TIME):
                continue
            assert entry["added_at"] <= now
            released = ((_held(entry) or {}).get("album") or {}).get("release_date")
            assert (released or "") <= entry["added_at"]
