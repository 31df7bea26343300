"""The queries of ``sql/charts/`` about which songs a playlist is made of.

The expected rows are worked out by hand from lake.py.
"""

from datetime import date, timedelta

import pytest

from tests.unit.sql.conftest import Answer
from tests.unit.sql.lake import ALBUMS, SONGS, at, day, entries, lake_of
from tests.unit.sql.snapshots import snapshots


def test_release_to_chart_lag(answer: Answer) -> None:
    # s1 to s5 are in p1's oldest snapshot; of s6 and s7 only the month is known. All songs of p2
    # are in its oldest snapshot.
    assert answer("release_to_chart_lag") == [
        ("p1", "Daily Top", "s8", "Halo", None, "b5", "Single", date(2026, 11, 6), day(7), 1)
    ]
    assert answer("release_to_chart_lag", playlist_id="p2") == []


def test_release_to_chart_lag_counts_from_the_release_to_the_first_snapshot(
    answer: Answer,
) -> None:
    lake = snapshots(
        {
            # s5 and s6 lack the day of their release, s9 lacks all of it
            "p1": {1: "s4", 2: "s1 s4 s5 s6 s9", 3: "s3", 4: "s1"},
            "p2": {1: "", 6: "s2", 8: "s3 s8 s4"},
        },
    )

    def lags(**parameters: str) -> list[tuple[object, ...]]:
        rows = answer("release_to_chart_lag", on=lake, **parameters)
        return [(row[0], row[2], *row[7:]) for row in rows]

    assert lags() == [
        ("p1", "s3", date(2026, 11, 6), day(3), -3),
        ("p1", "s1", date(2026, 10, 30), day(2), 3),
        ("p2", "s3", date(2026, 11, 6), day(8), 2),
        ("p2", "s8", date(2026, 11, 6), day(8), 2),
        ("p2", "s2", date(2026, 10, 30), day(6), 7),
    ]
    assert [row[1] for row in lags(first_date="2026-11-03", last_date="2026-11-06")] == ["s3", "s2"]
    assert [row[:2] for row in lags(artist_id="r3")] == [("p1", "s3"), ("p2", "s3")]


def test_time_to_peak(answer: Answer) -> None:
    # s6 entered p1 on the 2nd at 4, its best; s7 on the 6th at 3 and reached 1 on the 8th, two
    # snapshots later; s8 on the 7th at 4 and reached 3 on the 9th.
    rows = [
        ("p1", "Daily Top", "s7", "Glow", "Ada, Ada", day(6), 3, day(8), 1, 2, 2),
        ("p1", "Daily Top", "s8", "Halo", None, day(7), 4, day(9), 3, 2, 2),
        ("p1", "Daily Top", "s6", "Fado", "Dmitri, Jr.", day(2), 4, day(2), 4, 0, 0),
    ]
    assert answer("time_to_peak") == rows
    assert answer("time_to_peak", first_date="2026-11-06", last_date="2026-11-06") == rows[:1]
    assert answer("time_to_peak", artist_id="r4") == rows[2:]
    assert answer("time_to_peak", playlist_id="p2") == []


def test_time_to_peak_over_absences_and_missing_days(answer: Answer) -> None:
    # s1 is away on the 3rd, there is no snapshot from the 4th to the 6th; s1 holds its peak twice.
    lake = snapshots({"p1": {1: "", 2: "s2 s1", 3: "s2", 7: "s1", 8: "s1 s2 s1"}})

    assert [(row[2], *row[5:]) for row in answer("time_to_peak", on=lake)] == [
        ("s2", day(2), 1, day(2), 1, 0, 0),
        ("s1", day(2), 2, day(7), 1, 5, 1),
    ]


def test_chart_survival(answer: Answer) -> None:
    # s6 entered p1 on the 2nd and left after the 7th: 6 days. s7 and s8 are still there. Only s6
    # entered a week before the newest snapshot, of the 9th, and is not in it.
    assert answer("chart_survival") == [("p1", "Daily Top", 3, 1, 6.0, 0, 0.0, 0.0, None, None)]
    # Up to the 5th only s6 entered.
    assert answer("chart_survival", last_date="2026-11-05") == [
        ("p1", "Daily Top", 1, 1, 6.0, 0, 0.0, 0.0, None, None)
    ]
    assert answer("chart_survival", first_date="2026-11-06") == [
        ("p1", "Daily Top", 2, 0, None, 0, None, None, None, None)
    ]


def test_chart_survival_in_weeks(answer: Answer) -> None:
    # Entered: s1 on the 2nd, there to the end; s2 on the 2nd, away on the 9th, back on the 30th;
    # s3 on the 2nd only; s4 on the 9th, gone on the 16th; s5 on the 29th.
    lake = snapshots(
        {
            "p1": {1: "", 2: "s1 s2 s3", 9: "s1 s4", 16: "s1", 29: "s5 s1", 30: "s1 s2 s5"},
            "p2": {1: "s1"},
        }
    )

    # Left for good: s3 and s4, both after one snapshot. Observed for a week: s1, s2, s3 and s4, of
    # which s1 is still there. For four weeks: s1, s2 and s3, on the 30th, with s1 and s2 there.
    assert answer("chart_survival", on=lake) == [
        ("p1", "Daily Top", 5, 2, 1.0, 2, 100.0, 25.0, 66.7, None)
    ]
    # Stays of 8, 1 and 2 days; then of 2, 2, 3 and 4, whose median is between two.
    odd = snapshots({"p1": {1: "", 2: "s1 s2 s3", 3: "s1 s3", 9: "s1", 10: ""}})
    assert answer("chart_survival", on=odd)[0][3:7] == (3, 2.0, 1, 33.3)
    even = snapshots(
        {"p1": {1: "", 2: "s1 s2 s3 s4", 3: "s1 s2 s3 s4", 4: "s3 s4", 5: "s4", 6: ""}}
    )
    assert answer("chart_survival", on=even)[0][3:7] == (4, 2.5, 0, 0.0)


def test_chart_survival_after_twelve_weeks(answer: Answer) -> None:
    rows = [
        {**entry, "snapshot_date": date(2026, 11, 2) + timedelta(days=days)}
        for days, line in {0: "s1 s2", 84: "s2"}.items()
        for entry in entries("p1", 2, line)
    ]
    raw_files = [
        {
            "raw_file": str(days),
            "playlist_id": "p1",
            "extracted_at": at(2, 6) + timedelta(days=days),
            "status": "loaded",
        }
        for days in (-1, 0, 84)
    ]
    lake = lake_of(playlist_entry=rows, raw_file=raw_files)

    # The first snapshot after 1 and 4 weeks is that after 12, too.
    assert answer("chart_survival", on=lake)[0][7:] == (50.0, 50.0, 50.0)


def test_solo_and_features(answer: Answer) -> None:
    # p1 on the 9th is s7 s1 s8 s2 s3: s8 (at 3) and s2 (at 4) are by one artist, with popularities
    # 88 and 75; s7, s1 and s3 (at 1, 2 and 5) by several, with 91, 80 and 60. s9 has no credits.
    assert answer("solo_and_features") == [
        ("p1", "Daily Top", day(9), "one", 2, 40.0, 3, 3.5, 81.5),
        ("p1", "Daily Top", day(9), "several", 3, 60.0, 1, 2.7, 77.0),
        ("p2", "Odds", day(9), "several", 1, 50.0, 2, 2.0, 80.0),
        ("p2", "Odds", day(9), "unknown", 1, 50.0, 1, 1.0, None),
    ]
    # On the 1st p1 is s1 s2 s3 s4 s5, with popularities 70, 78, 60, 80 and 50.
    assert answer("solo_and_features", playlist_id="p1", snapshot_date="2026-11-01") == [
        ("p1", "Daily Top", day(1), "one", 2, 40.0, 2, 3.0, 79.0),
        ("p1", "Daily Top", day(1), "several", 3, 60.0, 1, 3.0, 60.0),
    ]
    # Ada (r1) sings s2 alone, and s7, s1 and s3 with others; she is not on s8.
    assert answer("solo_and_features", artist_id="r1") == [
        ("p1", "Daily Top", day(9), "one", 1, 25.0, 4, 4.0, 75.0),
        ("p1", "Daily Top", day(9), "several", 3, 75.0, 1, 2.7, 77.0),
        ("p2", "Odds", day(9), "several", 1, 100.0, 2, 2.0, 80.0),
    ]


def test_an_artist_who_is_credited_twice_is_one(answer: Answer) -> None:
    credited = [
        {"song_id": "s1", "artist_position": position, "artist_id": "r1"} for position in (1, 2)
    ]
    lake = snapshots({"p1": {1: "s1"}}, song_artist=credited)

    assert [row[3] for row in answer("solo_and_features", on=lake)] == ["one"]


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

    # s10 is from 1999, 10,173 days before; s1, listed twice, is 9 days old; s9 has no known date.
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
    ("period", "days"),
    [
        ({"first_date": "2026-11-05", "last_date": "2026-11-07"}, [6, 7]),
        ({"first_date": "2026-11-06", "last_date": "2026-11-06"}, [6]),
        ({"first_date": "2026-11-08"}, [8, 9]),
        ({"last_date": "2026-11-02"}, [1, 2]),
    ],
)
def test_trends_in_a_period(
    answer: Answer, name: str, period: dict[str, str], days: list[int]
) -> None:
    rows = answer(name, playlist_id="p1", **period)

    assert [row[2] for row in rows] == [day(number) for number in days]


def test_trends_of_unknown_values(answer: Answer) -> None:
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


def test_duration_trend_takes_a_duration_of_0_for_an_unknown_one(answer: Answer) -> None:
    durations = {"s1": 0, "s2": 120_500, "s3": 60_000}
    songs = [{**song, "duration_ms": durations.get(str(song["song_id"]))} for song in SONGS]
    lake = snapshots({"p1": {1: "s1 s2 s3", 2: "s1"}}, song=songs)

    assert [row[2:] for row in answer("duration_trend", on=lake)] == [
        (day(1), 3, 90.3, 60.0, 120.5),
        (day(2), 1, None, None, None),
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
    # p1 and p2 have six songs, of which s1 is on both.
    assert answer("playlist_overlap") == [
        ("p1", "Daily Top", day(9), "p2", "Odds", day(9), 5, 2, 1, 16.7),
        ("p1", "Daily Top", day(9), "p3", "Quiet", day(9), 5, 0, 0, 0.0),
        ("p2", "Odds", day(9), "p3", "Quiet", day(9), 2, 0, 0, 0.0),
    ]


def test_playlist_overlap_of_a_playlist(answer: Answer) -> None:
    assert answer("playlist_overlap", playlist_id="p2") == [
        ("p2", "Odds", day(9), "p1", "Daily Top", day(9), 2, 5, 1, 16.7),
        ("p2", "Odds", day(9), "p3", "Quiet", day(9), 2, 0, 0, 0.0),
    ]


def test_playlist_overlap_on_a_day(answer: Answer) -> None:
    # On the 8th p2 had s1, s9 and s10; p3 was not extracted yet.
    assert answer("playlist_overlap", snapshot_date="2026-11-08") == [
        ("p1", "Daily Top", day(8), "p2", "Odds", day(8), 5, 3, 1, 14.3)
    ]


def test_playlist_overlap_is_that_of_the_newest_snapshots(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s1", 3: "s2 s2 s3"}, "p2": {2: "s3 s2"}, "p3": {1: "s3", 2: ""}})

    assert [(row[0], row[3], *row[6:]) for row in answer("playlist_overlap", on=lake)] == [
        ("p1", "p2", 2, 2, 2, 100.0),
        ("p1", "p3", 2, 0, 0, 0.0),
        ("p2", "p3", 2, 0, 0, 0.0),
    ]


def test_playlist_overlap_of_empty_playlists_is_unknown(answer: Answer) -> None:
    lake = snapshots({"p1": {1: ""}, "p2": {1: "episode"}, "p3": {1: "s1 episode"}})

    assert [(row[0], row[3], *row[6:]) for row in answer("playlist_overlap", on=lake)] == [
        ("p1", "p3", 0, 1, 0, 0.0),
        ("p2", "p3", 0, 1, 0, 0.0),
        ("p1", "p2", 0, 0, 0, None),
    ]
