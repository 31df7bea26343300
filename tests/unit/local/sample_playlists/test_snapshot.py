import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from local.sample_playlists import (
    FRESH_FINDS,
    KITCHEN_RADIO,
    LIKED_SONGS,
    ODDS_AND_ENDS,
    TOP_100,
    Snapshot,
    page,
    pages,
    playlist_object,
    raw_key,
    raw_lines,
    sample_days,
    snapshots,
)

Json = dict[str, Any]

ALL = list(snapshots())
ODDS = [one for one in ALL if one.playlist_id == ODDS_AND_ENDS]


def _of_size(size: int) -> Snapshot:
    whole = ODDS[0].entries + ODDS[1].entries
    return replace(ODDS[0], entries=whole[:size])


@pytest.mark.parametrize(
    ("size", "sizes"),
    [(0, [0]), (1, [1]), (50, [50]), (51, [50, 1]), (100, [50, 50]), (101, [50, 50, 1])],
)
def test_pages_are_complete_and_linked(size: int, sizes: list[int]) -> None:
    snapshot = _of_size(size)
    made = pages(snapshot)
    assert [len(one["items"]) for one in made] == sizes
    assert [entry for one in made for entry in one["items"]] == snapshot.entries
    assert [one["offset"] for one in made] == [number * 50 for number in range(len(sizes))]
    assert {(one["total"], one["limit"]) for one in made} == {(size, 50)}
    assert made[0]["previous"] is None
    assert made[-1]["next"] is None
    for one, following in pairwise(made):
        assert one["next"] == following["href"]
        assert following["previous"] == one["href"]


def test_links_name_the_playlist_and_the_server() -> None:
    one = page(_of_size(30), offset=10, limit=10, api="http://localhost:8000/v1")
    base = f"http://localhost:8000/v1/playlists/{ODDS_AND_ENDS}/items"
    assert one["href"] == f"{base}?offset=10&limit=10"
    assert one["next"] == f"{base}?offset=20&limit=10"
    assert one["previous"] == f"{base}?offset=0&limit=10"


def test_a_page_beyond_the_end_is_empty() -> None:
    one = page(_of_size(3), offset=50)
    assert (one["items"], one["next"], one["total"]) == ([], None, 3)


@pytest.mark.parametrize(("offset", "limit"), [(0, 0), (0, 51), (-1, 50)])
def test_invalid_limits_and_offsets_are_refused(offset: int, limit: int) -> None:
    with pytest.raises(ValueError, match="limit must be 1 to 50"):
        page(_of_size(3), offset, limit)


def test_playlist_object_has_the_first_page() -> None:
    made = playlist_object(ODDS[0])
    assert made["items"] == pages(ODDS[0])[0]
    assert made["items"]["href"].endswith("/items?offset=0&limit=50")
    assert "tracks" not in made


def test_legacy_playlist_object_has_the_first_page_under_tracks() -> None:
    legacy = next(snapshots(days=1, legacy=True))
    made = playlist_object(legacy)
    assert made["tracks"] == pages(legacy)[0]
    assert made["tracks"]["href"].endswith("/tracks?offset=0&limit=50")
    assert "items" not in made


def test_each_playlist_has_its_name_and_owner() -> None:
    names = {
        one.playlist_id: (one.metadata["name"], one.metadata["owner"]["display_name"])
        for one in snapshots(days=1)
    }
    assert names == {
        TOP_100: ("Top 100 - Nowhere", "Nowhere Charts"),
        ODDS_AND_ENDS: ("Odds and Ends", "The Lodger"),
        FRESH_FINDS: ("Fresh Finds - Nowhere", "Nowhere Charts"),
        KITCHEN_RADIO: ("Kitchen", "The Lodger"),
    }
    assert all(one.metadata["id"] == one.playlist_id for one in ALL)


def test_followers_grow() -> None:
    totals = [one.metadata["followers"]["total"] for one in ALL if one.playlist_id == TOP_100]
    assert totals == sorted(totals)
    assert len(set(totals)) > 7


@pytest.mark.parametrize("playlist_id", [TOP_100, ODDS_AND_ENDS, FRESH_FINDS, KITCHEN_RADIO])
def test_snapshot_id_changes_only_with_the_list(playlist_id: str) -> None:
    def listed(snapshot: Snapshot) -> list[object]:
        return [
            (
                ((entry.get("item") or entry.get("track")) or {}).get("uri"),
                entry["added_at"],
                entry["added_by"]["id"],
            )
            for entry in snapshot.entries
        ]

    days = [one for one in snapshots(days=30) if one.playlist_id == playlist_id]
    changes = [listed(before) != listed(after) for before, after in pairwise(days)]
    ids = [one.metadata["snapshot_id"] for one in days]
    assert [before != after for before, after in pairwise(ids)] == changes
    if playlist_id == ODDS_AND_ENDS:
        assert set(changes) == {True, False}


def test_unchanged_list_differs_only_in_popularity() -> None:
    before, after = ODDS[0], ODDS[1]
    assert before.metadata["snapshot_id"] == after.metadata["snapshot_id"]
    for one, other in zip(before.entries, after.entries, strict=True):
        for key in ("item", "track"):
            if one.get(key):
                assert {**one[key], "popularity": 0} == {**other[key], "popularity": 0}


@pytest.mark.parametrize("legacy", [False, True])
def test_raw_lines_are_the_pages(legacy: bool) -> None:
    for snapshot in snapshots(days=1, legacy=legacy):
        raw = raw_lines(snapshot)
        assert raw.endswith(b"\n")
        lines = [json.loads(line) for line in raw.removesuffix(b"\n").split(b"\n")]
        assert [line["page"] for line in lines] == pages(snapshot)
        for line in lines:
            assert list(line) == ["format", "playlist", "extracted_at", "page"]
            assert line["format"] == "spotify-playlist-page/1"
            assert line["extracted_at"] == f"{snapshot.extracted_at:%Y-%m-%dT%H:%M:%S}Z"
            assert line["playlist"] == {
                "id": snapshot.playlist_id,
                "name": snapshot.metadata["name"],
                "owner_id": snapshot.metadata["owner"]["id"],
                "owner_name": snapshot.metadata["owner"]["display_name"],
                "description": snapshot.metadata["description"],
                "followers": snapshot.metadata["followers"]["total"],
                "snapshot_id": snapshot.metadata["snapshot_id"],
                "url": f"https://open.spotify.com/playlist/{snapshot.playlist_id}",
                "public": snapshot.metadata["public"],
                "collaborative": snapshot.metadata["collaborative"],
                "image_url": snapshot.metadata["images"][0]["url"],
            }


def test_raw_lines_of_liked_songs_have_only_known_fields() -> None:
    liked = next(sample_days()).liked
    first, *_ = [json.loads(line) for line in raw_lines(liked).splitlines()]
    assert first["playlist"] == {
        "id": "liked.nowhere_lodger",
        "name": "Liked Songs",
        "owner_id": "nowhere_lodger",
        "owner_name": "The Lodger",
    }
    assert raw_key(liked) == "liked.nowhere_lodger/20261101T060012Z.jsonl"
    assert liked.playlist_id == LIKED_SONGS


def test_pages_of_liked_songs_are_those_of_me_tracks() -> None:
    one, other = pages(next(sample_days()).liked)
    assert one["href"] == "https://api.spotify.com/v1/me/tracks?offset=0&limit=50"
    assert one["next"] == other["href"]
    assert {tuple(entry) for entry in one["items"]} == {("added_at", "track")}


def test_raw_lines_are_compact_utf_8() -> None:
    raw = raw_lines(ODDS[0])
    assert b'": ' not in raw.replace(b'\\": ', b"")
    assert "🚲".encode() in raw


def test_raw_keys_sort_by_time_and_have_no_colon() -> None:
    assert raw_key(ALL[0]) == f"{TOP_100}/20261101T060003Z.jsonl"
    keys = [raw_key(one) for one in ALL]
    assert len(set(keys)) == len(ALL)
    assert not any(":" in key for key in keys)


def test_times_are_aware_and_in_utc() -> None:
    assert all(one.extracted_at.tzinfo is UTC for one in ALL)
    assert ALL[0].extracted_at == datetime(2026, 11, 1, 6, 0, 3, tzinfo=UTC)


def test_entries_share_no_objects() -> None:
    one, other = (next(snapshots()) for _ in range(2))
    one.entries[0]["item"]["album"]["artists"][0]["name"] = "Somebody"
    one.entries[0]["item"]["available_markets"].clear()
    assert one.entries[1:] == other.entries[1:]
