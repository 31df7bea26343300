"""The queries of ``sql/charts/`` about what moved, came and went.

The expected rows were worked out from the table in lake.py.
"""

import pytest

from tests.unit.sql.conftest import Answer
from tests.unit.sql.lake import PLAYLISTS, day
from tests.unit.sql.snapshots import snapshots


def test_biggest_fallers(answer: Answer) -> None:
    assert answer("biggest_fallers") == [
        ("p1", "Daily Top", day(2), day(9), "s2", "Blue", "Ada", 1, 4, 3),
        ("p1", "Daily Top", day(2), day(9), "s3", "Cara", "Boris, Ada, Chloé", 3, 5, 2),
        ("p2", "Odds", day(8), day(9), "s1", "Aurora", "Ada, Boris", 1, 2, 1),
    ]


def test_biggest_climbers(answer: Answer) -> None:
    # Nothing that stood on p1 on the 2nd stands higher on the 9th; of p2 the 8th is the first. It
    # held s1 at two places: that one was 6, then 2, is no rise.
    assert answer("biggest_climbers") == [("p2", "Odds", day(8), day(9), "s9", None, None, 2, 1, 1)]


def test_biggest_climbers_between_two_days(answer: Answer) -> None:
    # There is no snapshot of the 5th.
    assert answer(
        "biggest_climbers", playlist_id="p1", first_date="2026-11-05", last_date="2026-11-06"
    ) == [("p1", "Daily Top", day(4), day(6), "s1", "Aurora", "Ada, Boris", 3, 1, 2)]


def test_biggest_fallers_over_the_week_before_a_day(answer: Answer) -> None:
    rows = answer("biggest_fallers", playlist_id="p1", last_date="2026-11-08")

    assert [(row[2], row[3], row[4], *row[7:]) for row in rows] == [
        (day(1), day(8), "s3", 3, 5, 2),
        (day(1), day(8), "s1", 1, 2, 1),
        (day(1), day(8), "s2", 2, 3, 1),
    ]


@pytest.mark.parametrize("first_date", [None, "2026-10-01", "2026-11-01"])
def test_climbers_and_fallers_since_the_earliest(answer: Answer, first_date: str | None) -> None:
    given = {"first_date": first_date} if first_date else {}
    climbers = answer("biggest_climbers", playlist_id="p1", last_date="2026-11-04", **given)
    fallers = answer("biggest_fallers", playlist_id="p1", last_date="2026-11-04", **given)

    assert [(row[2], row[3], row[4], *row[7:]) for row in climbers] == [
        (day(1), day(4), "s2", 2, 1, 1),
        (day(1), day(4), "s3", 3, 2, 1),
    ]
    assert [(row[2], row[3], row[4], *row[7:]) for row in fallers] == [
        (day(1), day(4), "s1", 1, 3, 2),
        (day(1), day(4), "s4", 4, 5, 1),
    ]


def test_climbers_and_fallers_over_seven_days(answer: Answer) -> None:
    up, down = "s3 s2 s1", "s1 s2 s3"
    lake = snapshots({"p1": {1: up, 2: down, 3: up, 9: up}})

    [climber] = answer("biggest_climbers", on=lake)
    [faller] = answer("biggest_fallers", on=lake)
    assert (*climber[2:5], *climber[7:]) == (day(2), day(9), "s3", 3, 1, 2)
    assert (*faller[2:5], *faller[7:]) == (day(2), day(9), "s1", 1, 3, 2)


@pytest.mark.parametrize(
    ("most_songs", "songs"), [("1", ["s3", "s4"]), ("2", ["s3", "s4"]), ("3", ["s3", "s4", "s5"])]
)
def test_climbers_and_fallers_list_all_that_tie(
    answer: Answer, most_songs: str, songs: list[str]
) -> None:
    # from the one to the other s3 and s4 rise two places and s5 one, and back they fall as many
    low, high = "s1 s2 s3 s4 s5", "s3 s4 s1 s5 s2"
    rising, falling = snapshots({"p1": {1: low, 2: high}}), snapshots({"p1": {1: high, 2: low}})

    climbers = answer("biggest_climbers", on=rising, most_songs=most_songs)
    fallers = answer("biggest_fallers", on=falling, most_songs=most_songs)
    assert [row[4] for row in climbers] == songs
    assert [row[4] for row in fallers] == songs


@pytest.mark.parametrize(
    "days",
    [
        {9: "s1 s2"},
        {1: "s1 s2", 9: ""},
        {1: "s1 s2", 2: "", 8: "s1 s2", 9: "s2 s1"},  # the 2nd is the week before
    ],
)
def test_nothing_climbs_where_nothing_stood(answer: Answer, days: dict[int, str]) -> None:
    lake = snapshots({"p1": days})

    assert answer("biggest_climbers", on=lake) == []
    assert answer("biggest_fallers", on=lake) == []


def test_climbers_and_fallers_are_those_of_each_playlist(answer: Answer) -> None:
    same_name = [{**playlist, "playlist_name": "Top"} for playlist in PLAYLISTS]
    lake = snapshots(
        {"p1": {1: "s1 s2 s3 s4", 2: "s4 s2 s3 s1"}, "p2": {1: "s1 s2", 2: "s2 s1"}},
        playlist=same_name,
    )

    climbers = answer("biggest_climbers", on=lake, most_songs="1")
    fallers = answer("biggest_fallers", on=lake, most_songs="1")
    assert [(row[0], row[4], row[9]) for row in climbers] == [("p1", "s4", 3), ("p2", "s2", 1)]
    assert [(row[0], row[4], row[9]) for row in fallers] == [("p1", "s1", 3), ("p2", "s1", 1)]


def test_turnover(answer: Answer) -> None:
    # songs, entered, gone, stayed, percent new
    assert answer("turnover") == [
        ("p1", "Daily Top", day(1), 5, None, None, None, None),
        ("p1", "Daily Top", day(2), 5, 1, 1, 4, 20.0),
        ("p1", "Daily Top", day(3), 5, 1, 1, 4, 20.0),
        ("p1", "Daily Top", day(4), 5, 0, 0, 5, 0.0),
        ("p1", "Daily Top", day(6), 4, 1, 2, 3, 25.0),
        ("p1", "Daily Top", day(7), 5, 1, 0, 4, 20.0),
        ("p1", "Daily Top", day(8), 5, 1, 1, 4, 20.0),
        ("p1", "Daily Top", day(9), 5, 0, 0, 5, 0.0),
        ("p2", "Odds", day(8), 3, None, None, None, None),
        ("p2", "Odds", day(9), 2, 0, 1, 2, 0.0),
        ("p3", "Quiet", day(9), 0, None, None, None, None),
    ]


def test_turnover_in_a_window_still_knows_the_snapshot_before_it(answer: Answer) -> None:
    rows = answer("turnover", playlist_id="p1", first_date="2026-11-06", last_date="2026-11-07")

    assert [row[2:] for row in rows] == [
        (day(6), 4, 1, 2, 3, 25.0),
        (day(7), 5, 1, 0, 4, 20.0),
    ]


def test_turnover_over_a_snapshot_without_songs(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s1 s2", 2: "", 3: "s1 s2 s3", 4: "episode", 5: "s3"}})

    assert [row[2:] for row in answer("turnover", on=lake)] == [
        (day(1), 2, None, None, None, None),
        (day(2), 0, 0, 2, 0, None),
        (day(3), 3, 3, 0, 0, 100.0),
        (day(4), 0, 0, 3, 0, None),
        (day(5), 1, 1, 0, 0, 100.0),
    ]


def test_turnover_is_rounded(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s1", 2: "s1 s2 s3"}})

    assert answer("turnover", on=lake)[1][4:] == (2, 0, 1, 66.7)


def test_entries_and_exits(answer: Answer) -> None:
    # s10 held the 7th place; nothing came or went on p1
    assert answer("entries_and_exits") == [
        ("p2", "Odds", day(9), "gone", 7, "s10", "Aurora", "Ada, Boris")
    ]


@pytest.mark.parametrize(
    ("snapshot_date", "changes"),
    [
        ("2026-10-31", []),
        ("2026-11-01", []),  # nobody knows what stood before
        ("2026-11-02", [("new", 4, "s6"), ("gone", 4, "s4")]),
        ("2026-11-03", [("back", 3, "s4"), ("gone", 5, "s5")]),
        ("2026-11-05", []),  # missing: the 4th, on which all of the 3rd still stood
        ("2026-11-06", [("new", 3, "s7"), ("gone", 2, "s3"), ("gone", 5, "s4")]),
        ("2026-11-08", [("back", 5, "s3"), ("gone", 5, "s6")]),
    ],
)
def test_entries_and_exits_of_a_day(
    answer: Answer, snapshot_date: str, changes: list[tuple[str, int, str]]
) -> None:
    rows = answer("entries_and_exits", playlist_id="p1", snapshot_date=snapshot_date)

    assert [row[3:6] for row in rows] == changes


@pytest.mark.parametrize("nothing", ["", "episode"])
def test_entries_and_exits_around_a_snapshot_without_songs(answer: Answer, nothing: str) -> None:
    lake = snapshots({"p1": {1: "s1 s2 s1", 2: nothing, 3: "s3 s2"}})

    [emptied, filled] = [
        answer("entries_and_exits", on=lake, snapshot_date=date)
        for date in ("2026-11-02", "2026-11-03")
    ]
    assert [row[2:6] for row in emptied] == [(day(2), "gone", 1, "s1"), (day(2), "gone", 2, "s2")]
    assert [row[2:6] for row in filled] == [(day(3), "new", 1, "s3"), (day(3), "back", 2, "s2")]


def test_entries_and_exits_tell_playlists_apart(answer: Answer) -> None:
    lake = snapshots({"p1": {1: "s1", 2: "s1 s2"}, "p2": {1: "s2 s3", 2: "s3", 3: "s3 s2 s2"}})

    # p1's newest is the 2nd, p2's the 3rd
    assert [(row[0], *row[2:6]) for row in answer("entries_and_exits", on=lake)] == [
        ("p1", day(2), "new", 2, "s2"),
        ("p2", day(3), "back", 2, "s2"),
    ]
