"""Pairs of snapshots with their changes, worked out by hand."""

from datetime import UTC, datetime
from typing import Any

import pytest

from glue_jobs.digest.compare import Change, Snapshot, compare
from glue_jobs.digest.describe import describe


def snapshot(day: int, line: str, hour: int = 6, **header: Any) -> Snapshot:
    """Return a snapshot with one-letter songs at positions from 1; ``-`` is an entry of no song."""
    positions = {song: line.index(song) + 1 for song in line if song != "-"}
    return Snapshot("p", datetime(2026, 11, day, hour, tzinfo=UTC), positions, **header)


def changed(before: str, after: str) -> dict[str, list[tuple[str, int | None, int | None]]]:
    digest = compare(snapshot(1, before), snapshot(2, after))
    return {
        kind: [(song.song_id, song.position_before, song.position) for song in songs]
        for kind, songs in (
            ("added", digest.added),
            ("removed", digest.removed),
            ("moved", digest.moved),
        )
        if songs
    }


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", {}),
        ("abc", "abc", {}),
        ("abc", "abcd", {"added": [("d", None, 4)]}),
        ("abc", "ab", {"removed": [("c", 3, None)]}),
        ("", "ab", {"added": [("a", None, 1), ("b", None, 2)]}),
        ("ab", "", {"removed": [("a", 1, None), ("b", 2, None)]}),
        # One song to the top moves those above it down by one.
        ("abcd", "dabc", {"moved": [("d", 4, 1), ("a", 1, 2), ("b", 2, 3), ("c", 3, 4)]}),
        ("ab", "ba", {"moved": [("b", 2, 1), ("a", 1, 2)]}),
        # A new song at the top moves all others.
        ("ab", "cab", {"added": [("c", None, 1)], "moved": [("a", 1, 2), ("b", 2, 3)]}),
        ("abc", "dbc", {"added": [("d", None, 1)], "removed": [("a", 1, None)]}),
        # Twice on the list: the best position counts.
        ("aba", "ab", {}),
        ("aba", "baa", {"moved": [("b", 2, 1), ("a", 1, 2)]}),
        # Entries that are no songs hold a place.
        ("a-b", "a--b", {"moved": [("b", 3, 4)]}),
        ("a-", "a", {}),
    ],
)
def test_songs_added_removed_and_moved(
    before: str, after: str, expected: dict[str, list[tuple[str, int | None, int | None]]]
) -> None:
    assert changed(before, after) == expected


@pytest.mark.parametrize(
    ("field", "column", "before", "after"),
    [
        ("renamed", "playlist_name", "Summer", "Winter"),
        ("description", "description", "", "Loud"),
        ("owner", "owner_id", "ada", "bo"),
        ("followers", "followers", 0, 3),
        ("followers", "followers", 3, 0),
    ],
)
def test_value_that_both_snapshots_show(field: str, column: str, before: Any, after: Any) -> None:
    digest = compare(snapshot(1, "a", **{column: before}), snapshot(2, "a", **{column: after}))

    assert getattr(digest, field) == Change(before, after)
    assert not digest.is_empty


@pytest.mark.parametrize(
    "header", [{"playlist_name": "Summer"}, {"followers": 3}, {"owner_id": "a"}]
)
def test_value_that_one_snapshot_does_not_show_has_not_changed(header: dict[str, Any]) -> None:
    assert compare(snapshot(1, "a", **header), snapshot(2, "a")).is_empty
    assert compare(snapshot(1, "a"), snapshot(2, "a", **header)).is_empty


def test_equal_snapshots_give_an_empty_digest() -> None:
    header: dict[str, Any] = {"playlist_name": "Summer", "followers": 3}
    assert compare(snapshot(1, "ab-", **header), snapshot(2, "ab-", **header)).is_empty


def test_playlist_keeps_its_name_where_the_later_snapshot_has_none() -> None:
    assert (
        compare(snapshot(1, "", playlist_name="Summer"), snapshot(2, "")).playlist_name == "Summer"
    )


def test_text_of_a_digest() -> None:
    digest = compare(
        snapshot(1, "abcdef", playlist_name="It's\nsummer", followers=999, description="x" * 400),
        snapshot(2, "gfedcb", playlist_name="Winter", followers=1200, description="It&#x27;s cold"),
    ).named({"a": ("Aurora", "Ada, Bo"), "g": ("Glow", None), "f": (None, "Chloé")})

    assert list(describe(digest)) == [
        "Winter, 2026-11-02 (since 2026-11-01):",
        "  added 1 song: Glow",
        "  removed 1 song: Ada, Bo - Aurora",
        # f 6 -> 2, e 5 -> 3, b 2 -> 6, c 3 -> 5; d stays at 4.
        "  moved 4 songs, farthest Chloé - f from 6 to 2; b from 2 to 6; e from 5 to 3",
        "  renamed: from 'It's summer' to 'Winter'",
        f"  description: from '{'x' * 299}…' to 'It's cold'",
        "  followers: from 999 to 1,200",
    ]


def test_text_lists_ten_songs_and_counts_the_others() -> None:
    [_, line] = describe(compare(snapshot(1, ""), snapshot(2, "abcdefghijkl")))
    assert line == "  added 12 songs: a; b; c; d; e; f; g; h; i; j; and 2 more"


def test_text_tells_two_extractions_of_a_day_apart() -> None:
    [line, _] = describe(compare(snapshot(1, "", hour=6), snapshot(1, "a", hour=18)))
    assert line == "p, 2026-11-01 18:00 UTC (since 06:00):"


def test_song_ids_that_a_digest_lists() -> None:
    digest = compare(snapshot(1, "zy"), snapshot(2, "abcdefghijklz"))
    assert digest.listed == {*"abcdefghij", "y", "z"}
