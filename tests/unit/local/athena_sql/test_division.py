"""Division: of integers to an integer, of decimals to a decimal, by zero not at all."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cli.errors import UserError
from local.queries.duckdb_tables import LakeTables
from local.queries.run import run
from tests.unit.local.athena_sql.conftest import Rows

DIVISION: list[tuple[str, Any]] = [
    ("7 / 2", 3),
    ("-7 / 2", -3),
    ("7 / -2", -3),
    ("-7 / -2", 3),
    ("7 % 2", 1),
    ("-7 % 2", -1),
    ("7 % -2", 1),
    ("mod(-7, 2)", -1),
    ("7 / 2 * 2", 6),
    ("7 * 2 / 4", 3),
    ("2 + 7 / 2", 5),
    ("(1 + 6) / (4 - 2)", 3),
    ("20 / 3 / 2", 3),
    ("null / 2", None),
    ("null / 0", None),
    ("cast(null as integer) % 0", None),
    # Decimals keep the larger scale, rounded half up.
    ("7 / 2.0", Decimal("3.5")),
    ("1 / 3.0", Decimal("0.3")),
    ("2 / 3.0", Decimal("0.7")),
    ("-2 / 3.0", Decimal("-0.7")),
    ("1 / 3.00", Decimal("0.33")),
    ("107 * 1.00 / 40", Decimal("2.68")),  # 2.675
    ("-107 * 1.00 / 40", Decimal("-2.68")),
    ("100.0 * 1 / 3", Decimal("33.3")),
    ("7 / 2 / 2.0", Decimal("1.5")),
    ("10.0 / 4 / 3", Decimal("0.8")),  # 2.5, then 0.83
    ("1.5 / 0.25", Decimal("6.00")),
    ("7.5 % 2", Decimal("1.5")),
    # Doubles.
    ("7 / 2e0", 3.5),
    ("cast(7 as double) / 2", 3.5),
    ("1 / 0e0", float("inf")),
    ("-1 / 0e0", float("-inf")),
    ("7.5e0 % 2", 1.5),
]

INTEGERS_DIVIDED = [
    "length('abcdefg') / 2",
    "strpos('abcdefg', 'g') / 2",
    "position('g' in 'abcdefg') / 2",
    "codepoint(chr(7)) / 2",
    "levenshtein_distance('abcdefg', '') / 2",
    "cardinality(array[1, 1, 1, 1, 1, 1, 1]) / 2",
    "cardinality(split('a,b,c,d,e,f,g', ',')) / 2",
    "array_position(array['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'g') / 2",
    "element_at(array[7], 1) / 2",
    "array[7][1] / 2",
    "array_max(array[7]) / 2",
    "month(date '2026-07-01') / 2",
    "extract(day from date '2026-11-07') / 2",
    "day_of_week(date '2026-11-22') / 2",
    "date_diff('day', date '2026-11-01', date '2026-11-08') / 2",
    "coalesce(null, 7) / 2",
    "nullif(7, 2) / 2",
    "greatest(7, 1) / 2",
    "if(true, 7, 1) / 2",
    "case when true then 7 end / 2",
    "abs(-7) / 2",
    "round(7) / 2",
    "ceil(7) / 2",
    "(sign(7) + 6) / 2",
    "mod(7, 8) / 2",
    "cast('7' as bigint) / 2",
    "try_cast('7' as smallint) / 2",
    "(SELECT 7) / 2",
    "(SELECT count(*) + 4 FROM song) / 2",
]


def value(rows: Rows, expression: str) -> Any:
    [(single,)] = rows(f"SELECT {expression}")
    return single


@pytest.mark.parametrize(("expression", "expected"), DIVISION)
def test_division(rows: Rows, expression: str, expected: Any) -> None:
    found = value(rows, expression)

    assert found == expected
    assert str(found) == str(expected)


@pytest.mark.parametrize("expression", INTEGERS_DIVIDED)
def test_integer_results_divide_as_integers(rows: Rows, expression: str) -> None:
    found = value(rows, expression)

    assert found == 3
    assert type(found) is int


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT plays / 2 FROM song ORDER BY song_id", [(3,), (4,), (None,)]),
        ("SELECT total / plays FROM song ORDER BY song_id", [(1,), (None,), (None,)]),
        ("SELECT sum(plays) / count(*), avg(plays), sum(plays) FROM song", [(5, 7.5, 15)]),
        ("SELECT sum(plays) / 2, count(*) / 2, max(plays) / 3 FROM song", [(7, 1, 2)]),
        ("SELECT count(*) FILTER (WHERE explicit) * 100 / count(*) FROM song", [(33,)]),
        ("SELECT count_if(explicit) * 100.0 / count(*) FROM song", [(Decimal("33.3"),)]),
        ("SELECT count_if(plays > 7), count_if(NULL) / 2 FROM song", [(1, 0)]),
        ("SELECT count_if(explicit) FROM song WHERE false", [(0,)]),
        ("SELECT count_if(explicit) OVER () / 2 FROM song WHERE plays = 7", [(0,)]),
        ("SELECT count_if(explicit) FILTER (WHERE plays = 8) FROM song", [(0,)]),
        ("SELECT max_by(plays, song_id) / 2, min_by(plays, song_id) / 2 FROM song", [(None, 3)]),
        ("SELECT approx_distinct(album_id) / 2, arbitrary(7) / 2 FROM song", [(1, 3)]),
        ("SELECT approx_percentile(plays, 0.4) / 2 FROM song", [(3,)]),
        ("SELECT sum(plays) OVER () / 2 FROM song WHERE plays = 8", [(4,)]),
        (
            "SELECT row_number() OVER (ORDER BY song_id) / 2 AS n FROM song ORDER BY n",
            [(0,), (1,), (1,)],
        ),
        ("SELECT lag(plays) OVER (ORDER BY song_id) / 2 FROM song WHERE plays > 7", [(None,)]),
        ("SELECT sum(count(*)) OVER () / 2 FROM song GROUP BY album_id", [(1,), (1,)]),
        (
            "SELECT 100.0 * count(*) / sum(count(*)) OVER () AS s FROM song GROUP BY "
            "album_id ORDER BY s",
            [(Decimal("33.3"),), (Decimal("66.7"),)],
        ),
        (
            "WITH t AS (SELECT plays AS p, count(*) AS n FROM song GROUP BY 1) "
            "SELECT p / 2, n / 2, (SELECT max(p) FROM t) / 3 FROM t WHERE p = 7",
            [(3, 0, 2)],
        ),
        (
            "SELECT x / 2 FROM (SELECT plays AS x FROM song UNION ALL SELECT total FROM song) t "
            "WHERE x = 7",
            [(3,)],
        ),
        (
            "SELECT x / 3 FROM (SELECT 1.5 AS x UNION ALL SELECT 2.25) t ORDER BY 1",
            [(Decimal("0.50"),), (Decimal("0.75"),)],
        ),
        (
            "SELECT x / 2 FROM (VALUES 7, 8.0) AS t(x) ORDER BY 1",
            [(Decimal("3.5"),), (Decimal("4.0"),)],
        ),
        (
            "SELECT coalesce(sum(x), 0.25), if(false, sum(x), 0.25), greatest(sum(x), 0.25), "
            "CASE WHEN sum(x) > 9 THEN sum(x) ELSE 0.25 END / 3 FROM (VALUES 0.1) AS t(x)",
            [(Decimal("0.10"), Decimal("0.25"), Decimal("0.25"), Decimal("0.08"))],
        ),
        ("SELECT n / 2 FROM UNNEST(ARRAY[7, 9]) AS t(n) ORDER BY 1", [(3,), (4,)]),
        (
            "SELECT x, n / 2 FROM UNNEST(ARRAY['a', 'b']) WITH ORDINALITY AS t(x, n) ORDER BY 1",
            [("a", 0), ("b", 1)],
        ),
        ("SELECT song_id FROM song WHERE plays / 2 = 3", [("s1",)]),
        (
            "SELECT count(*) FROM song GROUP BY plays / 4 HAVING count(*) / 2 = 0 ORDER BY "
            "plays / 4",
            [(1,), (1,), (1,)],
        ),
        ("SELECT plays AS p FROM song ORDER BY p / 8, p DESC", [(7,), (8,), (None,)]),
        ("SELECT DISTINCT plays / 4 FROM song ORDER BY plays / 4", [(1,), (2,), (None,)]),
        ("SELECT a.plays / 2 FROM song a JOIN song b USING (song_id) WHERE song_id = 's1'", [(3,)]),
        (
            "SELECT song_id, count(*) FROM song a JOIN song b USING (song_id) GROUP BY song_id "
            "HAVING song_id = 's1' AND count(*) / 2 = 0",
            [("s1", 1)],
        ),
        ("SELECT grouping(album_id) / 2 FROM song GROUP BY ROLLUP (album_id)", [(0,), (0,), (0,)]),
    ],
)
def test_division_in_queries(rows: Rows, sql: str, expected: list[Any]) -> None:
    found = rows(sql)

    assert found == expected
    assert str(found) == str(expected)  # 3 is not 3.0 here


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 / 0",
        "SELECT 1 % 0",
        "SELECT mod(1, 0)",
        "SELECT 1.5 / 0",
        "SELECT 1.5 % 0",
        "SELECT plays / (plays - 7) FROM song",
        "SELECT count(*) / count_if(plays > 100) FROM song",
    ],
)
def test_division_by_zero_is_an_error(rows: Rows, sql: str) -> None:
    with pytest.raises(UserError, match=r"^Division by zero$"):
        rows(sql)


def test_division_of_unknown_types_is_refused(tables: LakeTables) -> None:
    unknown = LakeTables(tables.connection, {"song": {"plays": "unknown", "total": "unknown"}})

    with pytest.raises(UserError, match=r"column 8: the types of this division are unknown: cast"):
        run(unknown, "SELECT plays / total FROM song")
    sql = "SELECT cast(plays AS integer) / 2 FROM song WHERE song_id = 's1'"
    assert list(run(tables, sql).rows) == [(3,)]


@dataclass(frozen=True)
class Number:
    """A number in SQL and its value; ``scale`` is None for an integer."""

    sql: str
    value: Fraction
    scale: int | None


def combine(operator: str, left: Number, right: Number) -> Number:
    """Trino's rules for integers and decimals, in fractions."""
    assume(right.value or operator not in "/%")
    integers = left.scale is None and right.scale is None
    larger = max(left.scale or 0, right.scale or 0)
    scale = (left.scale or 0) + (right.scale or 0) if operator == "*" else larger
    match operator:
        case "+":
            value = left.value + right.value
        case "-":
            value = left.value - right.value
        case "*":
            value = left.value * right.value
        case "%":
            value = left.value - right.value * toward_zero(left.value / right.value)
        case _ if integers:
            value = Fraction(toward_zero(left.value / right.value))
        case _:
            quotient = left.value / right.value * 10**scale
            value = Fraction(toward_zero(quotient + Fraction(1, 2) * (1 if quotient > 0 else -1)))
            value /= 10**scale
    return Number(f"({left.sql} {operator} {right.sql})", value, None if integers else scale)


def toward_zero(value: Fraction) -> int:
    return floor(value) if value > 0 else -floor(-value)


LEAVES = st.one_of(
    st.integers(-40, 40).map(lambda n: Number(f"({n})", Fraction(n), None)),
    st.integers(-400, 400).map(lambda n: Number(f"({n / 10:.1f})", Fraction(n, 10), 1)),
    st.integers(-400, 400).map(lambda n: Number(f"({n / 100:.2f})", Fraction(n, 100), 2)),
)
NUMBERS = st.recursive(
    LEAVES, lambda parts: st.builds(combine, st.sampled_from("+-*/%"), parts, parts), max_leaves=4
)


@settings(max_examples=100, deadline=None)
@given(NUMBERS)
def test_arithmetic_follows_trinos_rules(rows: Rows, number: Number) -> None:
    [(found,)] = rows(f"SELECT {number.sql}")

    assert Fraction(found) == number.value
    if number.scale is None:
        assert type(found) is int
    else:
        assert found.as_tuple().exponent == -number.scale
