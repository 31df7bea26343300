"""The charts' specs are valid Vega-Lite and have the values of their queries."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

import altair as alt
import pytest
import vl_convert

from local.report.part import Chart, Part, Row
from local.report.parts.artists import artists
from local.report.parts.collaborations import collaborations
from local.report.parts.movers import movers
from local.report.parts.rank_history import rank_history
from local.report.parts.release_years import release_years
from local.report.parts.turnover import turnover
from tests.unit.local.report.pages import answers_of
from tests.unit.sql.lake import day, lake_of

Parts = dict[str, tuple[Part, Sequence[Row]]]


@pytest.fixture(scope="module")
def parts() -> Parts:
    answers = answers_of(lake_of())
    compared = [row for row in answers.turnover if row["entered"] is not None]
    places = [row for row in answers.artist_places if row["places"]]
    return {
        "rank_history": (rank_history(answers.rank_history), answers.rank_history),
        "movers": (movers(answers.movers, 8), answers.movers),
        "artists": (artists(answers.artist_places, []), places),
        "collaborations": (collaborations(answers.collaborations), answers.collaborations),
        "release_years": (release_years(answers.release_years), answers.release_years),
        "turnover": (turnover(answers.turnover), compared),
    }


def chart_of(part: Part) -> Chart:
    assert part.chart
    return part.chart


def drawn_rows(part: Part) -> list[Row]:
    """Return the data of a spec."""
    rows: list[Row] = chart_of(part).spec["data"]["values"]
    return rows


NAMES = {
    "rank_history": ["snapshot_date", "position"],
    "movers": ["direction", "position_before", "position"],
    "artists": ["snapshot_date", "places", "peak_position"],
    "collaborations": ["songs", "song_names"],
    "release_years": ["release_year", "songs"],
    "turnover": ["snapshot_date", "songs", "entered", "gone"],
}


@pytest.mark.parametrize("name", NAMES)
def test_a_spec_holds_the_values_of_its_query(name: str, parts: Parts) -> None:
    part, rows = parts[name]

    expected = [[row[column] for column in NAMES[name]] for row in rows]
    drawn = [[row[column] for column in NAMES[name]] for row in drawn_rows(part)]
    assert len(rows) >= 2
    assert sorted(drawn, key=str) == sorted(json.loads(json.dumps(expected, default=str)), key=str)


@pytest.mark.parametrize("name", NAMES)
def test_vega_lites_schema_allows_a_spec(name: str, parts: Parts) -> None:
    spec = chart_of(parts[name][0]).spec

    alt.Chart.from_dict(spec, validate=True)
    json.dumps(spec, allow_nan=False)


def test_page_has_altairs_vega_lite_version() -> None:
    major_and_minor = alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]

    assert major_and_minor in vl_convert.get_vegalite_versions()


def test_line_is_interrupted_while_a_song_is_absent(parts: Parts) -> None:
    cara = {
        row["snapshot_date"]: row["position"]
        for row in drawn_rows(parts["rank_history"][0])
        if row["song"] == 4  # the fifth of the newest snapshot
    }

    assert cara == {
        "2026-11-01": 3,
        "2026-11-02": 3,
        "2026-11-03": 5,
        "2026-11-04": 2,
        "2026-11-06": None,
        "2026-11-07": None,
        "2026-11-08": 5,
        "2026-11-09": 5,
    }


def test_descriptions_have_the_numbers(parts: Parts) -> None:
    described = {
        name: chart_of(part).description.replace("\u2068", "").replace("\u2069", "")
        for name, (part, _) in parts.items()
    }

    assert described["rank_history"] == (
        "Lines of positions from 1 November 2026 to 9 November 2026: Glow from outside to 1, "
        "Aurora from position 1 to 2, Halo from outside to 3, Blue from position 2 to 4 and Cara "
        "from position 3 to 5."
    )
    assert described["movers"] == (
        "Arrows from the position before to the last one: Blue down 3 places from 1 to 4 and "
        "Cara down 2 places from 3 to 5."
    )
    assert described["release_years"] == "Bars of songs by year: 2019: 1 and 2026: 4."
    assert "Ada & Boris 2" in described["collaborations"]


def history(positions: dict[str, Sequence[int | None]], first: date) -> list[Row]:
    """Rows of ``rank_history``: the positions of each song, day by day."""
    return [
        {
            "snapshot_date": first + timedelta(number),
            "song_id": song,
            "song_name": song,
            "artist_names": None,
            "position": position,
            "latest_position": places[-1],
        }
        for song, places in positions.items()
        for number, position in enumerate(places)
    ]


def test_songs_at_low_positions_are_drawn() -> None:
    """Before them are episodes; one came from further down than is drawn."""
    part = rank_history(history({"s1": (90, 21), "s2": (22, 42)}, day(1)))

    assert chart_of(part).spec["layer"][0]["encoding"]["y"]["scale"]["domain"] == [47.5, 0.5]
    assert "Positions below 47 are in the table only." in part.text


def test_long_history_has_points_for_single_snapshots() -> None:
    """A new number one on the last day, and a song that was away the day after it entered."""
    always = [2] * 41
    returned = [3, None, *[3] * 39]
    part = rank_history(
        history({"new": [None] * 40 + [1], "old": always, "back": returned}, day(1))
    )

    points = [(row["snapshot_date"], row["position"]) for row in drawn_rows(part) if row["point"]]
    assert points == [("2026-12-11", 1), ("2026-11-01", 3)]


def test_history_of_more_than_sixty_snapshots_is_weekly() -> None:
    part = rank_history(history({"s1": [1] * 70, "s2": [2] * 70}, date(2026, 1, 5)))

    assert len(drawn_rows(part)) == 2 * 10
    assert "over 70 snapshots, drawn at the last snapshot of each week." in part.text


def test_rank_history_begins_with_the_first_of_its_songs() -> None:
    """The songs entered on the 41st and the 43rd of 50 days."""
    part = rank_history(
        history({"s1": [None] * 40 + [2] * 10, "s2": [None] * 42 + [1] * 8}, date(2026, 10, 1))
    )

    assert min(row["snapshot_date"] for row in drawn_rows(part)) == "2026-11-10"
    assert "over 10 snapshots" in part.text


def test_artists_are_ordered_by_their_last_values() -> None:
    rows = [
        {
            "snapshot_date": day(number),
            "artist_id": artist,
            "artist_name": artist,
            "places": places,
            "peak_position": 1,
        }
        for number, held in enumerate([{"past": 9, "now": 0}, {"past": 0, "now": 2}], start=1)
        for artist, places in held.items()
    ]
    part = artists(rows, [])

    assert chart_of(part).description.endswith(
        "on 2 November 2026: \u2068now\u2069 2 and \u2068past\u2069 0."
    )
    assert "in the order of 2 November 2026" in part.text
