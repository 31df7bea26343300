"""Names in place of ids, and notes on values without a match, on the small hand-made lake."""

from pathlib import Path

import pytest

from cli.errors import UserError
from local.lake import Lake
from local.queries.days import notes_on_days
from local.queries.duckdb_tables import LakeTables
from local.queries.names import ids_for_names
from local.queries.run import run_query, sql_of, sql_with_ids
from tests.unit.sql.lake import day, lake_of


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

    def chart(**values: str) -> tuple[int, tuple[str, ...]]:
        found = run_query(lake, "todays_chart", values)
        return len(list(found.rows)), found.notes

    # Five songs are on the charts of 4 and 9 November.
    assert chart(playlist_id="p1") == chart(playlist_id="daily top") == (5, ())
    assert chart(playlist_id="Nothing") == (0, ("no playlist has the id or name 'Nothing'",))
    assert chart(playlist_id="daily top", snapshot_date="2026-11-05") == (
        5,
        ("no snapshot of this playlist on 2026-11-05; nearest: 2026-11-04 and 2026-11-06",),
    )


@pytest.mark.parametrize(
    ("playlist_id", "days", "notes"),
    [
        (None, {"snapshot_date": 9, "date_before": 1, "first_date": 5, "last_date": 6}, []),
        (None, {"last_date": 1}, []),
        (None, {"first_date": 9}, []),
        (None, {"snapshot_date": 10}, ["no snapshot on 2026-11-10; nearest: 2026-11-09"]),
        (
            "p1",
            {"date_before": 5},
            ["no snapshot of this playlist on 2026-11-05; nearest: 2026-11-04 and 2026-11-06"],
        ),
        # p2 was extracted on the 8th and 9th only.
        (
            "p2",
            {"snapshot_date": 7},
            ["no snapshot of this playlist on 2026-11-07; nearest: 2026-11-08"],
        ),
        (
            None,
            {"first_date": 5, "last_date": 5},
            ["no snapshot from 2026-11-05 up to 2026-11-05; nearest: 2026-11-04 and 2026-11-06"],
        ),
        (None, {"since": 10}, ["no snapshot from 2026-11-10; nearest: 2026-11-09"]),
        (
            "p2",
            {"last_date": 7},
            ["no snapshot of this playlist up to 2026-11-07; nearest: 2026-11-08"],
        ),
        (
            None,
            {"first_date": 3, "last_date": 2},
            ["first_date 2026-11-03 is after last_date 2026-11-02"],
        ),
        ("unknown", {"snapshot_date": 9}, []),
    ],
)
def test_day_without_a_snapshot_is_noted_with_the_nearest(
    tables: LakeTables, playlist_id: str | None, days: dict[str, int], notes: list[str]
) -> None:
    given = {name: day(number) for name, number in days.items()}

    assert notes_on_days(tables, given, playlist_id) == tuple(notes)


def test_shown_sql_has_ids_for_names(tables: LakeTables, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = Lake(Path("nowhere"))
    values = {"playlist_id": "daily top", "most_songs": "3"}

    sql, (note,) = sql_with_ids(lake, "biggest_movers", values)
    assert sql == sql_of("biggest_movers", values)
    assert note.startswith("playlist_id is printed as given: there are no tables in nowhere: run ")

    monkeypatch.setattr("local.queries.run.open_tables", lambda lake: tables)
    assert sql_with_ids(lake, "biggest_movers", values) == (
        sql_of("biggest_movers", values | {"playlist_id": "p1"}),
        (),
    )
    with pytest.raises(UserError, match="'Ada' matches 2 artists"):
        sql_with_ids(lake, "todays_chart", {"artist_id": "Ada"})
