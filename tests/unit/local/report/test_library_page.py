"""The page of a playlist that people fill by hand, and which playlists get it.

A playlist of two people, worked out by hand; una added the first three songs, vera the fourth::

    day   1               2                   4
    name  Kitchen         Kitchen Radio       Kitchen Radio
          s1 s2 s3        s1 s2 s3 s4         s1 s3 s4, one unavailable
"""

import pytest

from local.queries.duckdb_tables import LakeTables
from local.report.answers import Layout, is_chart
from tests.unit.local.report.pages import missing, page_of, rows, sentences
from tests.unit.sql.lake import at, day, entries, lake_of

LINES = {1: "s1 s2 s3", 2: "s1 s2 s3 s4", 4: "s1 s3 s4 unavailable"}
ADDED_BY = {"s1": "una", "s2": "una", "s3": "una", "s4": "vera", None: "vera"}
SHOWN = {
    1: {"playlist_name": "Kitchen", "description": "", "followers": 10},
    2: {"playlist_name": "Kitchen Radio", "description": "", "followers": 12},
    4: {"playlist_name": "Kitchen Radio", "description": "It&#x27;s ours", "followers": 15},
}


def kitchen(*numbers: int) -> LakeTables:
    """Return a lake of the playlist on these days."""
    line = [entry for number in numbers for entry in entries("p1", number, LINES[number])]
    return lake_of(
        playlist_entry=[{**entry, "added_by": ADDED_BY[entry["song_id"]]} for entry in line],
        playlist_snapshot=[
            {
                "playlist_id": "p1",
                "snapshot_date": day(number),
                "entries": len(LINES[number].split()),
                **SHOWN[number],
            }
            for number in numbers
        ],
        raw_file=[
            {
                "raw_file": f"p1/{number}.jsonl",
                "playlist_id": "p1",
                "extracted_at": at(number, 6),
                "status": "loaded",
            }
            for number in numbers
        ],
    )


@pytest.fixture(scope="module")
def page() -> str:
    return page_of(kitchen(*LINES), layout=None)


def test_texts(page: str) -> None:
    texts = sentences(page)

    assert texts["Songs on 4 November 2026"] == "3 songs and 1 unavailable song."
    assert texts["Changes"].startswith(
        "1 song added and 1 removed; the playlist was renamed 1 time."
    )
    assert texts["Followers"] == "15 followers on 4 November 2026, +5 since 1 November 2026."
    assert texts["Who added what"].startswith("2 users added songs")
    assert texts["Longest residents"].startswith("Of 4 songs since the first snapshot, 1 has left.")
    assert texts["Unavailable songs"].startswith("1 entry of the newest snapshot is without")
    assert "Duplicates (no recording is listed twice)" in missing(page)
    assert "Rank history" not in page


def test_headline(page: str) -> None:
    facts = page.split('<dl class="facts">')[1].split("</dl>", maxsplit=1)[0]

    for words in ("1 removed, since 1 November 2026", "+5 since 1 November 2026", "by una, ever"):
        assert words in facts


def test_rows(page: str) -> None:
    assert rows(page, "songs") == [
        ["1", "Aurora", "Ada, Boris", "2026-11-01 05:00", "una"],
        ["2", "Cara", "Boris, Ada, Chloé", "2026-11-01 05:00", "una"],
        ["3", "Dune", "Chloé", "2026-11-01 05:00", "vera"],
        ["4", "(unavailable)", "-", "2026-11-01 05:00", "vera"],
    ]
    assert rows(page, "changes") == [
        ["2026-11-04", "Description", "\u2068(none)\u2069 → \u2068It's ours\u2069", "-", "-"],
        ["2026-11-04", "Removed", "Blue", "Ada", "2"],
        ["2026-11-02", "Added", "Dune", "Chloé", "4"],
        ["2026-11-02", "Renamed", "\u2068Kitchen\u2069 → \u2068Kitchen Radio\u2069", "-", "-"],
    ]
    assert rows(page, "followers") == [
        ["2026-11-04", "15", "3"],
        ["2026-11-02", "12", "2"],
        ["2026-11-01", "10", "-"],
    ]
    assert [row[:4] for row in rows(page, "people")] == [
        ["una", "3", "2", "1"],
        ["vera", "1", "1", "3"],
    ]
    # All were added at one time, so what took the place of s2 can only be s2.
    assert rows(page, "unavailable") == [
        ["2026-11-04", "Blue", "Ada", "2", "2026-11-01 05:00", "1", "no"],
    ]
    assert rows(page, "residents") == [
        ["Aurora", "Ada, Boris", "3", "1", "2026-11-01", "2026-11-04", "yes"],
        ["Cara", "Boris, Ada, Chloé", "3", "2", "2026-11-01", "2026-11-04", "yes"],
        ["Blue", "Ada", "2", "2", "2026-11-01", "2026-11-02", "no"],
        ["Dune", "Chloé", "2", "3", "2026-11-02", "2026-11-04", "yes"],
    ]


def test_single_snapshot_names_the_missing_parts() -> None:
    page = page_of(kitchen(1), layout=None)
    facts = page.split('<dl class="facts">')[1].split("</dl>")[0]

    assert missing(page).startswith(
        "Not shown: Changes (there is no earlier snapshot to compare with), Followers (there is no "
        "earlier snapshot to compare with), Unavailable songs (Spotify shows every song of the "
        "newest snapshot),"
    )
    assert facts.count("on 1 November 2026") == 2  # songs, followers
    assert "no name" not in facts


def test_layout_can_be_chosen() -> None:
    """Of p1, whose songs change places."""
    assert '<section id="chart"' in page_of(lake_of(), layout=None)
    assert '<section id="songs"' in page_of(lake_of(), layout=Layout.LIBRARY)


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        ([], False),
        ([[]], False),
        ([[3, 1, 2]], True),  # 1 of 2 neighbours changed their order
        ([[3, 1, 2], [1, 2, 3]], False),  # sorted in one week only
        ([[3, 1, 2], [2, 1, 3]], True),
        ([[4, 5, 6, 7]], False),  # three songs were added before them
        ([[1, 2, 3, 5, 4, 6, 7, 8]], False),  # 1 of 7
        ([[None, 2, None, 1, None]], True),
    ],
)
def test_songs_of_a_chart_overtake_each_other(
    weeks: list[list[int | None]], *, expected: bool
) -> None:
    charts = [
        [{"position_week_before": place, "position_before": None} for place in places]
        for places in weeks
    ]
    assert is_chart(charts) is expected
