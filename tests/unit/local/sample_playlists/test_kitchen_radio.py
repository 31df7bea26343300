"""A playlist shared by three people, over 14 days."""

from collections import Counter
from itertools import pairwise
from typing import Any

from local.sample_playlists import KITCHEN_RADIO, snapshots

Json = dict[str, Any]

DAYS = [one for one in snapshots() if one.playlist_id == KITCHEN_RADIO]


def _ids(entries: list[Json]) -> list[str]:
    return [entry["item"]["id"] for entry in entries if entry["item"]]


def test_it_is_collaborative_and_three_people_add_songs() -> None:
    assert all(one.metadata["collaborative"] and not one.metadata["public"] for one in DAYS)
    people = Counter(entry["added_by"]["id"] for entry in DAYS[-1].entries)
    assert people.keys() == {"nowhere_lodger", "kettle.and.daughters", "aunt.vera"}
    added = {(entry["added_at"], entry["added_by"]["id"]) for one in DAYS for entry in one.entries}
    before = {(entry["added_at"], entry["added_by"]["id"]) for entry in DAYS[0].entries}
    assert {person for _, person in added - before} == people.keys()


def test_it_is_renamed_twice_and_described_once() -> None:
    names = [one.metadata["name"] for one in DAYS]
    assert sum(before != after for before, after in pairwise(names)) == 2
    descriptions = [one.metadata["description"] for one in DAYS]
    assert sum(before != after for before, after in pairwise(descriptions)) == 1


def test_followers_grow() -> None:
    followers = [one.metadata["followers"]["total"] for one in DAYS]
    assert followers == sorted(followers)
    assert followers[-1] > followers[0] * 1.5


def test_songs_are_added_removed_and_moved() -> None:
    orders = [_ids(one.entries) for one in DAYS]
    assert any(set(after) - set(before) for before, after in pairwise(orders))
    assert any(set(before) - set(after) for before, after in pairwise(orders))
    shared = [
        [[song for song in order if song in {*before} & {*after}] for order in (before, after)]
        for before, after in pairwise(orders)
    ]
    assert sum(before != after for before, after in shared) >= 2
    assert any(before == after for before, after in pairwise(orders))


def test_an_unavailable_song_keeps_its_entry_without_a_track() -> None:
    """One returns under another id with the same ISRC; one becomes available again."""
    tracks = {
        (entry["added_at"], entry["added_by"]["id"]): entry["item"]
        for one in DAYS
        for entry in one.entries
        if entry["item"]
    }
    unavailable = [
        {(e["added_at"], e["added_by"]["id"]) for e in one.entries if e["item"] is None}
        for one in DAYS
    ]
    assert [len(each) for each in unavailable] == [0] * 6 + [1, 1, 2, 2, 2, 2, 1, 1]
    (for_good,) = unavailable[-1]
    (returned,) = unavailable[8] - unavailable[-1]
    assert tracks[for_good]
    assert tracks[returned]["id"] in _ids(DAYS[-1].entries)
    recordings = {
        entry["item"]["id"]
        for entry in DAYS[-1].entries
        if entry["item"]
        and entry["item"]["external_ids"]["isrc"] == tracks[for_good]["external_ids"]["isrc"]
    }
    assert len(recordings) == 1
    assert recordings != {tracks[for_good]["id"]}


def test_it_stays_short_over_four_months() -> None:
    sizes = [len(one.entries) for one in snapshots(days=120) if one.playlist_id == KITCHEN_RADIO]
    assert 30 <= min(sizes) <= max(sizes) <= 60


def test_no_song_is_added_before_its_release_or_after_the_extraction() -> None:
    for one in DAYS:
        now = f"{one.extracted_at:%Y-%m-%dT%H:%M:%SZ}"
        for entry in one.entries:
            released = ((entry["item"] or {}).get("album") or {}).get("release_date", "")
            assert released <= entry["added_at"] <= now
