"""Run the MERGE statements on plain rows, by Spark's rules."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from glue_jobs.iceberg.merge import merge_statement
from glue_jobs.tables import TABLES
from glue_jobs.tables.newest_wins import newest_wins_table
from glue_jobs.tables.table import Column, Table
from tests.unit.glue_jobs.merge_rows import Outcome, Row, inserted, parse, run, whens

NEWEST = [table for table in TABLES if table.rule == "newest wins"]
REPLACE = [table for table in TABLES if table.rule == "replace"]
STATEMENTS = [
    *[pytest.param(table, False, id=table.name) for table in TABLES],
    *[pytest.param(table, True, id=f"{table.name} with stale rows") for table in REPLACE],
]


def columns(names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "int", "") for name in names.split())


THING = newest_wins_table(
    name="thing",
    comment="",
    columns=(
        *columns("id first second added_at"),
        Column("second_precision", "int", "", part_of="second"),
    ),
    key=("id",),
    earliest=("added_at",),
)
PLACE = Table(
    name="place",
    comment="",
    columns=columns("list day place first second"),
    key=("list", "day", "place"),
    rule="replace",
)


def thing(**fields: Any) -> Row:
    """Return a row of ``THING`` that one file of day 5 shows completely."""
    attributes = {"first": 10, "second": 20, "second_precision": 2}
    times = {"added_at": 3, "first_seen_at": 5, "last_seen_at": 5, "shown_at": None}
    return {"id": 1, **attributes, **times, **fields}


def place(number: int = 1, **fields: Any) -> Row:
    return {"list": 1, "day": 1, "place": number, "first": 10, "second": 20, **fields}


def merge_things(target: list[Row], source: list[Row]) -> Outcome:
    return run(merge_statement("db", THING), target, source)


def merge_places(target: list[Row], source: list[Row]) -> Outcome:
    marked = [{"stale": False, **row} for row in source]
    return run(merge_statement("db", PLACE, stale=True), target, marked)


def column_of(node: exp.Expr) -> tuple[str, str]:
    assert isinstance(node, exp.Column)
    return node.table, node.name


@pytest.mark.parametrize(("table", "stale"), STATEMENTS)
def test_each_table_has_its_own_source_view(table: Table, stale: bool) -> None:
    merge = parse(merge_statement("lake", table, stale=stale))
    into, using = merge.this, merge.args["using"]

    assert [part.name for part in into.parts] == ["glue_catalog", "lake", table.name]
    assert [part.name for part in using.parts] == [f"{table.name}_source"]
    assert (into.alias, using.alias) == ("t", "s")


@pytest.mark.parametrize("match_filter", ["TRUE", "t.day > 3 OR t.day IS NULL"])
@pytest.mark.parametrize(("table", "stale"), STATEMENTS)
def test_rows_match_by_the_whole_key_and_the_match_filter(
    table: Table, stale: bool, match_filter: str
) -> None:
    on = parse(merge_statement("lake", table, match_filter, stale=stale)).args["on"]
    conditions = list(on.flatten())
    equal = [each for each in conditions if isinstance(each, exp.EQ)]
    others = [each.unnest().sql(dialect="spark") for each in conditions if each not in equal]

    assert [{column_of(each.left), column_of(each.right)} for each in equal] == [
        {("t", name), ("s", name)} for name in table.key
    ]
    assert others == [match_filter]


@pytest.mark.parametrize(("table", "stale"), STATEMENTS)
def test_stale_rows_are_deleted_before_others_are_updated(table: Table, stale: bool) -> None:
    clauses = whens(parse(merge_statement("lake", table, stale=stale)))
    done = [
        ("matched " if when.args["matched"] else "not matched ") + (then.name or then.key)
        for when in clauses
        for then in [when.args["then"]]
    ]

    assert done == [*["matched DELETE"] * stale, "matched update", "not matched insert"]
    assert all(when.args.get("condition") for when in clauses if when.args["matched"])


@pytest.mark.parametrize(("table", "stale"), STATEMENTS)
def test_a_new_row_is_inserted_with_every_column_of_the_table(table: Table, stale: bool) -> None:
    last = whens(parse(merge_statement("lake", table, stale=stale)))[-1]
    values = inserted(last.args["then"])

    assert {name: column_of(node) for name, node in values.items()} == {
        name: ("s", name) for name in table.column_names
    }


@pytest.mark.parametrize("table", REPLACE, ids=lambda table: table.name)
def test_a_difference_in_any_column_replaces_a_row(table: Table) -> None:
    statement = merge_statement("lake", table)
    existing = dict.fromkeys(table.column_names, 5)

    for name in {*table.column_names} - {*table.key}:
        for other in (4, 6, None):
            changed = existing | {name: other}
            assert run(statement, [existing], [changed]).rows == [changed], name
            assert run(statement, [changed], [existing]).rows == [existing], name


def test_a_new_key_is_inserted_and_other_rows_are_unchanged() -> None:
    outcome = merge_things([thing(id=1)], [thing(id=2, first=None)])

    assert outcome.rows == [thing(id=1), thing(id=2, first=None)]
    assert outcome.inserted == [thing(id=2, first=None)]
    assert not outcome.updated


def test_newer_row_replaces_the_attributes_it_shows_including_nulls() -> None:
    newer = thing(first=None, second=1, first_seen_at=6, last_seen_at=6)

    assert merge_things([thing()], [newer]).rows == [
        thing(first=None, second=1, first_seen_at=5, last_seen_at=6)
    ]


def test_attribute_not_shown_by_the_newer_row_is_kept() -> None:
    newer = thing(first=None, second=1, last_seen_at=6, shown_at={"first": None, "second": 6})

    assert merge_things([thing()], [newer]).rows == [
        thing(first=10, second=1, last_seen_at=6, shown_at={"first": 5, "second": 6})
    ]


def test_older_row_fills_attributes_not_shown_since() -> None:
    existing = thing(first=None, last_seen_at=6, shown_at={"first": None, "second": 6})

    assert merge_things([existing], [thing(second=99)]).rows == [
        thing(first=10, last_seen_at=6, shown_at={"first": 5, "second": 6})
    ]


def test_shown_at_is_null_if_the_newest_row_shows_all_attributes() -> None:
    existing = thing(last_seen_at=6, shown_at={"first": 5, "second": 6})
    newer = thing(first=11, last_seen_at=7)

    assert merge_things([existing], [newer]).rows == [thing(first=11, last_seen_at=7)]


def test_older_row_changes_only_first_seen_at() -> None:
    older = thing(first=99, second=99, first_seen_at=2, last_seen_at=4)

    assert merge_things([thing()], [older]).rows == [thing(first_seen_at=2)]


@pytest.mark.parametrize(
    ("target", "source"),
    [
        (thing(), thing()),
        (thing(first_seen_at=2, last_seen_at=8), thing(first=99, first_seen_at=4, last_seen_at=6)),
        (thing(first=None, added_at=None), thing(first=None, added_at=None)),
        (thing(shown_at={"first": 4, "second": 5}), thing(shown_at={"first": 4, "second": 5})),
        (
            thing(shown_at={"first": None, "second": 5}),
            thing(shown_at={"first": None, "second": 5}),
        ),
    ],
)
def test_equal_row_is_not_written(target: Row, source: Row) -> None:
    assert merge_things([target], [source]).unchanged


def test_columns_of_one_attribute_come_from_one_row() -> None:
    one, other = thing(second=1, second_precision=9), thing(second=2, second_precision=1)

    assert merge_things([one], [other]).rows == [other]
    assert merge_things([other], [one]).unchanged


@pytest.mark.parametrize(
    ("existing", "other", "kept"), [(3, 4, 3), (3, 2, 2), (None, 4, 4), (3, None, 3)]
)
@pytest.mark.parametrize("last_seen_at", [4, 5, 6])
def test_song_added_at_is_the_earliest_of_both_rows(
    existing: int | None, other: int | None, kept: int, last_seen_at: int
) -> None:
    (row,) = merge_things(
        [thing(added_at=existing)], [thing(added_at=other, last_seen_at=last_seen_at)]
    ).rows

    assert row["added_at"] == kept


class Shown(NamedTuple):
    """The attributes that one file shows of a row."""

    at: int
    earliest: dict[str, int | None]
    values: dict[str, tuple[int | None, ...]]  # by name; absent if not shown

    def source_row(self, table: Table) -> dict[str, Any]:
        row: dict[str, Any] = dict.fromkeys(table.column_names) | dict.fromkeys(table.key, 1)
        for attribute, values in self.values.items():
            row |= dict(zip(table.attributes[attribute], values, strict=True))
        shown_at = {name: self.at if name in self.values else None for name in table.attributes}
        times = {"first_seen_at": self.at, "last_seen_at": self.at}
        return row | self.earliest | times | {"shown_at": none_if_all(shown_at, self.at)}


def none_if_all(shown_at: dict[str, int | None], last_seen_at: int) -> dict[str, int | None] | None:
    return None if set(shown_at.values()) == {last_seen_at} else shown_at


@st.composite
def shown(draw: st.DrawFn, table: Table) -> Shown:
    value = st.none() | st.integers(0, 1)
    earliest = {name: draw(value) for name in table.earliest if name != "first_seen_at"}
    values = {
        attribute: draw(st.tuples(*[value] * len(names)))
        for attribute, names in table.attributes.items()
        if draw(st.booleans())
    }
    return Shown(draw(st.integers(0, 2)), earliest, values)


def expected_row(table: Table, files: Sequence[Shown]) -> dict[str, Any]:
    """Return the expected row: of each attribute the newest value, of ties the greatest."""
    last = max(file.at for file in files)
    row: dict[str, Any] = dict.fromkeys(table.column_names) | dict.fromkeys(table.key, 1)
    row |= {"first_seen_at": min(file.at for file in files), "last_seen_at": last}
    for name in table.earliest:
        if name != "first_seen_at":
            known = (file.earliest[name] for file in files)
            row[name] = min((time for time in known if time is not None), default=None)
    shown_at: dict[str, int | None] = {}
    for attribute, names in table.attributes.items():
        times = [file.at for file in files if attribute in file.values]
        shown_at[attribute] = max(times, default=None)
        newest = [
            file.values[attribute]
            for file in files
            if attribute in file.values and file.at == max(times)
        ]
        if newest:
            of_nulls_least = max(newest, key=lambda v: [(x is not None, x or 0) for x in v])
            row |= dict(zip(names, of_nulls_least, strict=True))
    return row | {"shown_at": none_if_all(shown_at, last)}


@given(data=st.data(), table=st.sampled_from([THING, *NEWEST]))
def test_files_in_any_order_end_in_the_same_row(data: st.DataObject, table: Table) -> None:
    statement = merge_statement("lake", table)
    files: list[Shown] = data.draw(st.lists(shown(table), min_size=2, max_size=3))
    expected = expected_row(table, files)

    for order in permutations(files):
        rows: list[dict[str, Any]] = []
        for file in order:
            rows = run(statement, rows, [file.source_row(table)]).rows
        assert rows == [expected]
        again = run(statement, rows, [order[0].source_row(table)])
        assert again.unchanged


def test_new_position_is_inserted_and_other_rows_are_unchanged() -> None:
    outcome = merge_places([place(1), place(2)], [place(3, first=None)])

    assert outcome.rows == [place(1), place(2), place(3, first=None)]
    assert not outcome.updated


def test_changed_position_is_replaced_including_nulls() -> None:
    assert merge_places([place(1), place(2)], [place(2, first=None, second=0)]).rows == [
        place(1),
        place(2, first=None, second=0),
    ]


def test_unchanged_position_is_not_written() -> None:
    assert merge_places([place(first=None)], [place(first=None)]).unchanged


def test_stale_position_is_deleted() -> None:
    outcome = merge_places([place(1), place(2)], [place(2, first=99, stale=True)])

    assert outcome.rows == [place(1)]


def test_stale_position_without_existing_row_is_not_inserted() -> None:
    assert merge_places([place(1)], [place(2, stale=True)]).unchanged


@pytest.mark.parametrize("name", PLACE.key)
def test_positions_of_another_key_are_unchanged(name: str) -> None:
    assert len(merge_places([place()], [place(**{name: 7})]).rows) == 2


def test_rows_outside_the_match_filter_do_not_match() -> None:
    statement = merge_statement("db", PLACE, "t.day > 1 OR t.first > 90")

    for existing, matches in [(place(), False), (place(day=2), True), (place(first=91), True)]:
        outcome = run(statement, [existing], [dict(existing) | {"second": 0}])
        assert bool(outcome.updated) is matches
    assert run(statement, [place(2, day=2)], [place(3, day=2)]).updated == []
