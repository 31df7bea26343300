"""Texts and tables of the parts: their numbers, or the reason why a part is missing.

The expected values were worked out from the lines of tests/unit/sql/lake.py.
"""

import re
from datetime import date

from local.queries.duckdb_tables import LakeTables
from local.report.content import Fact
from local.report.parts.chart_table import Movement, movement
from local.report.parts.headline import headline
from local.report.parts.movers import movers
from local.report.parts.turnover import turnover
from local.report.period import Window
from tests.unit.local.report.pages import answers_of, missing, page_of, rows, sentences
from tests.unit.sql.lake import RAW_FILES, SONGS, day, entries, lake_of


def charts(page: str) -> list[str]:
    return re.findall(r'id="([\w-]+)-chart"', page)


def snapshots(lines: dict[int, str]) -> LakeTables:
    """A lake of p1 on some days, with the raw files of these days only."""
    files = {f"p1/202611{number:02}T060000Z.jsonl" for number in lines}
    return lake_of(
        playlist_entry=[
            entry for number, line in lines.items() for entry in entries("p1", number, line)
        ],
        raw_file=[file for file in RAW_FILES if file["raw_file"] in files],
    )


def test_headline() -> None:
    assert list(headline(answers_of(lake_of()))) == [
        Fact("Number one", "Glow", "Ada, Ada"),
        Fact("Number one for", "2 snapshots", "in a row, since 8 November 2026"),
        Fact("Entered", "0 songs", "0 new, 0 back; 0 left"),
        Fact("Highest climb", "1 place", "Halo"),
    ]


def test_texts_of_the_parts() -> None:
    page = page_of(lake_of())
    texts = sentences(page)

    assert "1 November 2026 to 9 November 2026 · 8 of 8 snapshots since 1 November 2026" in page
    assert texts["Chart of 9 November 2026"] == "5 songs on 9 November 2026."
    assert texts["Rank history"].startswith(
        "The 5 songs that lead the chart at the end of the period, over 8 snapshots."
    )
    assert texts["Climbers and fallers"].startswith("From 2 November 2026 to 9 November 2026.")
    assert texts["Artists"].endswith("A bar is a snapshot; the highest is 4 places.")
    # Of s7, s1, s8, s2 and s3 the album of s7 is from 2019.
    assert texts["Release years"] == "4 of 5 songs came out in 2026; the oldest is from 2019."
    # On the 2nd s6 entered, then s4, nothing, s7, s8, s3 again, and nothing: 5 in 7 snapshots.
    assert texts["Turnover"].startswith("0.7 songs entered with a snapshot on average")
    assert texts["Freshness"] == "As of 2026-11-09 18:00 UTC, of 3 playlists 3 fresh."
    assert texts["Raw files"].startswith("1 of 13 raw files could not be loaded completely.")
    assert missing(page) == (
        "Not shown: New entries and exits (no song entered or left since the snapshot before)."
    )
    assert "oday" not in re.sub(r"<script.*?</script>|todays_chart", "", page, flags=re.DOTALL)


def test_rows_of_the_parts() -> None:
    page = page_of(lake_of())

    # Against the 2nd, s7 and s8 are new, s6 and s5 are gone; s2 fell from 1 to 4.
    assert rows(page, "comparisons") == [
        ["1 week", "2026-11-02", "2", "0", "2", "-", "▼ 3 Blue"],
    ]
    # s7 entered on the 6th at 3, from an album of May 2019; s8 on the 7th, the day after release.
    assert rows(page, "debuts")[:2] == [
        ["2026-11-07", "4", "Halo", "-", "2026-11-06", "1", "3", "2"],
        ["2026-11-06", "3", "Glow", "Ada, Ada", "-", "-", "1", "2"],
    ]
    # The longest of all time: s2 on the 2nd, 3rd and 4th.
    assert rows(page, "number-ones")[0] == [
        "Blue", "Ada", "3", "3", "2026-11-02", "2026-11-04", "no",
    ]  # fmt: skip
    # s1 was there on all 8 days, in the ISO weeks of 26 October, 2 and 9 November.
    assert rows(page, "longest-stays")[0] == [
        "Aurora", "Ada, Boris", "3", "8", "1", "2026-11-01", "2026-11-09", "yes",
    ]  # fmt: skip
    # s1 from 70 to 80, s7 from 85 to 91; s2 from 78 to 75. s3 is 60 at both ends.
    assert [row[0] for row in rows(page, "popularity")] == ["Aurora", "Glow", "Blue"]
    # s1 is on p2 too.
    assert rows(page, "overlap")[0][:2] == ["Odds", "1"]


def test_page_of_a_period_ends_with_the_period() -> None:
    page = page_of(lake_of(), "p1", Window(first=date(2026, 11, 2), last=date(2026, 11, 4)))
    texts = sentences(page)

    assert "2 November 2026 to 4 November 2026 · 3 of 8 snapshots since" in page
    assert texts["Chart of 4 November 2026"] == "5 songs on 4 November 2026."
    assert texts["Rank history"].startswith("The 5 songs that lead the chart at the end")
    # s6 on the 2nd; s4 returned on the 3rd.
    assert [row[2] for row in rows(page, "debuts")] == ["Fado"]


def test_single_snapshot_names_the_missing_parts() -> None:
    tables = snapshots({1: "s1 s2 s3 s4 s5"})
    page = page_of(tables)
    texts = sentences(page)

    assert texts["Chart of 1 November 2026"] == (
        "5 songs on 1 November 2026. "
        "This is the first snapshot: with the next one, arrows show what moved."
    )
    assert missing(page).startswith(
        "Not shown: Rank history (there is no earlier snapshot to compare with), "
        "Period against period (the history is shorter than a week),"
    )
    for title in ("Rank history", "Climbers and fallers", "Turnover", "New entries and exits"):
        assert title not in texts
        assert f"{title} (there is no earlier snapshot to compare with)" in missing(page)
    assert texts["Raw files"] == "Of 1 raw file, none was rejected and none is incomplete."
    assert charts(page) == ["release-years", "collaborations"]
    assert not any(fact.label == "Entered" for fact in headline(answers_of(tables)))


def test_a_playlist_without_songs() -> None:
    page = page_of(lake_of(), "Quiet")

    assert "9 November 2026 to 9 November 2026 · 1 of 1 snapshot since 9 November 2026" in page
    assert sentences(page)["Chart"] == "There is no song on this playlist."
    assert "Artists (no artist is known on this playlist)" in missing(page)
    assert charts(page) == []


def test_without_popularity_the_column_is_left_out() -> None:
    songs = [{**song, "popularity": None} for song in SONGS]
    chart = [{**entry, "popularity": None} for entry in entries("p1", 9, "s1 s2")]
    page = page_of(lake_of(song=songs, playlist_entry=chart))

    text = sentences(page)["Chart of 9 November 2026"]
    assert "an app in development mode gets none" in text
    assert ">Popularity<" not in page
    assert ">Popularity<" in page_of(lake_of())


def test_missing_names_have_a_placeholder() -> None:
    page = page_of(lake_of(), "Odds")

    assert '<a href="https://open.spotify.com/track/s9" rel="noopener noreferrer">(no name)' in page
    assert '<bdi class="artists">(no name)</bdi>' in page


def test_movements_differ_without_their_colour() -> None:
    told = [
        movement({"movement": kind, "places_up": places})
        for kind, places in [
            ("up", 3), ("down", -1), ("same", 0), ("new", None), ("back", None), (None, None),
        ]
    ]  # fmt: skip

    assert told == [
        Movement("up", "▲ 3", "up 3 places"),
        Movement("down", "▼ 1", "down 1 place"),
        Movement("same", "=", "same position"),
        Movement("new", "new", "new entry"),
        Movement("back", "re", "re-entry"),
        Movement("", "", ""),
    ]


def test_movers_are_compared_over_a_week_or_the_whole_history() -> None:
    a_week = answers_of(lake_of()).movers[0]
    two_days = answers_of(snapshots({8: "s1 s2", 9: "s2 s1"})).movers[1]

    assert (a_week["date_before"], a_week["snapshot_date"]) == (day(2), day(9))
    assert (two_days["date_before"], two_days["song_id"]) == (day(8), "s1")


def test_no_chart_if_nothing_moves() -> None:
    still = {"snapshot_date": day(2), "songs": 2, "entered": 0, "gone": 0, "stayed": 2}

    assert turnover([{**still, "percent_new": 0.0}]).is_empty
    assert movers([], snapshots=2).text == "no song that stayed has changed its position"
