"""The queries of ``sql/charts/`` about positions, and for how long they are held.

The expected rows are worked out by hand from lake.py.
"""

from typing import Any

import pytest

from tests.unit.sql.conftest import Answer
from tests.unit.sql.lake import PLAYLISTS, SONGS, day
from tests.unit.sql.snapshots import snapshots


def moves(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Song, position, movement, places up, position before and a week before, of today's chart."""
    return [(row[10], *row[3:7], row[8]) for row in rows]


def test_todays_chart(answer: Answer) -> None:
    rows = answer("todays_chart", playlist_id="p1")

    # the day before is the 8th, the week before the 2nd
    assert moves(rows) == [
        ("s7", 1, "same", 0, 1, None),
        ("s1", 2, "same", 0, 2, 2),
        ("s8", 3, "up", 1, 4, None),
        ("s2", 4, "down", -1, 3, 1),
        ("s3", 5, "same", 0, 5, 3),
    ]
    assert rows[1] == (
        *("p1", "Daily Top", day(9), 2, "same", 0, 2, day(8), 2, day(2)),
        *("s1", "Aurora", "Ada, Boris", "b1", "First Light"),
        *(80, "https://open.spotify.com/track/s1"),
    )


def test_todays_chart_leaves_out_entries_that_are_no_songs(answer: Answer) -> None:
    rows = answer("todays_chart")

    assert [row[0] for row in rows] == ["p1"] * 5 + ["p2"] * 2
    assert rows[5:] == [
        (
            *("p2", "Odds", day(9), 1, "up", 1, 2, day(8), None, None),
            *("s9", None, None, "b6", None, None, "https://open.spotify.com/track/s9"),
        ),
        (
            *("p2", "Odds", day(9), 2, "down", -1, 1, day(8), None, None),
            *("s1", "Aurora", "Ada, Boris", "b1", "First Light"),
            *(80, "https://open.spotify.com/track/s1"),
        ),
    ]


def test_todays_chart_of_an_earlier_day(answer: Answer) -> None:
    rows = answer("todays_chart", playlist_id="p1", snapshot_date="2026-11-08")

    assert {row[2] for row in rows} == {day(8)}
    assert moves(rows) == [
        ("s7", 1, "up", 1, 2, None),
        ("s1", 2, "down", -1, 1, 1),
        ("s2", 3, "same", 0, 3, 2),
        ("s8", 4, "same", 0, 4, None),
        ("s3", 5, "back", None, None, 3),
    ]


def test_todays_chart_marks_new_songs(answer: Answer) -> None:
    rows = answer("todays_chart", playlist_id="p1", snapshot_date="2026-11-07")

    assert moves(rows)[3] == ("s8", 4, "new", None, None, None)


def test_todays_chart_skips_a_missing_day(answer: Answer) -> None:
    on_the_5th = answer("todays_chart", playlist_id="p1", snapshot_date="2026-11-05")
    on_the_6th = answer("todays_chart", playlist_id="p1", snapshot_date="2026-11-06")

    assert {row[2] for row in on_the_5th} == {day(4)}
    assert moves(on_the_6th) == [
        ("s1", 1, "up", 2, 3, None),
        ("s2", 2, "down", -1, 1, None),
        ("s7", 3, "new", None, None, None),
        ("s6", 4, "same", 0, 4, None),
    ]


def test_todays_chart_of_the_first_snapshot_has_no_movement(answer: Answer) -> None:
    rows = answer("todays_chart", playlist_id="p1", snapshot_date="2026-11-01")

    assert moves(rows) == [
        (song, position, None, None, None, None)
        for position, song in enumerate(["s1", "s2", "s3", "s4", "s5"], start=1)
    ]
    # The popularity of that day; the songs' own is 80, 75, 60, 80 and 50.
    assert [row[15] for row in rows] == [70, 78, 60, 80, 50]


def test_todays_chart_before_the_first_snapshot_is_empty(answer: Answer) -> None:
    assert answer("todays_chart", snapshot_date="2026-10-31") == []


def test_todays_chart_counts_a_song_at_its_best_position(answer: Answer) -> None:
    rows = answer("todays_chart", playlist_id="p2", snapshot_date="2026-11-08")

    assert [(row[3], row[10]) for row in rows] == [(1, "s1"), (2, "s9"), (7, "s10")]


@pytest.mark.parametrize("nothing", ["", "episode local"])
def test_todays_chart_is_empty_for_a_snapshot_without_songs(answer: Answer, nothing: str) -> None:
    lake = snapshots({"p1": {1: "s1 s2", 2: nothing}})

    assert answer("todays_chart", on=lake) == []
    assert len(answer("todays_chart", on=lake, snapshot_date="2026-11-01")) == 2


@pytest.mark.parametrize("nothing", ["", "episode local"])
def test_todays_chart_after_a_snapshot_without_songs(answer: Answer, nothing: str) -> None:
    lake = snapshots({"p1": {1: "s1", 2: nothing, 9: "s1 s2"}})

    # both the day before and the week before are the 2nd
    assert moves(answer("todays_chart", on=lake)) == [
        ("s1", 1, "back", None, None, None),
        ("s2", 2, "new", None, None, None),
    ]


def test_todays_chart_after_an_empty_first_snapshot(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "", 2: "s1"}})

    assert moves(answer("todays_chart", on=lake)) == [("s1", 1, "new", None, None, None)]


def test_todays_chart_takes_an_older_snapshot_for_the_week_before(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s2 s1", 3: "s1 s2", 9: "s1 s2"}})

    # seven days before the 9th is the 2nd, which is missing
    assert moves(answer("todays_chart", on=lake)) == [
        ("s1", 1, "same", 0, 1, 2),
        ("s2", 2, "same", 0, 2, 1),
    ]


def test_todays_chart_of_several_playlists(answer: Answer) -> None:
    same_name = [{**playlist, "playlist_name": "Top"} for playlist in PLAYLISTS]
    lake = snapshots(
        {"p1": {1: "s1", 3: "s1 s2"}, "p2": {1: "s3 s2", 2: "s2 s1", 4: "s3 s2"}},
        playlist=same_name,
    )

    # p1's newest snapshot is of the 3rd and follows that of the 1st, whenever p2 was extracted.
    rows = answer("todays_chart", on=lake)
    assert [(row[0], *row[2:5], row[10]) for row in rows] == [
        ("p1", day(3), 1, "same", "s1"),
        ("p1", day(3), 2, "new", "s2"),
        ("p2", day(4), 1, "back", "s3"),
        ("p2", day(4), 2, "down", "s2"),
    ]


def test_todays_chart_lists_a_song_of_unknown_album(answer: Answer) -> None:
    song = {**SONGS[0], "album_id": None}
    lake = snapshots({"p1": {1: "s1"}}, song=[song], song_artist=[])

    [row] = answer("todays_chart", on=lake)
    assert row[10:15] == ("s1", "Aurora", None, None, None)


def test_todays_chart_of_an_artist(answer: Answer) -> None:
    # r2 is credited on s1 and s3.
    assert [(row[0], row[10]) for row in answer("todays_chart", artist_id="r2")] == [
        *(("p1", "s1"), ("p1", "s3"), ("p2", "s1"))
    ]
    assert answer("todays_chart", artist_id="r9") == []


def test_rank_history(answer: Answer) -> None:
    rows = answer("rank_history", playlist_id="p1", most_songs="3")

    days = [1, 2, 3, 4, 6, 7, 8, 9]
    s7 = [None, None, None, None, 3, 2, 1, 1]
    s1 = [1, 2, 2, 3, 1, 1, 2, 2]
    s8 = [None, None, None, None, None, 4, 4, 3]
    assert [(row[2], row[3], row[6], row[7]) for row in rows] == [
        *[(day(number), "s7", position, 1) for number, position in zip(days, s7, strict=True)],
        *[(day(number), "s1", position, 2) for number, position in zip(days, s1, strict=True)],
        *[(day(number), "s8", position, 3) for number, position in zip(days, s8, strict=True)],
    ]
    assert rows[8] == ("p1", "Daily Top", day(1), "s1", "Aurora", "Ada, Boris", 1, 2)


@pytest.mark.parametrize("last_date", ["2026-11-04", "2026-11-05"])
def test_rank_history_up_to_a_day(answer: Answer, last_date: str) -> None:
    rows = answer("rank_history", playlist_id="p1", last_date=last_date, most_songs="2")

    # the newest snapshot up to the 5th is the 4th
    assert [(row[2], row[3], row[6], row[7]) for row in rows] == [
        *((day(1), "s2", 2, 1), (day(2), "s2", 1, 1), (day(3), "s2", 1, 1), (day(4), "s2", 1, 1)),
        *((day(1), "s3", 3, 2), (day(2), "s3", 3, 2), (day(3), "s3", 5, 2), (day(4), "s3", 2, 2)),
    ]


def test_rank_history_of_every_playlist(answer: Answer) -> None:
    rows = answer("rank_history")

    assert [row[0] for row in rows] == ["p1"] * (5 * 8) + ["p2"] * (2 * 2)
    assert rows[-4:] == [
        ("p2", "Odds", day(8), "s9", None, None, 2, 1),
        ("p2", "Odds", day(9), "s9", None, None, 1, 1),
        ("p2", "Odds", day(8), "s1", "Aurora", "Ada, Boris", 1, 2),
        ("p2", "Odds", day(9), "s1", "Aurora", "Ada, Boris", 2, 2),
    ]


def test_rank_history_ranks_within_each_playlist(answer: Answer) -> None:
    rows = answer("rank_history", most_songs="2")

    assert {(row[0], row[3]) for row in rows} == {
        *{("p1", "s7"), ("p1", "s1")},
        *{("p2", "s9"), ("p2", "s1")},
    }


def test_rank_history_breaks_at_a_snapshot_without_songs(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s1", 2: "", 3: "episode s1 s2"}})

    # The best song of the newest snapshot is at 2.
    assert [
        (row[2], row[3], row[6]) for row in answer("rank_history", on=lake, most_songs="1")
    ] == [
        (day(1), "s1", 1),
        (day(2), "s1", None),
        (day(3), "s1", 2),
    ]


def test_rank_history_of_a_song_that_has_left(answer: Answer) -> None:
    rows = answer("rank_history", song_id="s6")

    positions = [None, 4, 4, 4, 4, 5, None, None]
    assert rows == [
        ("p1", "Daily Top", day(number), "s6", "Fado", "Dmitri, Jr.", position, None)
        for number, position in zip([1, 2, 3, 4, 6, 7, 8, 9], positions, strict=True)
    ]


def test_rank_history_of_an_artist_in_a_period(answer: Answer) -> None:
    # r4 has s5, gone by the 4th, and s6.
    rows = answer("rank_history", artist_id="r4", first_date="2026-11-02", last_date="2026-11-04")

    assert [(row[2], row[3], row[6], row[7]) for row in rows] == [
        *((day(2), "s6", 4, 4), (day(3), "s6", 4, 4), (day(4), "s6", 4, 4)),
        *((day(2), "s5", 5, None), (day(3), "s5", None, None), (day(4), "s5", None, None)),
    ]


def test_rank_history_since_a_day(answer: Answer) -> None:
    rows = answer("rank_history", playlist_id="p1", first_date="2026-11-08", most_songs="1")

    assert [(row[2], row[3], row[6]) for row in rows] == [(day(8), "s7", 1), (day(9), "s7", 1)]


def test_weeks_on_chart(answer: Answer) -> None:
    rows = answer("weeks_on_chart", playlist_id="p1")

    # the weeks begin on the 2nd and the 9th
    # song, weeks, snapshots, peak, snapshots at it, first and last day
    assert [(row[2], *row[5:]) for row in rows] == [
        ("s1", 3, 8, 1, 3, day(1), day(9)),
        ("s2", 3, 8, 1, 3, day(1), day(9)),
        ("s3", 3, 6, 2, 1, day(1), day(9)),
        ("s7", 2, 4, 1, 2, day(6), day(9)),
        ("s4", 2, 3, 3, 1, day(1), day(4)),
        ("s8", 2, 3, 3, 1, day(7), day(9)),
        ("s5", 2, 2, 5, 2, day(1), day(2)),
        ("s6", 1, 5, 4, 4, day(2), day(7)),
    ]
    assert rows[3][:5] == ("p1", "Daily Top", "s7", "Glow", "Ada, Ada")


@pytest.mark.parametrize(
    ("most_songs", "songs"),
    [
        ("1", ["s1", "s2"]),
        ("2", ["s1", "s2"]),
        ("3", ["s1", "s2", "s3"]),
        ("5", ["s1", "s2", "s3", "s7", "s4", "s8"]),
    ],
)
def test_weeks_on_chart_lists_all_that_tie(
    answer: Answer, most_songs: str, songs: list[str]
) -> None:
    rows = answer("weeks_on_chart", playlist_id="p1", most_songs=most_songs)

    assert [row[2] for row in rows] == songs


def test_weeks_on_chart_of_every_playlist(answer: Answer) -> None:
    rows = answer("weeks_on_chart", most_songs="3")

    # s1 is listed twice on the 8th: that is one snapshot, at its better position.
    assert [(row[0], row[2]) for row in rows[:3]] == [("p1", "s1"), ("p1", "s2"), ("p1", "s3")]
    assert rows[3:] == [
        ("p2", "Odds", "s1", "Aurora", "Ada, Boris", 2, 2, 1, 1, day(8), day(9)),
        ("p2", "Odds", "s9", None, None, 2, 2, 1, 1, day(8), day(9)),
        ("p2", "Odds", "s10", "Aurora", "Ada, Boris", 1, 1, 7, 1, day(8), day(8)),
    ]


def test_weeks_on_chart_counts_weeks_not_spans(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s1", 2: "s2", 30: "s1"}})

    rows = answer("weeks_on_chart", on=lake)
    assert [(row[2], *row[5:7]) for row in rows] == [("s1", 2, 2), ("s2", 1, 1)]


def test_weeks_on_chart_takes_the_peak_of_each_playlist(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s2 s1", 2: "s2 s1"}, "p2": {1: "s1"}})

    # playlist, song, peak, days at it
    assert [(row[0], row[2], *row[7:9]) for row in answer("weeks_on_chart", on=lake)] == [
        ("p1", "s2", 1, 2),
        ("p1", "s1", 2, 2),
        ("p2", "s1", 1, 1),
    ]


def test_weeks_on_chart_in_a_period(answer: Answer) -> None:
    # From the 7th (s1 s7 s2 s8 s6) to the 8th (s7 s1 s2 s8 s3).
    period = {"first_date": "2026-11-07", "last_date": "2026-11-08"}
    rows = answer("weeks_on_chart", playlist_id="p1", **period)

    assert [(row[2], *row[5:]) for row in rows] == [
        ("s1", 1, 2, 1, 1, day(7), day(8)),
        ("s7", 1, 2, 1, 1, day(7), day(8)),
        ("s2", 1, 2, 3, 2, day(7), day(8)),
        ("s8", 1, 2, 4, 2, day(7), day(8)),
        ("s3", 1, 1, 5, 1, day(8), day(8)),
        ("s6", 1, 1, 5, 1, day(7), day(7)),
    ]


def test_weeks_on_chart_of_an_artist(answer: Answer) -> None:
    # r3 has s3, s4 and s5; the rank is among them.
    rows = answer("weeks_on_chart", artist_id="r3", most_songs="2")

    assert [(row[0], row[2], row[5]) for row in rows] == [("p1", "s3", 3), ("p1", "s4", 2)]


def test_longest_runs_at_number_one(answer: Answer) -> None:
    assert answer("longest_runs_at_number_one", playlist_id="p1") == [
        ("p1", "Daily Top", 1, "s2", "Blue", "Ada", 3, 3, day(2), day(4)),
        ("p1", "Daily Top", 2, "s1", "Aurora", "Ada, Boris", 2, 2, day(6), day(7)),
        ("p1", "Daily Top", 2, "s7", "Glow", "Ada, Ada", 2, 2, day(8), day(9)),
        ("p1", "Daily Top", 4, "s1", "Aurora", "Ada, Boris", 1, 1, day(1), day(1)),
    ]


def test_longest_runs_at_number_one_in_a_period_and_of_an_artist(answer: Answer) -> None:
    def runs(**parameters: str) -> list[tuple[object, ...]]:
        rows = answer("longest_runs_at_number_one", playlist_id="p1", **parameters)
        return [(*row[2:4], *row[6:]) for row in rows]

    assert runs(first_date="2026-11-04", last_date="2026-11-08") == [
        (1, "s1", 2, 2, day(6), day(7)),
        (2, "s2", 1, 1, day(4), day(4)),
        (2, "s7", 1, 1, day(8), day(8)),
    ]
    # Ranked among the runs of the artist's songs.
    assert runs(artist_id="r2") == [
        (1, "s1", 2, 2, day(6), day(7)),
        (2, "s1", 1, 1, day(1), day(1)),
    ]


@pytest.mark.parametrize(("most_songs", "runs"), [("1", 1), ("2", 3), ("3", 3), ("4", 4)])
def test_longest_runs_at_number_one_lists_all_that_tie(
    answer: Answer, most_songs: str, runs: int
) -> None:
    rows = answer("longest_runs_at_number_one", playlist_id="p1", most_songs=most_songs)

    assert len(rows) == runs


def test_longest_runs_at_number_one_of_every_playlist(answer: Answer) -> None:
    rows = answer("longest_runs_at_number_one", most_songs="1")

    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("p1", 1, "s2"),
        ("p2", 1, "s1"),
        ("p2", 1, "s9"),
    ]


@pytest.mark.parametrize(
    ("days", "runs"),
    [
        # A day without an extraction ends no run: 3 snapshots, over 4 days.
        ({1: "s1", 2: "s1", 4: "s1"}, [(1, "s1", 3, 4, day(1), day(4))]),
        # An empty snapshot does.
        (
            {1: "s1", 2: "s1", 3: "", 4: "s1"},
            [(1, "s1", 2, 2, day(1), day(2)), (2, "s1", 1, 1, day(4), day(4))],
        ),
        # An episode is first for longest, and is left out.
        (
            {1: "s1", 2: "episode s1", 3: "episode s1", 4: "s1"},
            [(1, "s1", 1, 1, day(1), day(1)), (1, "s1", 1, 1, day(4), day(4))],
        ),
    ],
)
def test_a_run_at_number_one_is_over_consecutive_snapshots(
    answer: Answer, days: dict[int, str], runs: list[tuple[Any, ...]]
) -> None:
    rows = answer("longest_runs_at_number_one", on=snapshots({"p1": days}))

    assert [(*row[2:4], *row[6:]) for row in rows] == runs
