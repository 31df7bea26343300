"""The queries of ``sql/lake/``; the expected rows are worked out by hand from lake.py."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.unit.sql.conftest import Answer
from tests.unit.sql.lake import Row, at, day, entries, lake_of
from tests.unit.sql.snapshots import snapshots


def test_playlists(answer: Answer) -> None:
    # Odds lists s1 twice on the 8th, but not in its newest snapshot; Quiet was empty on the 9th.
    assert answer("playlists") == [
        ("p1", "Daily Top", "Una", 1000, 8, day(1), day(9), 5, 5),
        ("p2", "Odds", "Una", 7, 2, day(8), day(9), 3, 2),
        ("p3", "Quiet", "Una", 0, 1, day(9), day(9), 0, 0),
    ]


def test_playlists_are_ordered_by_snapshots_and_songs(
    answer: Answer,
) -> None:
    lake = snapshots(
        {
            "a": {1: "s1 s1 s1 s1 local"},  # most entries, but of one song
            "b": {1: "s1 s2"},
            "c": {1: "s1 s2"},
            "d": {1: "s1", 3: "s1"},
            "e": {1: "s1", 2: "s2", 3: ""},  # all songs were taken from it
        },
        playlist=[{"playlist_id": each, "playlist_name": "Same"} for each in "abcde"],
    )

    assert [(row[0], row[4], *row[7:]) for row in answer("playlists", on=lake)] == [
        ("e", 3, 0, 0),
        ("d", 2, 1, 1),
        ("b", 1, 2, 2),
        ("c", 1, 2, 2),
        ("a", 1, 5, 1),
    ]


def test_data_freshness_as_of_a_time(answer: Answer) -> None:
    # Extracted on the 9th at 6:00 and loaded five minutes later; of p2 the later of two files.
    assert answer("data_freshness", as_of="2026-11-10 06:06:00") == [
        (playlist_id, name, day(9), at(9, 6), at(9, 6, 5), 24.1, "fresh", None)
        for playlist_id, name in [("p1", "Daily Top"), ("p2", "Odds"), ("p3", "Quiet")]
    ]


@pytest.mark.parametrize(
    ("as_of", "hours", "freshness"),
    [
        ("2026-11-10 08:00:00", 26.0, "fresh"),
        ("2026-11-10 08:00:01", 26.0, "stale"),  # 26.0003 hours
        ("2026-11-10T09:00:00+01:00", 26.0, "fresh"),
        ("2026-11-09 05:00:00", -1.0, "in the future"),  # a clock is wrong
        ("2026-11-09 06:00:00", 0.0, "fresh"),
    ],
)
def test_data_is_stale_after_26_hours(
    answer: Answer, as_of: str, hours: float, freshness: str
) -> None:
    assert [row[5:7] for row in answer("data_freshness", as_of=as_of)] == [(hours, freshness)] * 3


def test_data_is_stale_after_the_given_hours(answer: Answer) -> None:
    rows = answer("data_freshness", as_of="2026-11-09 12:30:00", stale_after_hours="6")

    assert [row[5:7] for row in rows] == [(6.5, "stale")] * 3


def test_age_counts_from_the_extraction_of_loaded_files(answer: Answer) -> None:
    lake = lake_of(
        playlist=[{"playlist_id": each} for each in ("late", "never", "new")],
        raw_file=[
            raw_file("late", at(3, 6), loaded_at=at(9, 6)),
            raw_file("late", at(2, 6), loaded_at=at(9, 7)),
            raw_file("new", at(9, 6), loaded_at=at(9, 6)),
            {"raw_file": "never/x.jsonl", "status": "rejected", "loaded_at": at(9, 6)},
            raw_file("never", at(9, 6), status="rejected"),
        ],
    )

    assert answer("data_freshness", on=lake, as_of="2026-11-09 07:00:00") == [
        ("never", None, None, None, None, None, "stale", None),
        ("late", None, day(3), at(3, 6), at(9, 6), 145.0, "stale", None),
        ("new", None, day(9), at(9, 6), at(9, 6), 1.0, "fresh", None),
    ]


def test_missing_entries_are_those_of_the_newest_file(answer: Answer) -> None:
    lake = lake_of(
        playlist=[{"playlist_id": each} for each in ("fewer", "more", "unknown", "whole")],
        raw_file=[
            raw_file("fewer", at(9, 6), entries=60, total=120),
            raw_file("more", at(9, 6), entries=3, total=2),
            raw_file("unknown", at(9, 6), entries=3, total=None),
            raw_file("whole", at(8, 6), entries=1, total=2),
            raw_file("whole", at(9, 6), entries=2, total=2),
        ],
    )

    assert [(row[0], row[7]) for row in answer("data_freshness", on=lake)] == [
        ("fewer", 60),
        ("more", 0),
        ("unknown", None),
        ("whole", 0),
    ]


def test_age_is_as_of_now_in_utc_whatever_the_session_time_zone(answer: Answer) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    lake = lake_of(
        playlist=[{"playlist_id": "p"}], raw_file=[raw_file("p", now - timedelta(hours=5))]
    )

    for zone in ("UTC", "Asia/Tokyo", "America/Los_Angeles"):
        lake.connection.execute(f"SET TimeZone = '{zone}'")
        assert [row[5] for row in answer("data_freshness", on=lake)] == [5.0]


def test_load_reconciliation(answer: Answer) -> None:
    rows = answer("load_reconciliation")

    assert [(row[0], row[-1]) for row in rows] == [
        ("p1/20261105T060000Z.jsonl", "rejected"),
        ("p2/20261109T050000Z.jsonl", "replaced"),
        *((f"p1/202611{number:02}T060000Z.jsonl", "complete") for number in (1, 2, 3, 4)),
        *((f"p1/202611{number:02}T060000Z.jsonl", "complete") for number in (6, 7, 8, 9)),
        ("p2/20261108T060000Z.jsonl", "complete"),
        ("p2/20261109T060000Z.jsonl", "complete"),
        ("p3/20261109T060000Z.jsonl", "complete"),
    ]
    assert rows[0][1:8] == (
        *("rejected", "line 1: Input data was truncated (byte 17)", None, None),
        *(None, None, 0),
    )
    assert rows[1][1:8] == ("loaded", None, "p2", at(9, 5), 2, 2, 0)
    # Four tracks, an episode, a local file and an unavailable one.
    assert rows[10][1:8] == ("loaded", None, "p2", at(8, 6), 7, 7, 7)
    assert rows[12][1:8] == ("loaded", None, "p3", at(9, 6), 0, 0, 0)


def raw_file(playlist_id: str, extracted_at: datetime, **other: Any) -> Row:
    """A loaded raw file, named as the Lambda names it."""
    return {
        "raw_file": f"{playlist_id}/{extracted_at:%Y%m%dT%H%M%SZ}.jsonl",
        "playlist_id": playlist_id,
        "extracted_at": extracted_at,
        "status": "loaded",
        **other,
    }


def counts(tracks: int | None, total: int | None, **other: int | None) -> dict[str, int | None]:
    return {
        "entries": total,
        "tracks": tracks,
        "episodes": 0,
        "local": 0,
        "unavailable": 0,
        **other,
    }


@pytest.mark.parametrize(
    ("of_file", "line", "verdict"),
    [
        (counts(2, 2), "s1 s2", "complete"),
        (counts(1, 2, local=1), "s1 local", "complete"),
        (counts(2, 2), "s1", "incomplete"),  # an entry was lost
        (counts(2, 2), "s1 s2 s3", "incomplete"),  # one too many
        (counts(1, 2), "s1 s2", "incomplete"),  # an entry was not counted
        (counts(2, 2), "", "incomplete"),
        (counts(0, 0), "", "complete"),
        (counts(None, 0), "", "incomplete"),
        (counts(0, 0, unavailable=None), "", "incomplete"),
        (counts(0, None), "", "incomplete"),
    ],
)
def test_a_file_is_complete_if_all_counts_agree(
    answer: Answer, of_file: dict[str, int | None], line: str, verdict: str
) -> None:
    lake = lake_of(
        playlist_entry=entries("p", 1, line),
        raw_file=[raw_file("p", at(1, 6), **of_file)],
    )

    assert [row[-1] for row in answer("load_reconciliation", on=lake)] == [verdict]


@pytest.mark.parametrize(
    ("total", "line", "verdict"),
    [
        (None, "s1 s2", "complete"),
        (2, "s1 s2", "complete"),
        (1, "s1 s2", "complete"),  # the playlist changed between the pages
        (3, "s1 s2", "not whole"),
        (3, "s1", "incomplete"),  # an entry of the file was lost as well
    ],
)
def test_a_file_with_fewer_entries_than_the_playlist_is_not_whole(
    answer: Answer, total: int | None, line: str, verdict: str
) -> None:
    lake = lake_of(
        playlist_entry=entries("p", 1, line),
        raw_file=[raw_file("p", at(1, 6), **counts(2, 2), total=total)],
    )

    ((*_, shown, found),) = answer("load_reconciliation", on=lake)
    assert (shown, found) == (total, verdict)


def test_a_replaced_file_leaves_no_entries(answer: Answer) -> None:
    """Also if the latest of the day was empty, and has no entries itself."""
    lake = lake_of(
        playlist_entry=entries("left", 1, "s1"),
        raw_file=[
            raw_file("gone", at(1, 6), **counts(1, 1)),
            raw_file("gone", at(1, 7), **counts(0, 0)),
            raw_file("left", at(1, 6), **counts(1, 1)),
            raw_file("left", at(1, 7), **counts(0, 0)),
            raw_file("miscounted", at(1, 6), **counts(1, 2)),
            raw_file("miscounted", at(1, 7), **counts(0, 0)),
            # A later file replaces nothing if it was rejected, or is of another day or playlist.
            raw_file("kept", at(1, 6), **counts(1, 1)),
            raw_file("kept", at(1, 7), status="rejected"),
            raw_file("kept", at(2, 6), **counts(0, 0)),
            raw_file("part", at(1, 6), **counts(0, 0), total=1),
        ],
    )

    # Faults come first.
    assert [(row[0], row[-1]) for row in answer("load_reconciliation", on=lake)] == [
        ("kept/20261101T060000Z.jsonl", "incomplete"),
        ("left/20261101T060000Z.jsonl", "incomplete"),
        ("miscounted/20261101T060000Z.jsonl", "incomplete"),
        ("kept/20261101T070000Z.jsonl", "rejected"),
        ("part/20261101T060000Z.jsonl", "not whole"),
        ("gone/20261101T060000Z.jsonl", "replaced"),
        ("gone/20261101T070000Z.jsonl", "complete"),
        ("kept/20261102T060000Z.jsonl", "complete"),
        ("left/20261101T070000Z.jsonl", "complete"),
        ("miscounted/20261101T070000Z.jsonl", "complete"),
    ]


def test_of_two_files_of_one_time_the_later_name_replaces_the_other(answer: Answer) -> None:
    lake = lake_of(
        playlist_entry=[],
        raw_file=[
            {**raw_file("p", at(1, 6), **counts(0, 0)), "raw_file": name} for name in ("a", "b")
        ],
    )

    assert [(row[0], row[-1]) for row in answer("load_reconciliation", on=lake)] == [
        ("a", "replaced"),
        ("b", "complete"),
    ]


def test_entries_of_unrecorded_or_rejected_files_are_incomplete(
    answer: Answer,
) -> None:
    lake = lake_of(
        playlist_entry=[*entries("known", 1, "s1"), *entries("unknown", 1, "s1 s2")],
        raw_file=[raw_file("known", at(1, 6), status="rejected")],
    )

    rows = answer("load_reconciliation", on=lake)

    assert [(row[0], row[1], row[7], row[-1]) for row in rows] == [
        ("known/20261101T060000Z.jsonl", "rejected", 1, "incomplete"),
        ("unknown/20261101T060000Z.jsonl", None, 2, "incomplete"),
    ]
