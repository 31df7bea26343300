"""What the MERGE statements mean: parsed, and run on rows by Spark's rules."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from glue_jobs.iceberg.merge import Standing, merge_statement
from glue_jobs.tables import TABLES
from glue_jobs.tables.table import SEEN_COLUMNS, Column, Table
from tests.unit.glue_jobs.merge_rows import (
    Outcome,
    Row,
    assignments,
    inserted,
    parse,
    run,
    whens,
)

NEWEST = [table for table in TABLES if table.rule == "newest wins"]
REPLACE = [table for table in TABLES if table.rule == "replace"]
STATEMENTS = [
    *[pytest.param(table, False, id=table.name) for table in TABLES],
    *[pytest.param(table, True, id=f"{table.name} with stale rows") for table in REPLACE],
]


def columns(names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "int", "") for name in names.split())


THING = Table(
    name="thing",
    comment="",
    columns=(*columns("id first second added_at"), *SEEN_COLUMNS),
    key=("id",),
    rule="newest wins",
    earliest=("added_at", "first_seen_at"),
    compared_first=("second",),
)
PLACE = Table(
    name="place",
    comment="",
    columns=columns("list day place first second"),
    key=("list", "day", "place"),
    rule="replace",
)


def thing(**fields: Any) -> Row:
    """A row of ``THING``, seen on day 5 only."""
    seen = {"added_at": 3, "first_seen_at": 5, "last_seen_at": 5}
    return {"id": 1, "first": 10, "second": 20, **seen, **fields}


def place(number: int = 1, **fields: Any) -> Row:
    return {"list": 1, "day": 1, "place": number, "first": 10, "second": 20, **fields}


def merge_things(target: list[Row], source: list[Row]) -> Outcome:
    return run(merge_statement("db", THING, Standing(), stale=False), target, source)


def merge_places(target: list[Row], source: list[Row]) -> Outcome:
    marked = [{"stale": False, **row} for row in source]
    return run(merge_statement("db", PLACE, Standing(), stale=True), target, marked)


def column_of(node: exp.Expr) -> tuple[str, str]:
    assert isinstance(node, exp.Column)
    return node.table, node.name


@pytest.mark.parametrize(("table", "stale"), STATEMENTS)
def test_a_source_view_of_its_own_is_merged_into_each_table(table: Table, stale: bool) -> None:
    merge = parse(merge_statement("lake", table, Standing(), stale=stale))
    into, using = merge.this, merge.args["using"]

    assert [part.name for part in into.parts] == ["glue_catalog", "lake", table.name]
    assert [part.name for part in using.parts] == [f"{table.name}_source"]
    assert (into.alias, using.alias) == ("t", "s")


@pytest.mark.parametrize("only", [None, "t.day > 3 OR t.day IS NULL"])
@pytest.mark.parametrize(("table", "stale"), STATEMENTS)
def test_rows_meet_by_the_whole_key_and_only_where_allowed(
    table: Table, stale: bool, only: str | None
) -> None:
    on = parse(merge_statement("lake", table, Standing(only), stale=stale)).args["on"]
    conditions = list(on.flatten()) if isinstance(on, exp.And) else [on]
    equal = [each for each in conditions if isinstance(each, exp.EQ)]
    others = [each.unnest().sql(dialect="spark") for each in conditions if each not in equal]

    assert [{column_of(each.left), column_of(each.right)} for each in equal] == [
        {("t", name), ("s", name)} for name in table.key
    ]
    assert others == ([only] if only else [])


@pytest.mark.parametrize(("table", "stale"), STATEMENTS)
def test_the_clauses_stand_in_their_order(table: Table, stale: bool) -> None:
    clauses = whens(parse(merge_statement("lake", table, Standing(), stale=stale)))
    done = [
        ("matched " if when.args["matched"] else "not matched ") + (then.name or then.key)
        for when in clauses
        for then in [when.args["then"]]
    ]

    updates = ["matched update"] * (2 if table.rule == "newest wins" else 1)
    assert done == [*["matched DELETE"] * stale, *updates, "not matched insert"]
    assert all(when.args.get("condition") for when in clauses if when.args["matched"])


@pytest.mark.parametrize(("table", "stale"), STATEMENTS)
def test_a_new_row_is_inserted_with_every_column_of_the_table(table: Table, stale: bool) -> None:
    last = whens(parse(merge_statement("lake", table, Standing(), stale=stale)))[-1]
    values = inserted(last.args["then"])

    assert {name: column_of(node) for name, node in values.items()} == {
        name: ("s", name) for name in table.column_names
    }


@pytest.mark.parametrize(("table", "stale"), STATEMENTS)
def test_an_update_takes_every_column_but_the_key(table: Table, stale: bool) -> None:
    clauses = whens(parse(merge_statement("lake", table, Standing(), stale=stale)))
    update = next(w.args["then"] for w in clauses if isinstance(w.args["then"], exp.Update))
    values = assignments(update)
    earliest = {*table.earliest} if table.rule == "newest wins" else set()

    assert {*values} == {*table.column_names} - {*table.key}
    assert {name: column_of(values[name]) for name in values if name not in earliest} == {
        name: ("s", name) for name in values if name not in earliest
    }


@pytest.mark.parametrize("table", NEWEST, ids=lambda table: table.name)
def test_every_attribute_counts_in_what_is_newer(table: Table) -> None:
    statement = merge_statement("lake", table, Standing(), stale=False)
    standing = dict.fromkeys(table.column_names, 5)

    for name in {*table.column_names} - {*table.key, *table.earliest}:
        higher = standing | {name: 6}
        assert run(statement, [standing], [higher]).rows == [higher], name
        assert run(statement, [higher], [standing]).unchanged, name


@pytest.mark.parametrize("table", REPLACE, ids=lambda table: table.name)
def test_every_attribute_counts_in_what_differs(table: Table) -> None:
    statement = merge_statement("lake", table, Standing(), stale=False)
    standing = dict.fromkeys(table.column_names, 5)

    for name in {*table.column_names} - {*table.key}:
        for other in (4, 6, None):
            changed = standing | {name: other}
            assert run(statement, [standing], [changed]).rows == [changed], name
            assert run(statement, [changed], [standing]).rows == [standing], name


def test_a_thing_never_seen_is_inserted_and_the_others_are_left_alone() -> None:
    outcome = merge_things([thing(id=1)], [thing(id=2, first=None)])

    assert outcome.rows == [thing(id=1), thing(id=2, first=None)]
    assert outcome.inserted == [thing(id=2, first=None)]
    assert not outcome.updated


def test_a_newer_thing_replaces_the_standing_one_nulls_included() -> None:
    newer = thing(first=None, second=1, first_seen_at=6, last_seen_at=6)

    assert merge_things([thing()], [newer]).rows == [
        thing(first=None, second=1, first_seen_at=5, last_seen_at=6)
    ]


def test_an_older_thing_changes_nothing_but_when_it_was_first_seen() -> None:
    older = thing(first=99, second=99, first_seen_at=2, last_seen_at=4)

    assert merge_things([thing()], [older]).rows == [thing(first_seen_at=2)]


def test_a_thing_seen_in_between_writes_nothing() -> None:
    standing = thing(first_seen_at=2, last_seen_at=8)

    assert merge_things([standing], [thing(first=99, first_seen_at=4, last_seen_at=6)]).unchanged


def test_the_same_thing_again_writes_nothing() -> None:
    assert merge_things([thing()], [thing()]).unchanged
    blank = thing(first=None, second=None, added_at=None)
    assert merge_things([blank], [blank]).unchanged


@pytest.mark.parametrize(
    ("less", "greater"),
    [
        ({"first": 10}, {"first": 11}),
        ({"first": None}, {"first": -1}),
        ({"second": None, "first": 99}, {"second": 1, "first": None}),
        ({"second": 1, "first": 99}, {"second": 2, "first": 1}),  # it is compared first
        ({"first": None, "second": None}, {"first": None, "second": 1}),
    ],
)
def test_of_two_things_of_one_time_the_same_one_stands_in_the_end(
    less: dict[str, Any], greater: dict[str, Any]
) -> None:
    one, other = thing(**less), thing(**greater)

    assert merge_things([one], [other]).rows == [other]
    assert merge_things([other], [one]).unchanged


@pytest.mark.parametrize(
    ("standing", "seen", "kept"), [(3, 4, 3), (3, 2, 2), (None, 4, 4), (3, None, 3)]
)
@pytest.mark.parametrize("last_seen_at", [4, 5, 6])
def test_the_earliest_addition_is_kept_whichever_file_is_newer(
    standing: int | None, seen: int | None, kept: int, last_seen_at: int
) -> None:
    (row,) = merge_things(
        [thing(added_at=standing)], [thing(added_at=seen, last_seen_at=last_seen_at)]
    ).rows

    assert row["added_at"] == kept


@given(data=st.data(), table=st.sampled_from(NEWEST))
def test_in_whatever_order_sightings_come_they_end_in_the_same_row(
    data: st.DataObject, table: Table
) -> None:
    statement = merge_statement("lake", table, Standing(), stale=False)
    values = st.fixed_dictionaries(
        dict.fromkeys(table.column_names, st.none() | st.integers(0, 1))
        | dict.fromkeys(table.key, st.just(1))
        | {"first_seen_at": st.integers(0, 2), "last_seen_at": st.integers(2, 3)}
    )
    sightings: list[Any] = data.draw(st.lists(values, min_size=2, max_size=3))
    ends = []
    for order in permutations(sightings):
        rows: list[dict[str, Any]] = []
        for sighting in order:
            rows = run(statement, rows, [sighting]).rows
        ends += rows

    last = max(sighting["last_seen_at"] for sighting in sightings)
    newest = [sighting for sighting in sightings if sighting["last_seen_at"] == last]
    earliest = {
        name: min((s[name] for s in sightings if s[name] is not None), default=None)
        for name in table.earliest
    }
    assert all(row == ends[0] for row in ends)
    assert ends[0] in [sighting | earliest for sighting in newest]


def test_a_place_never_filled_is_inserted_and_the_others_are_left_alone() -> None:
    outcome = merge_places([place(1), place(2)], [place(3, first=None)])

    assert outcome.rows == [place(1), place(2), place(3, first=None)]
    assert not outcome.updated


def test_a_place_filled_otherwise_is_replaced_as_a_whole_nulls_included() -> None:
    assert merge_places([place(1), place(2)], [place(2, first=None, second=0)]).rows == [
        place(1),
        place(2, first=None, second=0),
    ]


def test_a_place_filled_as_before_is_not_written() -> None:
    assert merge_places([place(first=None)], [place(first=None)]).unchanged


def test_a_stale_place_is_deleted_whatever_else_its_row_says() -> None:
    outcome = merge_places([place(1), place(2)], [place(2, first=99, stale=True)])

    assert outcome.rows == [place(1)]


def test_a_stale_place_that_does_not_stand_is_not_inserted() -> None:
    assert merge_places([place(1)], [place(2, stale=True)]).unchanged


@pytest.mark.parametrize("name", PLACE.key)
def test_a_place_is_another_where_any_part_of_its_key_is(name: str) -> None:
    assert len(merge_places([place()], [place(**{name: 7})]).rows) == 2


def test_what_the_condition_excludes_is_not_met() -> None:
    statement = merge_statement("db", PLACE, Standing("t.day > 1 OR t.first > 90"), stale=False)

    for standing, met in [(place(), False), (place(day=2), True), (place(first=91), True)]:
        outcome = run(statement, [standing], [dict(standing) | {"second": 0}])
        assert bool(outcome.updated) is met
    assert run(statement, [place(2, day=2)], [place(3, day=2)]).updated == []
