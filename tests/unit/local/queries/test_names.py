"""Names in place of ids, on the small hand-made lake."""

from pathlib import Path

import pytest

from cli.errors import UserError
from local.lake import Lake
from local.queries.duckdb_tables import LakeTables
from local.queries.names import ids_for_names
from local.queries.run import run_query
from tests.unit.sql.lake import lake_of


@pytest.fixture(scope="module")
def tables() -> LakeTables:
    return lake_of()


@pytest.mark.parametrize(
    ("value", "artist_id"),
    [
        ("r2", "r2"),
        ("Boris", "r2"),
        ("  boris ", "r2"),
        ("CHLOÉ", "r3"),
        ("mitri, J", "r4"),
        ('it\'s "x"; --', None),
        ("", None),
    ],
)
def test_artist_by_id_name_or_part_of_a_name(
    tables: LakeTables, value: str, artist_id: str | None
) -> None:
    ids, notes = ids_for_names(tables, {"artist_id": value, "most_rows": "3"})

    assert ids == {"artist_id": artist_id or value, "most_rows": "3"}
    assert notes == (() if artist_id else (f"no artist has the id or name {value!r}",))


def test_ambiguous_name_is_refused_with_the_ids(tables: LakeTables) -> None:
    with pytest.raises(UserError) as caught:
        ids_for_names(tables, {"artist_id": "Ada"})

    assert str(caught.value) == (
        "'Ada' matches 2 artists, choose one by its id: Ada (r1), Ada (r5)"
    )


def test_query_takes_names(tables: LakeTables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.queries.run.open_tables", lambda lake: tables)
    lake = Lake(Path("nowhere"))

    def chart(playlist: str) -> tuple[int, tuple[str, ...]]:
        found = run_query(lake, "todays_chart", {"playlist_id": playlist})
        return len(list(found.rows)), found.notes

    # Five songs are on the chart of 9 November.
    assert chart("p1") == chart("daily top") == (5, ())
    assert chart("Nothing") == (0, ("no playlist has the id or name 'Nothing'",))
