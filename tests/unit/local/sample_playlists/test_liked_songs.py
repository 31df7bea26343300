"""Liked Songs over 14 days."""

from itertools import pairwise

from local.sample_playlists import sample_days

DAYS = [day.liked for day in sample_days()]


def test_songs_are_unique_and_newest_first() -> None:
    for one in DAYS:
        times = [entry["added_at"] for entry in one.entries]
        assert times == sorted(times, reverse=True)
        assert len({entry["track"]["id"] for entry in one.entries}) == len(one.entries)


def test_songs_are_added_and_one_is_removed() -> None:
    lists = [{entry["track"]["id"] for entry in one.entries} for one in DAYS]
    added = [len(after - before) for before, after in pairwise(lists)]
    removed = [len(before - after) for before, after in pairwise(lists)]
    assert (sum(added), sum(removed)) == (7, 1)


def test_no_song_is_added_before_its_release_or_after_the_extraction() -> None:
    for one in DAYS:
        now = f"{one.extracted_at:%Y-%m-%dT%H:%M:%SZ}"
        for entry in one.entries:
            assert entry["track"]["album"]["release_date"] <= entry["added_at"] <= now
