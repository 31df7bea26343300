"""The queries of ``sql/charts/`` about what moved, entered and left.

The expected rows are worked out by hand from lake.py.
"""

from typing import Any

import pytest

from tests.unit.sql.conftest import Answer
from tests.unit.sql.lake import PLAYLISTS, day
from tests.unit.sql.snapshots import snapshots


def moves(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Direction, song, position before and now, places, of the biggest movers."""
    return [(row[5], row[6], *row[9:]) for row in rows]


def test_biggest_movers(answer: Answer) -> None:
    # On p1 no song of the 2nd is higher on the 9th; p2's first snapshot is of the 8th. It lists s1
    # at 1 and 6: from there to 2 is a fall.
    assert answer("biggest_movers") == [
        ("p1", "Daily Top", day(2), day(9), 7, "down", "s2", "Blue", "Ada", 1, 4, 3),
        ("p1", "Daily Top", day(2), day(9), 7, "down", "s3", "Cara", "Boris, Ada, Chloé", 3, 5, 2),
        ("p2", "Odds", day(8), day(9), 1, "up", "s9", None, None, 2, 1, 1),
        ("p2", "Odds", day(8), day(9), 1, "down", "s1", "Aurora", "Ada, Boris", 1, 2, 1),
    ]


def test_biggest_movers_in_one_direction(answer: Answer) -> None:
    assert [row[6] for row in answer("biggest_movers", direction="up")] == ["s9"]
    assert [row[6] for row in answer("biggest_movers", direction="Down")] == ["s2", "s3", "s1"]
    assert answer("biggest_movers", direction="sideways") == []


def test_biggest_movers_between_two_days(answer: Answer) -> None:
    # There is no snapshot of the 5th.
    rows = answer(
        "biggest_movers", playlist_id="p1", date_before="2026-11-05", snapshot_date="2026-11-06"
    )

    assert {row[2:5] for row in rows} == {(day(4), day(6), 2)}
    assert moves(rows) == [("up", "s1", 3, 1, 2), ("down", "s2", 1, 2, 1)]


def test_biggest_movers_over_the_week_before_a_day(answer: Answer) -> None:
    rows = answer("biggest_movers", playlist_id="p1", snapshot_date="2026-11-08")

    assert {row[2:5] for row in rows} == {(day(1), day(8), 7)}
    assert moves(rows) == [
        ("down", "s3", 3, 5, 2),
        ("down", "s1", 1, 2, 1),
        ("down", "s2", 2, 3, 1),
    ]


@pytest.mark.parametrize("date_before", [None, "2026-10-01", "2026-11-01"])
def test_biggest_movers_fall_back_to_the_oldest_snapshot(
    answer: Answer, date_before: str | None
) -> None:
    given = {"date_before": date_before} if date_before else {}
    rows = answer("biggest_movers", playlist_id="p1", snapshot_date="2026-11-04", **given)

    assert {row[2:5] for row in rows} == {(day(1), day(4), 3)}
    assert moves(rows) == [
        ("up", "s2", 2, 1, 1),
        ("up", "s3", 3, 2, 1),
        ("down", "s1", 1, 3, 2),
        ("down", "s4", 4, 5, 1),
    ]


def test_biggest_movers_of_an_artist(answer: Answer) -> None:
    # r2 is credited on s1 and s3, not on s2; the rank is among the artist's songs.
    rows = answer("biggest_movers", playlist_id="p1", artist_id="r2", most_songs="1")

    assert moves(rows) == [("down", "s3", 3, 5, 2)]


def test_biggest_movers_compares_seven_days(answer: Answer) -> None:
    up, down = "s3 s2 s1", "s1 s2 s3"
    lake = snapshots({"p1": {1: up, 2: down, 3: up, 9: up}})

    rows = answer("biggest_movers", on=lake)
    assert {row[2:5] for row in rows} == {(day(2), day(9), 7)}
    assert moves(rows) == [("up", "s3", 3, 1, 2), ("down", "s1", 1, 3, 2)]


@pytest.mark.parametrize(
    ("most_songs", "songs"), [("1", ["s3", "s4"]), ("2", ["s3", "s4"]), ("3", ["s3", "s4", "s5"])]
)
def test_biggest_movers_lists_all_that_tie(
    answer: Answer, most_songs: str, songs: list[str]
) -> None:
    # From low to high s3 and s4 rise two places and s5 one; back they fall as many.
    low, high = "s1 s2 s3 s4 s5", "s3 s4 s1 s5 s2"
    rising, falling = snapshots({"p1": {1: low, 2: high}}), snapshots({"p1": {1: high, 2: low}})

    for direction, lake in [("up", rising), ("down", falling)]:
        rows = answer("biggest_movers", on=lake, most_songs=most_songs, direction=direction)
        assert [row[6] for row in rows] == songs


@pytest.mark.parametrize(
    "days",
    [
        {9: "s1 s2"},
        {1: "s1 s2", 9: ""},
        {1: "s1 s2", 2: "", 8: "s1 s2", 9: "s2 s1"},  # the 2nd is the week before
    ],
)
def test_nothing_moves_from_or_to_an_empty_snapshot(answer: Answer, days: dict[int, str]) -> None:
    assert answer("biggest_movers", on=snapshots({"p1": days})) == []


def test_biggest_movers_are_ranked_within_each_playlist(answer: Answer) -> None:
    same_name = [{**playlist, "playlist_name": "Top"} for playlist in PLAYLISTS]
    lake = snapshots(
        {"p1": {1: "s1 s2 s3 s4", 2: "s4 s2 s3 s1"}, "p2": {1: "s1 s2", 2: "s2 s1"}},
        playlist=same_name,
    )

    rows = answer("biggest_movers", on=lake, most_songs="1")
    assert [(row[0], row[5], row[6], row[11]) for row in rows] == [
        ("p1", "up", "s4", 3),
        ("p1", "down", "s1", 3),
        ("p2", "up", "s2", 1),
        ("p2", "down", "s1", 1),
    ]


def test_turnover(answer: Answer) -> None:
    # snapshot before, days between, songs, entered, gone, stayed, percent new
    assert answer("turnover") == [
        ("p1", "Daily Top", day(1), None, None, 5, None, None, None, None),
        ("p1", "Daily Top", day(2), day(1), 1, 5, 1, 1, 4, 20.0),
        ("p1", "Daily Top", day(3), day(2), 1, 5, 1, 1, 4, 20.0),
        ("p1", "Daily Top", day(4), day(3), 1, 5, 0, 0, 5, 0.0),
        ("p1", "Daily Top", day(6), day(4), 2, 4, 1, 2, 3, 25.0),
        ("p1", "Daily Top", day(7), day(6), 1, 5, 1, 0, 4, 20.0),
        ("p1", "Daily Top", day(8), day(7), 1, 5, 1, 1, 4, 20.0),
        ("p1", "Daily Top", day(9), day(8), 1, 5, 0, 0, 5, 0.0),
        ("p2", "Odds", day(8), None, None, 3, None, None, None, None),
        ("p2", "Odds", day(9), day(8), 1, 2, 0, 1, 2, 0.0),
        ("p3", "Quiet", day(9), None, None, 0, None, None, None, None),
    ]


def test_turnover_in_a_period_compares_with_the_snapshot_before_it(answer: Answer) -> None:
    rows = answer("turnover", playlist_id="p1", first_date="2026-11-06", last_date="2026-11-07")

    assert [row[2:] for row in rows] == [
        (day(6), day(4), 2, 4, 1, 2, 3, 25.0),
        (day(7), day(6), 1, 5, 1, 0, 4, 20.0),
    ]


def test_turnover_around_a_snapshot_without_songs(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s1 s2", 2: "", 3: "s1 s2 s3", 4: "episode", 5: "s3"}})

    assert [(row[2], *row[5:]) for row in answer("turnover", on=lake)] == [
        (day(1), 2, None, None, None, None),
        (day(2), 0, 0, 2, 0, None),
        (day(3), 3, 3, 0, 0, 100.0),
        (day(4), 0, 0, 3, 0, None),
        (day(5), 1, 1, 0, 0, 100.0),
    ]


def test_turnover_is_rounded(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s1", 2: "s1 s2 s3"}})

    assert answer("turnover", on=lake)[1][6:] == (2, 0, 1, 66.7)


def test_entries_and_exits(answer: Answer) -> None:
    # s10 was at 7; on p1 the 8th and 9th have the same songs.
    assert answer("entries_and_exits") == [
        ("p2", "Odds", day(9), day(8), 1, "gone", 7, "s10", "Aurora", "Ada, Boris")
    ]


@pytest.mark.parametrize(
    ("snapshot_date", "changes"),
    [
        ("2026-10-31", []),
        ("2026-11-01", []),  # there is no snapshot before
        ("2026-11-02", [("new", 4, "s6"), ("gone", 4, "s4")]),
        ("2026-11-03", [("back", 3, "s4"), ("gone", 5, "s5")]),
        ("2026-11-05", []),  # missing: the 4th has the songs of the 3rd
        ("2026-11-06", [("new", 3, "s7"), ("gone", 2, "s3"), ("gone", 5, "s4")]),
        ("2026-11-08", [("back", 5, "s3"), ("gone", 5, "s6")]),
    ],
)
def test_entries_and_exits_of_a_day(
    answer: Answer, snapshot_date: str, changes: list[tuple[str, int, str]]
) -> None:
    rows = answer("entries_and_exits", playlist_id="p1", snapshot_date=snapshot_date)

    assert [row[5:8] for row in rows] == changes


def test_entries_and_exits_since_a_day(answer: Answer) -> None:
    # From the 2nd (s2 s1 s3 s6 s5) to the 9th (s7 s1 s8 s2 s3).
    rows = answer("entries_and_exits", playlist_id="p1", date_before="2026-11-02")

    assert [row[2:8] for row in rows] == [
        (day(9), day(2), 7, "new", 1, "s7"),
        (day(9), day(2), 7, "new", 3, "s8"),
        (day(9), day(2), 7, "gone", 4, "s6"),
        (day(9), day(2), 7, "gone", 5, "s5"),
    ]
    # From the 4th, as there is none of the 5th, to the 8th; s3 was there before the 4th, too.
    rows = answer(
        "entries_and_exits",
        playlist_id="p1",
        date_before="2026-11-05",
        snapshot_date="2026-11-08",
    )
    assert {row[3:5] for row in rows} == {(day(4), 4)}
    assert [row[5:8] for row in rows] == [
        ("new", 1, "s7"),
        ("new", 4, "s8"),
        ("gone", 4, "s6"),
        ("gone", 5, "s4"),
    ]
    assert answer("entries_and_exits", date_before="2026-10-31") == []


def test_entries_and_exits_of_an_artist(answer: Answer) -> None:
    # r5 is credited on s7, r4 on s6 and s5.
    since_the_2nd = {"playlist_id": "p1", "date_before": "2026-11-02"}
    for artist_id, songs in {"r5": ["s7"], "r4": ["s6", "s5"], "r9": []}.items():
        rows = answer("entries_and_exits", artist_id=artist_id, **since_the_2nd)
        assert [row[7] for row in rows] == songs


@pytest.mark.parametrize("nothing", ["", "episode"])
def test_entries_and_exits_around_a_snapshot_without_songs(answer: Answer, nothing: str) -> None:
    lake = snapshots({"p1": {1: "s1 s2 s1", 2: nothing, 3: "s3 s2"}})

    [emptied, filled] = [
        [(row[2], *row[5:8]) for row in answer("entries_and_exits", on=lake, snapshot_date=date)]
        for date in ("2026-11-02", "2026-11-03")
    ]
    assert emptied == [(day(2), "gone", 1, "s1"), (day(2), "gone", 2, "s2")]
    assert filled == [(day(3), "new", 1, "s3"), (day(3), "back", 2, "s2")]


def test_entries_and_exits_of_several_playlists(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s1", 2: "s1 s2"}, "p2": {1: "s2 s3", 2: "s3", 3: "s3 s2 s2"}})

    # p1's newest snapshot is of the 2nd, p2's of the 3rd.
    assert [(row[0], row[2], *row[5:8]) for row in answer("entries_and_exits", on=lake)] == [
        ("p1", day(2), "new", 2, "s2"),
        ("p2", day(3), "back", 2, "s2"),
    ]


def test_chart_returns(answer: Answer) -> None:
    # s4 was at 4 on the 1st, away on the 2nd, back at 3; s3 at 2 on the 4th, away on the 6th and
    # 7th, back at 5. The missing 5th is no absence.
    returns = [
        ("p1", "Daily Top", day(8), 5, "s3", "Cara", "Boris, Ada, Chloé", day(4), 2, 4, 2),
        ("p1", "Daily Top", day(3), 3, "s4", "Dune", "Chloé", day(1), 4, 2, 1),
    ]
    assert answer("chart_returns") == returns
    assert answer("chart_returns", first_date="2026-11-04") == returns[:1]
    assert answer("chart_returns", last_date="2026-11-03") == returns[1:]
    assert answer("chart_returns", artist_id="r2") == returns[:1]
    assert answer("chart_returns", playlist_id="p2") == []


def test_chart_returns_several_times(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s1", 2: "", 3: "s2 s1", 4: "s1", 5: "s2 s2", 9: "s1 s2"}})

    # return, position, song, last day before, position then, days and snapshots away
    rows = [(*row[2:5], *row[7:]) for row in answer("chart_returns", on=lake)]
    assert rows == [
        (day(9), 1, "s1", day(4), 1, 5, 1),
        (day(5), 1, "s2", day(3), 1, 2, 1),
        (day(3), 2, "s1", day(1), 1, 2, 1),
    ]


def test_debuts_by_week(answer: Answer) -> None:
    # The weeks of p1 begin on 26 October and on the 2nd and 9th. The songs of the 1st, its oldest
    # snapshot, are no debuts. s6 entered on the 2nd at 4, s7 on the 6th at 3, s8 on the 7th at 4.
    # p2's oldest snapshot is of the 8th, and nothing new entered on the 9th; p3 has one snapshot.
    assert answer("debuts_by_week") == [
        ("p1", "Daily Top", day(2), 3, 3, day(6), "s7", "Glow", "Ada, Ada"),
        ("p1", "Daily Top", day(9), 0, None, None, None, None, None),
        ("p2", "Odds", day(9), 0, None, None, None, None, None),
    ]
    assert answer("debuts_by_week", playlist_id="p1", last_date="2026-11-04") == [
        ("p1", "Daily Top", day(2), 1, 4, day(2), "s6", "Fado", "Dmitri, Jr.")
    ]
    rows = answer("debuts_by_week", first_date="2026-11-07", last_date="2026-11-08")
    assert rows == [("p1", "Daily Top", day(2), 1, 4, day(7), "s8", "Halo", None)]


def test_debuts_by_week_lists_all_highest_entries(answer: Answer) -> None:
    # Within the week of the 2nd, s2 and s3 entered at 1; a return is no debut.
    lake = snapshots({"p1": {1: "s1", 2: "s2 s4", 3: "s3 s2", 4: "s1 s2"}})

    assert [row[2:7] for row in answer("debuts_by_week", on=lake)] == [
        (day(2), 3, 1, day(2), "s2"),
        (day(2), 3, 1, day(3), "s3"),
    ]
