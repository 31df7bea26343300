"""The queries of ``sql/charts/`` about which songs a playlist is made of.

The expected rows were worked out from the tables in lake.py.
"""

from datetime import date

import pytest

from tests.unit.sql.conftest import Answer
from tests.unit.sql.lake import ALBUMS, SONGS, day
from tests.unit.sql.snapshots import snapshots


def test_release_to_chart_lag(answer: Answer) -> None:
    # p1 began with s1 to s5; of s6 and s7 the month is known only. All of p2 stood there at first.
    assert answer("release_to_chart_lag") == [
        ("p1", "Daily Top", "s8", "Halo", None, "Single", date(2026, 11, 6), day(7), 1)
    ]
    assert answer("release_to_chart_lag", playlist_id="p2") == []


def test_release_to_chart_lag_counts_from_the_day_to_the_first_day_seen(answer: Answer) -> None:
    lake = snapshots(
        {
            # s5 and s6 lack the day of their release, s9 lacks all of it
            "p1": {1: "s4", 2: "s1 s4 s5 s6 s9", 3: "s3", 4: "s1"},
            "p2": {1: "", 6: "s2", 8: "s3 s8 s4"},
        },
        song_artist=[],
    )

    assert [(row[0], row[2], *row[6:]) for row in answer("release_to_chart_lag", on=lake)] == [
        ("p1", "s3", date(2026, 11, 6), day(3), -3),
        ("p1", "s1", date(2026, 10, 30), day(2), 3),
        ("p2", "s3", date(2026, 11, 6), day(8), 2),
        ("p2", "s8", date(2026, 11, 6), day(8), 2),
        ("p2", "s2", date(2026, 10, 30), day(6), 7),
    ]


def test_catalogue_age(answer: Answer) -> None:
    # From 1 May 2019 to 9 November 2026 it is 2,749 days, to a year of 365.25 days 7.53 years.
    assert answer("catalogue_age") == [
        ("p1", "Daily Top", day(9), 2010, 1, 20.0, 7.5),
        ("p1", "Daily Top", day(9), 2020, 4, 80.0, 0.0),
        ("p2", "Odds", day(9), 2020, 1, 50.0, 0.0),
        ("p2", "Odds", day(9), None, 1, 50.0, None),
    ]


def test_catalogue_age_of_an_earlier_day(answer: Answer) -> None:
    rows = answer("catalogue_age", playlist_id="p2", snapshot_date="2026-11-08")

    # s10 is from 1999, 10,173 days before; s1, which stands twice, 9 days old; s9 of unknown date
    assert [row[2:] for row in rows] == [
        (day(8), 1990, 1, 33.3, 27.9),
        (day(8), 2020, 1, 33.3, 0.0),
        (day(8), None, 1, 33.3, None),
    ]
    # p1's missing day is the day before it
    rows = answer("catalogue_age", playlist_id="p1", snapshot_date="2026-11-05")
    assert {row[2] for row in rows} == {day(4)}


def test_catalogue_age_of_decades(answer: Answer) -> None:
    released = {
        "b1": date(2000, 11, 1),  # s1 and s2, 9,497 days before 2 November 2026: 26.00 years
        "b2": date(2009, 12, 31),  # s3, 6,150 days: 16.84 years
        "b3": date(1969, 7, 20),  # s4, 20,924 days: 57.29 years
        "b5": date(2026, 11, 30),  # s8, which is not out yet
    }
    albums = [{**album, "release_date": released.get(str(album["album_id"]))} for album in ALBUMS]
    lake = snapshots({"p1": {2: "s1 s2 s3 s4 s8"}}, album=albums)

    assert [row[3:] for row in answer("catalogue_age", on=lake)] == [
        (1960, 1, 20.0, 57.3),
        (2000, 3, 60.0, 22.9),
        (2020, 1, 20.0, 0.0),
    ]


def test_release_years(answer: Answer) -> None:
    assert answer("release_years") == [
        ("p1", "Daily Top", day(9), 2019, 1),
        ("p1", "Daily Top", day(9), 2026, 4),
        ("p2", "Odds", day(9), 2026, 1),
        ("p2", "Odds", day(9), None, 1),
    ]


def test_a_song_without_an_album_is_of_unknown_date(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s1"}}, song=[{**SONGS[0], "album_id": None}])

    assert [row[3:] for row in answer("catalogue_age", on=lake)] == [(None, 1, 100.0, None)]
    assert [row[3:] for row in answer("release_years", on=lake)] == [(None, 1)]


def test_release_years_of_an_earlier_day(answer: Answer) -> None:
    rows = answer("release_years", playlist_id="p2", snapshot_date="2026-11-08")

    assert [row[2:] for row in rows] == [(day(8), 1999, 1), (day(8), 2026, 1), (day(8), None, 1)]


@pytest.mark.parametrize("name", ["catalogue_age", "release_years", "popularity_by_position"])
@pytest.mark.parametrize("nothing", ["", "episode local"])
def test_a_playlist_without_songs_has_no_rows(answer: Answer, name: str, nothing: str) -> None:
    lake = snapshots({"p1": {1: "s1", 2: nothing}})

    assert answer(name, on=lake) == []
    assert len(answer(name, on=lake, snapshot_date="2026-11-01")) == 1


def test_explicit_share(answer: Answer) -> None:
    # s2, s4 and s7 are; of s6 and s9 it is not known
    assert answer("explicit_share") == [
        ("p1", "Daily Top", day(1), 5, 2, 40.0),
        ("p1", "Daily Top", day(2), 5, 1, 25.0),
        ("p1", "Daily Top", day(3), 5, 2, 50.0),
        ("p1", "Daily Top", day(4), 5, 2, 50.0),
        ("p1", "Daily Top", day(6), 4, 2, 66.7),
        ("p1", "Daily Top", day(7), 5, 2, 50.0),
        ("p1", "Daily Top", day(8), 5, 2, 40.0),
        ("p1", "Daily Top", day(9), 5, 2, 40.0),
        ("p2", "Odds", day(8), 3, 0, 0.0),
        ("p2", "Odds", day(9), 2, 0, 0.0),
        ("p3", "Quiet", day(9), 0, 0, None),
    ]


def test_duration_trend(answer: Answer) -> None:
    # s1 180 s, s2 200.5, s3 and s4 120, s5 240, s6 300, s7 400, s8 210, s10 181, s9 unknown
    assert answer("duration_trend") == [
        ("p1", "Daily Top", day(1), 5, 172.1, 120.0, 240.0),
        ("p1", "Daily Top", day(2), 5, 208.1, 120.0, 300.0),
        ("p1", "Daily Top", day(3), 5, 184.1, 120.0, 300.0),
        ("p1", "Daily Top", day(4), 5, 184.1, 120.0, 300.0),
        ("p1", "Daily Top", day(6), 4, 270.1, 180.0, 400.0),
        ("p1", "Daily Top", day(7), 5, 258.1, 180.0, 400.0),
        ("p1", "Daily Top", day(8), 5, 222.1, 120.0, 400.0),
        ("p1", "Daily Top", day(9), 5, 222.1, 120.0, 400.0),
        ("p2", "Odds", day(8), 3, 180.5, 180.0, 181.0),
        ("p2", "Odds", day(9), 2, 180.0, 180.0, 180.0),
        ("p3", "Quiet", day(9), 0, None, None, None),
    ]


@pytest.mark.parametrize("name", ["explicit_share", "duration_trend"])
@pytest.mark.parametrize(
    ("window", "days"),
    [
        ({"first_date": "2026-11-05", "last_date": "2026-11-07"}, [6, 7]),
        ({"first_date": "2026-11-06", "last_date": "2026-11-06"}, [6]),
        ({"first_date": "2026-11-08"}, [8, 9]),
        ({"last_date": "2026-11-02"}, [1, 2]),
    ],
)
def test_trends_in_a_window(
    answer: Answer, name: str, window: dict[str, str], days: list[int]
) -> None:
    rows = answer(name, playlist_id="p1", **window)

    assert [row[2] for row in rows] == [day(number) for number in days]


def test_trends_of_what_is_not_known(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s9", 2: "episode", 3: "s2 s2"}})

    assert [row[2:] for row in answer("explicit_share", on=lake)] == [
        (day(1), 1, 0, None),
        (day(2), 0, 0, None),
        (day(3), 1, 1, 100.0),
    ]
    assert [row[2:] for row in answer("duration_trend", on=lake)] == [
        (day(1), 1, None, None, None),
        (day(2), 0, None, None, None),
        (day(3), 1, 200.5, 200.5, 200.5),
    ]


def test_popularity_by_position(answer: Answer) -> None:
    # the mean of 91, 80, 88, 75 and 60; of s9 it is not known
    assert answer("popularity_by_position") == [
        ("p1", "Daily Top", day(9), 1, 10, 5, 78.8),
        ("p2", "Odds", day(9), 1, 10, 2, 80.0),
    ]


def test_popularity_by_position_is_that_of_the_day(answer: Answer) -> None:
    rows = answer("popularity_by_position", playlist_id="p1", snapshot_date="2026-11-01")

    # the mean of 70, 78, 60, 80 and 50; now it would be that of 80, 75, 60, 80 and 50
    assert rows == [("p1", "Daily Top", day(1), 1, 10, 5, 67.6)]


def test_popularity_by_position_in_tens(answer: Answer) -> None:
    ten = "s1 episode episode episode episode episode episode episode s5 s2"
    twenty = "s3 s1 episode episode episode episode episode episode episode s4"
    lake = snapshots({"p1": {2: f"{ten} {twenty} s9"}})

    # s1 counts at its best place: the means of 80, 50 and 75, and of 60 and 80
    assert [row[3:] for row in answer("popularity_by_position", on=lake)] == [
        (1, 10, 3, 68.3),
        (11, 20, 2, 70.0),
        (21, 30, 1, None),
    ]


def test_playlist_overlap(answer: Answer) -> None:
    # s1 is one of the six songs that stand on p1 or p2
    assert answer("playlist_overlap") == [
        ("p1", "Daily Top", "p2", "Odds", 5, 2, 1, 16.7),
        ("p1", "Daily Top", "p3", "Quiet", 5, 0, 0, 0.0),
        ("p2", "Odds", "p3", "Quiet", 2, 0, 0, 0.0),
    ]


def test_playlist_overlap_is_that_of_the_newest_snapshots(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s1", 3: "s2 s2 s3"}, "p2": {2: "s3 s2"}, "p3": {1: "s3", 2: ""}})

    assert [(row[0], row[2], *row[4:]) for row in answer("playlist_overlap", on=lake)] == [
        ("p1", "p2", 2, 2, 2, 100.0),
        ("p1", "p3", 2, 0, 0, 0.0),
        ("p2", "p3", 2, 0, 0, 0.0),
    ]


def test_playlist_overlap_of_empty_playlists_is_unknown(answer: Answer) -> None:
    lake = snapshots({"p1": {1: ""}, "p2": {1: "episode"}, "p3": {1: "s1 episode"}})

    assert [(row[0], row[2], *row[4:]) for row in answer("playlist_overlap", on=lake)] == [
        ("p1", "p3", 0, 1, 0, 0.0),
        ("p2", "p3", 0, 1, 0, 0.0),
        ("p1", "p2", 0, 0, 0, None),
    ]
