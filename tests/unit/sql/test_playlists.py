"""The queries of ``sql/playlists/``; the expected rows are worked out by hand from these lakes."""

from dataclasses import replace
from typing import Any

import pytest

from glue_jobs.digest.compare import Digest, Snapshot, compare
from glue_jobs.digest.describe import describe
from local.changes import digests
from local.queries.duckdb_tables import LakeTables
from local.queries.named import named_query
from tests.unit.sql.conftest import Answer
from tests.unit.sql.lake import Row, at, day, entries, lake_of
from tests.unit.sql.snapshots import snapshots

# Songs of the playlist "party" by day; on the 3rd the extraction missed an entry.
_PARTY = {1: "s1 s2 s3", 2: "s2 s4 s1", 3: "s2 s4", 5: "s4 s2 s10 s1 s1"}
_ADDED_BY = {"s1": "ada", "s2": "bo", "s3": "bo", "s4": "ada", "s10": None}
_HEADERS: dict[int, Row] = {
    1: {"playlist_name": "Party", "description": "", "owner_id": "ada", "followers": 7},
    2: {"playlist_name": "Party", "description": "Loud", "owner_id": "ada", "followers": 10},
    3: {"playlist_name": "Lost", "description": "Loud", "owner_id": "ada"},
    5: {"playlist_name": "After", "description": "Loud", "owner_id": "bo", "followers": 9},
}
_TOTALS = {1: 3, 2: None, 3: 3, 5: 5}


@pytest.fixture(scope="module")
def party() -> LakeTables:
    snapshots: list[dict[str, Any]] = [
        {
            "playlist_id": "party",
            "snapshot_date": day(number),
            "entries": len(line.split()),
            "total": _TOTALS[number],
            **_HEADERS[number],
        }
        for number, line in _PARTY.items()
    ]
    other = {"playlist_id": "other", "playlist_name": "Other"}
    return lake_of(
        playlist=[{"playlist_id": "party", "playlist_name": "After"}, other],
        playlist_snapshot=[
            *snapshots,
            {**other, "snapshot_date": day(1), "entries": 1, "total": 1, "followers": 0},
        ],
        playlist_entry=[
            *(
                {**entry, "added_by": _ADDED_BY[entry["song_id"]], "added_at": at(number, 5)}
                for number, line in _PARTY.items()
                for entry in entries("party", number, line)
            ),
            *entries("other", 1, "local"),
        ],
    )


def test_playlist_changes(answer: Answer, party: LakeTables) -> None:
    rows = answer("playlist_changes", on=party)

    assert {row[:2] for row in rows} == {("party", "After")}
    # The 3rd is not whole: the 5th is compared with the 2nd, and the name of the 3rd is not shown.
    # The 2nd has no total, and is taken as whole.
    assert [(row[2], row[3], row[4], row[5], *row[8:]) for row in rows] == [
        (day(5), day(2), "added", "s10", None, 3, None, None),
        (day(5), day(2), "followers", None, None, None, "10", "9"),
        (day(5), day(2), "moved", "s4", 2, 1, None, None),
        (day(5), day(2), "moved", "s2", 1, 2, None, None),
        (day(5), day(2), "moved", "s1", 3, 4, None, None),
        (day(5), day(2), "owner", None, None, None, "ada", "bo"),
        (day(5), day(2), "renamed", None, None, None, "Party", "After"),
        (day(2), day(1), "added", "s4", None, 2, None, None),
        (day(2), day(1), "description", None, None, None, "", "Loud"),
        (day(2), day(1), "followers", None, None, None, "7", "10"),
        (day(2), day(1), "moved", "s2", 2, 1, None, None),
        (day(2), day(1), "moved", "s1", 1, 3, None, None),
        (day(2), day(1), "removed", "s3", 3, None, None, None),
    ]
    assert rows[0][6:8] == ("Aurora", "Ada, Boris")


def test_playlist_changes_since_a_day(answer: Answer, party: LakeTables) -> None:
    rows = answer("playlist_changes", on=party, playlist_id="party", since="2026-11-03")
    assert {row[2:4] for row in rows} == {(day(5), day(2))}
    assert answer("playlist_changes", on=party, playlist_id="other") == []


def digests_of_query(answer: Answer, on: LakeTables) -> list[Digest]:
    names = named_query("playlist_changes").columns
    rows = answer("playlist_changes", on=on)
    return list(digests(dict(zip(names, row, strict=True)) for row in rows))


def test_changes_in_text(answer: Answer, party: LakeTables) -> None:
    lines = [line for digest in digests_of_query(answer, party) for line in describe(digest)]

    assert lines == [
        "After, 2026-11-05 (since 2026-11-02):",
        "  added 1 song: Ada, Boris - Aurora",
        "  moved 3 songs, farthest Chloé - Dune from 2 to 1; Ada - Blue from 1 to 2; "
        "Ada, Boris - Aurora from 3 to 4",
        "  renamed: from 'Party' to 'After'",
        "  owner: from 'ada' to 'bo'",
        "  followers: from 10 to 9",
        "After, 2026-11-02 (since 2026-11-01):",
        "  added 1 song: Chloé - Dune",
        "  removed 1 song: Boris, Ada, Chloé - Cara",
        "  moved 2 songs, farthest Ada, Boris - Aurora from 1 to 3; Ada - Blue from 2 to 1",
        "  description: from '' to 'Loud'",
        "  followers: from 7 to 10",
    ]


def test_load_job_finds_the_changes_of_the_query(answer: Answer, party: LakeTables) -> None:
    newest, older = digests_of_query(answer, party)
    first, second, third = (
        Snapshot(
            "party",
            day(number),
            {
                song_id: _PARTY[number].split().index(song_id) + 1
                for song_id in _PARTY[number].split()
            },
            **_HEADERS[number],
        )
        for number in (1, 2, 5)
    )

    for found, expected in ((compare(first, second), older), (compare(second, third), newest)):
        names = {song.song_id: (song.song_name, song.artist_names) for song in expected.songs}
        # The query shows the playlist's present name.
        assert replace(found.named(names), playlist_name="After") == expected


def test_ever_on_playlist(answer: Answer, party: LakeTables) -> None:
    assert answer("ever_on_playlist", on=party) == [
        ("party", "After", "s2", "Blue", "Ada", day(1), day(5), 4, 1, "bo", True),
        ("party", "After", "s1", "Aurora", "Ada, Boris", day(1), day(5), 3, 1, "ada", True),
        ("party", "After", "s4", "Dune", "Chloé", day(2), day(5), 3, 1, "ada", True),
        ("party", "After", "s10", "Aurora", "Ada, Boris", day(5), day(5), 1, 3, None, True),
        ("party", "After", "s3", "Cara", "Boris, Ada, Chloé", day(1), day(1), 1, 3, "bo", False),
    ]
    assert answer("ever_on_playlist", on=party, playlist_id="other") == []
    of_chloe = answer("ever_on_playlist", on=party, artist_id="r3")
    assert [row[2] for row in of_chloe] == ["s4", "s3"]


def test_playlist_as_of(answer: Answer, party: LakeTables) -> None:
    # The last snapshot up to the 4th is that of the 3rd.
    assert answer("playlist_as_of", on=party, playlist_id="party", snapshot_date="2026-11-04") == [
        ("party", "Lost", day(3), 1, "track", "spotify:track:s2", "Blue", "Ada", at(3, 5), "bo"),
        ("party", "Lost", day(3), 2, "track", "spotify:track:s4", "Dune", "Chloé", at(3, 5), "ada"),
    ]
    newest = [(row[0], *row[2:6]) for row in answer("playlist_as_of", on=party)]
    assert newest == [
        ("other", day(1), 1, "local", None),
        ("party", day(5), 1, "track", "spotify:track:s4"),
        ("party", day(5), 2, "track", "spotify:track:s2"),
        ("party", day(5), 3, "track", "spotify:track:s10"),
        ("party", day(5), 4, "track", "spotify:track:s1"),
        ("party", day(5), 5, "track", "spotify:track:s1"),
    ]


def test_follower_history(answer: Answer, party: LakeTables) -> None:
    # The 3rd did not show followers.
    assert answer("follower_history", on=party) == [
        ("other", "Other", day(1), None, 0, None),
        ("party", "Party", day(1), None, 7, None),
        ("party", "Party", day(2), day(1), 10, 3),
        ("party", "After", day(5), day(2), 9, -1),
    ]
    # The first day of a period is compared with the snapshot before it.
    assert answer(
        "follower_history", on=party, first_date="2026-11-02", last_date="2026-11-04"
    ) == [("party", "Party", day(2), day(1), 10, 3)]
    assert len(answer("follower_history", on=party, playlist_id="other")) == 1


def test_who_added(answer: Answer, party: LakeTables) -> None:
    assert answer("who_added", on=party) == [
        ("party", "After", "ada", 2, 2, 1, at(1, 5), at(5, 5)),
        ("party", "After", "bo", 2, 1, 1, at(1, 5), at(5, 5)),
        ("party", "After", None, 1, 1, 3, at(5, 5), at(5, 5)),
    ]
    assert answer("who_added", on=party, playlist_id="other") == []


def test_duplicates_on_playlist(answer: Answer, party: LakeTables) -> None:
    # s10 is s1 under another id.
    assert answer("duplicates_on_playlist", on=party) == [
        ("party", "After", day(5), "X1", "Aurora", 3, 2, "3, 4, 5"),
    ]
    assert answer("duplicates_on_playlist", on=party, playlist_id="other") == []
    # The last snapshot up to the 4th is that of the 3rd, with s2 and s4 only.
    assert answer("duplicates_on_playlist", on=party, snapshot_date="2026-11-04") == []


def test_duplicates_on_playlist_of_unknown_recordings(answer: Answer) -> None:
    # An empty ISRC names no recording: only s1 is listed twice.
    songs = [{"song_id": name, "song_name": name, "isrc": ""} for name in ("s1", "s2")]
    lake = snapshots({"p1": {1: "s1 s2 s1"}}, song=songs)

    assert answer("duplicates_on_playlist", on=lake) == [
        ("p1", "Daily Top", day(1), None, "s1", 2, 1, "1, 3")
    ]


def grey_lake(days: dict[int, str], totals: dict[int, int] | None = None) -> LakeTables:
    """Return a lake with a playlist whose entries are written ``song@hour of adding``.

    ``-`` is an unavailable entry, ``?`` an unknown hour. Without a total a snapshot is whole.
    """
    rows: list[Row] = []
    for number, line in days.items():
        songs, hours = zip(*(word.split("@") for word in line.split()), strict=True)
        types = " ".join("unavailable" if song == "-" else song for song in songs)
        rows += [
            {**entry, "added_at": None if hour == "?" else at(1, int(hour))}
            for entry, hour in zip(entries("p", number, types), hours, strict=True)
        ]
    return lake_of(
        playlist=[{"playlist_id": "p", "playlist_name": "Grey"}],
        playlist_snapshot=[
            {
                "playlist_id": "p",
                "snapshot_date": day(number),
                "entries": len(line.split()),
                "total": (totals or {}).get(number),
            }
            for number, line in days.items()
        ],
        playlist_entry=rows,
    )


def test_unavailable_songs(answer: Answer) -> None:
    # s1 goes on the 3rd, and s10, the same recording, is added; s3 was removed the day before. On
    # the 2nd s2 is unavailable, but back on the 3rd.
    lake = grey_lake(
        {
            1: "s1@1 s2@2 s3@3 s4@4",
            2: "s1@1 -@2 s4@4",
            3: "s10@5 -@1 s2@2 s4@4",
            4: "-@1 s10@5 s2@2 s4@4",
        }
    )
    aurora = ("p", "Grey", "s1", "Aurora", "Ada, Boris", "X1", 1)
    assert answer("unavailable_songs", on=lake) == [(*aurora, day(3), 1, at(1, 1), "s10")]
    assert answer("unavailable_songs", on=lake, playlist_id="other") == []


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        # Unavailable from the first snapshot on.
        ({1: "s1@1 -@2", 2: "s1@1 -@2"}, [(None, 1, day(1))]),
        # Added at one time: all that are lost are unavailable.
        ({1: "s1@1 s2@1 s3@1", 2: "-@1 s2@1 -@1"}, [("s1", 1, day(2)), ("s3", 1, day(2))]),
        # One of two was removed.
        ({1: "s1@1 s2@1", 2: "-@1"}, [(None, 1, day(2))]),
        # One of two was removed later.
        ({1: "s1@1 s2@1", 2: "-@1 -@1", 3: "-@1"}, [(None, 1, None)]),
        # One after the other.
        ({1: "s1@1 s2@1", 2: "s1@1 -@1", 3: "-@1 -@1"}, [("s1", 1, day(3)), ("s2", 1, day(2))]),
        # One was unavailable from the first snapshot on, another went.
        ({1: "s1@1 -@1", 2: "-@1 -@1"}, [("s1", 1, day(2)), (None, 1, day(1))]),
        # Beside a removal of a song that was added at another time.
        ({1: "s1@1 s2@2", 2: "-@1"}, [("s1", 1, day(2))]),
        # Removed, and an unavailable entry of another time came.
        ({1: "s1@1", 2: "-@2"}, [(None, 1, day(2))]),
        # Times that are unknown are one time.
        ({1: "s1@? s2@?", 2: "s2@? -@?"}, [("s1", 1, day(2))]),
        # Available again, then gone.
        ({1: "s1@1", 2: "-@1", 3: "s1@1", 4: "-@1"}, [("s1", 1, day(4))]),
        # None is unavailable now.
        ({1: "s1@1", 2: "-@1", 3: "s1@1"}, []),
    ],
)
def test_unavailable_songs_are_named_where_that_is_certain(
    answer: Answer, days: dict[int, str], expected: list[tuple[Any, ...]]
) -> None:
    rows = answer("unavailable_songs", on=grey_lake(days))

    assert [(row[2], *row[6:8]) for row in rows] == expected


def test_unavailable_songs_of_whole_snapshots_only(answer: Answer) -> None:
    # The 2nd misses an entry, the 3rd is compared with the 1st.
    lake = grey_lake({1: "s1@1 s2@2", 2: "-@2", 3: "-@1 s2@2"}, totals={2: 2})

    assert [(row[2], row[7]) for row in answer("unavailable_songs", on=lake)] == [("s1", day(3))]
