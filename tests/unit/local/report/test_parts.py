"""What the parts say: in their numbers, and where there is nothing to show.

The expected sentences were worked out from the lines of tests/unit/sql/lake.py.
"""

import re
from html import unescape

from local.queries.duckdb_tables import LakeTables
from local.report.parts.headline import Fact, headline
from local.report.parts.movers import movers
from local.report.parts.todays_chart import Movement, movement
from local.report.parts.turnover import turnover
from local.report.playlists import choose, read_playlists
from local.report.questions import Answers, ask
from tests.unit.local.report.pages import AS_OF, page_of
from tests.unit.sql.lake import RAW_FILES, SONGS, day, entries, lake_of


def answers_of(tables: LakeTables, playlist: str = "p1") -> Answers:
    return ask(tables, choose(read_playlists(tables), playlist), AS_OF)


def sentences(page: str) -> dict[str, str]:
    """The sentence of each part, by the part's heading."""
    return {
        title: unescape(text)
        for title, text in re.findall(r'<h2[^>]*>(.*?)</h2>.*?class="text">(.*?)<', page, re.DOTALL)
    }


def charts(page: str) -> list[str]:
    return re.findall(r'id="([\w-]+)-chart"', page)


def snapshots(lines: dict[int, str]) -> LakeTables:
    """A lake of p1 on some days; without the days' raw files it would know of more snapshots."""
    files = {f"p1/202611{number:02}T060000Z.jsonl" for number in lines}
    return lake_of(
        playlist_entry=[
            entry for number, line in lines.items() for entry in entries("p1", number, line)
        ],
        raw_file=[file for file in RAW_FILES if file["raw_file"] in files],
    )


def test_the_headline_says_what_leads_for_how_long_and_what_moved() -> None:
    assert list(headline(answers_of(lake_of()))) == [
        Fact("At the top", "Glow", "Ada, Ada"),
        Fact("Leading for", "2 snapshots", "in a row, since 8 November 2026"),
        Fact("Came in", "0 songs", "0 new, 0 back; 0 left"),
        Fact("Climbed most", "1 place", "Halo"),
    ]


def test_each_part_speaks_of_its_rows() -> None:
    said = sentences(page_of(lake_of(), "p1"))

    assert said["Today's chart"] == "5 songs on 9 November 2026."
    assert said["Rank history"].startswith("The 5 songs that lead now, over 8 snapshots.")
    assert said["Climbers and fallers"].startswith("From 2 November 2026 to 9 November 2026.")
    assert said["Artists"].endswith("a bar a snapshot; the highest is 4 places.")
    # Of s7, s1, s8, s2 and s3 the album of s7 is from 2019.
    assert said["Release years"] == "4 of 5 songs came out in 2026; the oldest is from 2019."
    # On the 2nd s6 came in, then s4, nothing, s7, s8, s3 again, and nothing: 5 in 7 snapshots.
    assert said["Turnover"].startswith("0.7 songs came in with a snapshot on average.")
    assert said["In and out"] == "Nothing came in and nothing left since the snapshot before."
    assert said["Freshness"] == "As of 2026-11-09 18:00 UTC, every playlist is fresh."
    assert said["Raw files"].startswith("1 of 13 raw files could not be loaded whole.")


def test_one_snapshot_has_no_movement_and_says_so() -> None:
    tables = snapshots({1: "s1 s2 s3 s4 s5"})
    page = page_of(tables, "p1")
    said = sentences(page)

    assert said["Today's chart"] == (
        "5 songs on 1 November 2026. "
        "It is the first snapshot: from the second one on, arrows show who moved."
    )
    assert said["Rank history"] == (
        "There is one snapshot so far. With the second one, lines begin here."
    )
    for title in ("Climbers and fallers", "Turnover", "In and out"):
        assert said[title] == "There is no earlier snapshot to compare with yet."
    assert said["Raw files"] == "Of 1 raw file, none was rejected and none is incomplete."
    assert charts(page) == ["collaborations", "release-years"]
    assert not any(fact.label == "Came in" for fact in headline(answers_of(tables)))


def test_a_playlist_without_songs_says_so_in_each_part() -> None:
    page = page_of(lake_of(), "Quiet")
    said = sentences(page)

    assert "9 November 2026 · 1 snapshot since 9 November 2026 · 0 followers" in page
    assert said["Today's chart"] == "No song stands on this playlist."
    assert said["Artists"] == "No artist is known on this playlist."
    assert charts(page) == []


def test_without_popularity_the_column_is_left_out() -> None:
    songs = [{**song, "popularity": None} for song in SONGS]
    chart = [{**entry, "popularity": None} for entry in entries("p1", 9, "s1 s2")]
    page = page_of(lake_of(song=songs, playlist_entry=chart), "p1")

    assert "an app in development mode gets none" in sentences(page)["Today's chart"]
    assert ">Popularity<" not in page
    assert ">Popularity<" in page_of(lake_of(), "p1")


def test_missing_names_have_words_in_their_place() -> None:
    page = page_of(lake_of(), "Odds")

    assert '<a href="https://open.spotify.com/track/s9" rel="noopener noreferrer">(no name)' in page
    assert '<bdi class="artists">(no name)</bdi>' in page


def test_movements_are_told_apart_without_their_colour() -> None:
    told = [
        movement({"movement": kind, "places_up": places})
        for kind, places in [("up", 3), ("down", -1), ("same", 0), ("new", None), (None, None)]
    ]

    assert told == [
        Movement("up", "▲ 3", "up 3 places"),
        Movement("down", "▼ 1", "down 1 place"),
        Movement("same", "=", "same place"),
        Movement("new", "new", "new"),
        Movement("", "", ""),
    ]


def test_movers_are_compared_a_week_apart_or_as_far_as_the_lake_goes_back() -> None:
    a_week = answers_of(lake_of()).biggest_movers[0]
    two_days = answers_of(snapshots({8: "s1 s2", 9: "s2 s1"})).biggest_movers[1]

    assert (a_week["date_before"], a_week["snapshot_date"]) == (day(2), day(9))
    assert (two_days["date_before"], two_days["song_id"]) == (day(8), "s1")


def test_where_nothing_moves_nothing_is_drawn() -> None:
    still = {"snapshot_date": day(2), "songs": 2, "entered": 0, "gone": 0, "stayed": 2}

    assert turnover([{**still, "percent_new": 0.0}]).chart is None
    assert movers([], snapshots=2).text == "No song that stayed has changed its place."
