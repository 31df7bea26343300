"""The charts' specs: Vega-Lite's schema allows them, and they hold the rows of their queries."""

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import pytest
import vl_convert

from local.report.part import Chart, Part, Row
from local.report.parts.artist_places import artist_places
from local.report.parts.collaborations import collaborations
from local.report.parts.movers import movers
from local.report.parts.rank_history import rank_history
from local.report.parts.release_years import release_years
from local.report.parts.turnover import turnover
from local.report.playlists import choose, read_playlists
from local.report.questions import Answers, ask
from tests.unit.local.report.pages import AS_OF
from tests.unit.sql.lake import day, lake_of


@pytest.fixture(scope="module")
def answers() -> Answers:
    tables = lake_of()
    return ask(tables, choose(read_playlists(tables), "p1"), AS_OF)


@pytest.fixture(scope="module")
def parts(answers: Answers) -> dict[str, tuple[Part, Sequence[Row]]]:
    moved = answers.biggest_movers
    return {
        "rank_history": (rank_history(answers.rank_history), answers.rank_history),
        "movers": (movers(moved, 8), moved),
        "artist_places": (artist_places(answers.artist_places), answers.artist_places),
        "collaborations": (collaborations(answers.collaborations), answers.collaborations),
        "release_years": (release_years(answers.release_years), answers.release_years),
        "turnover": (turnover(answers.turnover), answers.turnover),
    }


def chart_of(part: Part) -> Chart:
    assert part.chart
    return part.chart


def drawn_rows(node: Any) -> list[list[Row]]:
    """All inline data of a spec."""
    if isinstance(node, list):
        return [rows for each in node for rows in drawn_rows(each)]
    if not isinstance(node, dict):
        return []
    own = [node["data"]["values"]] if "values" in node.get("data", {}) else []
    return own + [rows for name in node if name != "data" for rows in drawn_rows(node[name])]


NAMES = [
    "rank_history",
    "movers",
    "artist_places",
    "collaborations",
    "release_years",
    "turnover",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_spec_holds_all_rows_of_its_query(
    name: str, parts: dict[str, tuple[Part, Sequence[Row]]]
) -> None:
    part, rows = parts[name]
    spec = chart_of(part).spec

    expected = [
        {column: value for column, value in row.items() if not column.startswith("playlist_")}
        for row in json.loads(json.dumps(rows, default=str))
    ]
    drawn = max(drawn_rows(spec), key=len)
    assert len(rows) >= 2
    assert [{column: row[column] for column in expected[0]} for row in drawn] == expected


@pytest.mark.parametrize("name", NAMES)
def test_vega_lites_schema_allows_a_spec(
    name: str, parts: dict[str, tuple[Part, Sequence[Row]]]
) -> None:
    spec = chart_of(parts[name][0]).spec

    alt.Chart.from_dict(spec, validate=True)
    json.dumps(spec, allow_nan=False)


def test_the_page_brings_the_vega_lite_that_altair_writes_for() -> None:
    major_and_minor = alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]

    assert major_and_minor in vl_convert.get_vegalite_versions()


def test_a_line_breaks_where_the_song_was_not_there(
    parts: dict[str, tuple[Part, Sequence[Row]]],
) -> None:
    rows = max(drawn_rows(chart_of(parts["rank_history"][0]).spec), key=len)
    cara = {row["snapshot_date"]: row["position"] for row in rows if row["song_id"] == "s3"}

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


def test_descriptions_say_what_is_seen(parts: dict[str, tuple[Part, Sequence[Row]]]) -> None:
    described = {
        name: chart_of(part).description.replace("\u2068", "").replace("\u2069", "")
        for name, (part, _) in parts.items()
    }

    assert described["rank_history"] == (
        "Lines of places from 1 November 2026 to 9 November 2026: Glow from outside to 1, "
        "Aurora from place 1 to 2, Halo from outside to 3, Blue from place 2 to 4 and Cara from "
        "place 3 to 5."
    )
    assert described["movers"] == (
        "Arrows from the place before to the place now: Blue down 3 places from 1 to 4 and "
        "Cara down 2 places from 3 to 5."
    )
    assert described["release_years"] == "Bars of songs by year: 2019: 1 and 2026: 4."
    assert "Ada & Boris 2" in described["collaborations"]


def test_songs_that_stand_low_are_drawn_where_they_stand() -> None:
    """Before them stand episodes; one came from farther down than is drawn."""
    rows = [
        {
            "snapshot_date": day(number),
            "song_id": song,
            "song_name": song,
            "artist_names": None,
            "position": position,
            "latest_position": latest,
        }
        for song, positions, latest in [("s1", (90, 21), 21), ("s2", (22, 42), 42)]
        for number, position in enumerate(positions, start=1)
    ]
    part = rank_history(rows)

    assert chart_of(part).spec["layer"][0]["encoding"]["y"]["scale"]["domain"] == [47.5, 0.5]
    assert "Below place 47 it leaves the picture" in part.text
