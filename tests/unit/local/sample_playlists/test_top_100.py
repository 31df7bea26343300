from collections import Counter
from itertools import combinations, islice, pairwise
from statistics import mean
from typing import Any

import pytest

from local.sample_playlists import FIRST_DAY, SEED, TOP_100, snapshots
from local.sample_playlists.ranking import rankings
from local.sample_playlists.words import NAMESAKE

Json = dict[str, Any]

DAYS = [one for one in snapshots() if one.playlist_id == TOP_100]
ORDERS = [[entry["item"]["id"] for entry in day.entries] for day in DAYS]
TRACKS: dict[str, Json] = {
    entry["item"]["id"]: entry["item"] for day in DAYS for entry in day.entries
}


def _moves() -> list[int]:
    """How many places up, for every song that was there on two days in a row."""
    return [
        before.index(song) - place
        for before, after in pairwise(ORDERS)
        for place, song in enumerate(after)
        if song in before
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_hundred_different_songs_each_day(seed: int) -> None:
    days = [one for one in snapshots(days=20, seed=seed) if one.playlist_id == TOP_100]
    assert len(days) == 20
    for day in days:
        assert len(day.entries) == 100
        assert len({entry["item"]["id"] for entry in day.entries}) == 100


def test_a_few_songs_enter_and_leave_each_day() -> None:
    entered = [len(set(after) - set(before)) for before, after in pairwise(ORDERS)]
    assert all(1 <= number <= 12 for number in entered)
    assert 2 <= mean(entered) <= 6


def test_songs_return() -> None:
    comebacks = 0
    for number, (before, after) in enumerate(pairwise(ORDERS)):
        earlier = {song for order in ORDERS[:number] for song in order}
        comebacks += len((set(after) - set(before)) & earlier)
    assert comebacks >= 5


def test_returning_song_has_a_new_added_at() -> None:
    added: dict[str, set[str]] = {}
    for day in DAYS:
        for entry in day.entries:
            added.setdefault(entry["item"]["id"], set()).add(entry["added_at"])
    assert max(map(len, added.values())) > 1


def test_most_songs_move_little_and_some_steeply() -> None:
    moves = _moves()
    assert max(moves) >= 30
    assert min(moves) <= -25
    assert mean(abs(move) <= 5 for move in moves) > 0.8
    assert 0.1 < mean(move == 0 for move in moves) < 0.5


def test_newcomers_debut_high_and_low() -> None:
    earlier = set(ORDERS[0])
    debuts = []
    for order in ORDERS[1:]:
        debuts += [place for place, song in enumerate(order, start=1) if song not in earlier]
        earlier |= set(order)
    assert min(debuts) <= 10
    assert max(debuts) >= 90


def test_long_run_at_number_one_ends_with_a_song_that_debuted_low() -> None:
    ones = [order[0] for order in ORDERS]
    run = next(number for number, song in enumerate(ones) if song != ones[0])
    assert run >= 7
    successor = ones[run]
    assert successor not in ORDERS[0]
    first = next(order for order in ORDERS if successor in order)
    assert first.index(successor) >= 50


def test_popularity_follows_the_place_and_drifts() -> None:
    for day in DAYS:
        values = [entry["item"]["popularity"] for entry in day.entries]
        assert all(0 <= value <= 100 for value in values)
        assert mean(values[:20]) > mean(values[40:60]) > mean(values[80:])
    before, after = (
        {entry["item"]["id"]: entry["item"]["popularity"] for entry in day.entries}
        for day in DAYS[:2]
    )
    changed = [song for song in before.keys() & after.keys() if before[song] != after[song]]
    assert len(changed) >= 20


def test_about_three_songs_in_ten_are_explicit() -> None:
    assert 0.22 <= mean(track["explicit"] for track in TRACKS.values()) <= 0.38


def test_durations_are_plausible_except_an_interlude_and_an_epic() -> None:
    minutes = sorted(track["duration_ms"] / 60_000 for track in TRACKS.values())
    assert minutes[0] < 1
    assert minutes[-1] > 10
    assert all(1.5 < length < 6 for length in minutes[1:-1])


def test_two_to_four_artists_share_songs_and_some_pairs_recur() -> None:
    credits_ = [[artist["id"] for artist in track["artists"]] for track in TRACKS.values()]
    assert set(map(len, credits_)) == {1, 2, 3, 4}
    assert all(len(set(ids)) == len(ids) for ids in credits_)
    pairs = Counter(pair for ids in credits_ for pair in combinations(sorted(ids), 2))
    assert max(pairs.values()) >= 2


def test_compilations_belong_to_various_artists() -> None:
    compilations = [
        track for track in TRACKS.values() if track["album"]["album_type"] == "compilation"
    ]
    assert compilations
    for track in compilations:
        assert [artist["name"] for artist in track["album"]["artists"]] == ["Various Artists"]
        assert track["artists"][0]["name"] != "Various Artists"


def test_albums_eps_and_singles_chart_with_one_song_or_several() -> None:
    charting = Counter(track["album"]["id"] for track in TRACKS.values())
    albums = {track["album"]["id"]: track["album"] for track in TRACKS.values()}
    kinds = {
        (album["album_type"], album["total_tracks"] > 1, charting[album["id"]] > 1)
        for album in albums.values()
    }
    assert kinds >= {
        ("single", False, False),  # a single
        ("single", True, True),  # an EP
        ("album", True, False),  # a one-hit album
        ("album", True, True),
    }
    assert max(charting.values()) >= 4
    assert all(charting[album["id"]] <= album["total_tracks"] for album in albums.values())


def test_songs_of_an_album_agree_and_have_different_track_numbers() -> None:
    numbers: dict[str, set[int]] = {}
    albums: dict[str, Json] = {}
    for track in TRACKS.values():
        album = track["album"]
        assert albums.setdefault(album["id"], album) == album
        taken = numbers.setdefault(album["id"], set())
        assert 1 <= track["track_number"] <= album["total_tracks"]
        assert track["track_number"] not in taken
        taken.add(track["track_number"])


def test_releases_span_decades_and_most_are_recent() -> None:
    years = [int(track["album"]["release_date"][:4]) for track in TRACKS.values()]
    assert len({year // 10 for year in years}) >= 5
    assert min(years) < 1980
    assert mean(year >= 2024 for year in years) > 0.6


def test_old_song_returns_to_the_chart() -> None:
    comebacks = {song for order in ORDERS[1:] for song in order} - set(ORDERS[0])
    assert any(TRACKS[song]["album"]["release_date"] < "2010" for song in comebacks)


def test_release_dates_are_as_long_as_their_precision() -> None:
    lengths = Counter(
        (track["album"]["release_date_precision"], len(track["album"]["release_date"]))
        for track in TRACKS.values()
    )
    assert set(lengths) == {("year", 4), ("month", 7), ("day", 10)}
    assert lengths["day", 10] > 0.8 * len(TRACKS)


def test_songs_are_added_between_their_release_and_the_extraction() -> None:
    for day in DAYS:
        now = f"{day.extracted_at:%Y-%m-%dT%H:%M:%SZ}"
        for entry in day.entries:
            assert entry["item"]["album"]["release_date"] <= entry["added_at"] <= now


def test_two_songs_have_the_same_name_and_different_artists() -> None:
    one, other = (track for track in TRACKS.values() if track["name"] == NAMESAKE)
    assert one["artists"][0]["id"] != other["artists"][0]["id"]


def test_long_history_keeps_moving_and_repeats_only_one_name() -> None:
    days = list(islice(rankings(SEED, FIRST_DAY), 300))
    assert len({day.songs[0].id for day in days}) >= 10
    songs = {song.id: song for day in days for song in day.songs}
    assert len(songs) >= 500
    names = Counter(song.name for song in songs.values())
    assert [name for name, number in names.items() if number > 1] == [NAMESAKE]
    assert len({song.isrc for song in songs.values()}) == len(songs)
