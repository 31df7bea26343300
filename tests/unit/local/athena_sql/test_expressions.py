"""Athena's functions and operators have Athena's values.

The expected values are worked out by hand from Trino's manual and its tests.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cli.errors import UserError
from tests.unit.local.athena_sql.conftest import Rows, at

NUMBERS: list[tuple[str, Any]] = [
    ("round(2.5e0)", 3.0),
    ("round(-2.5e0)", -3.0),
    ("round(3.14159e0, 2)", 3.14),
    ("round(55, -1)", 60),
    ("round(3.7)", Decimal(4)),
    ("round(3.14159, 2)", Decimal("3.14000")),
    ("ceil(5)", 5),
    ("ceiling(5.2)", Decimal(6)),
    ("ceil(5.2e0)", 6.0),
    ("floor(-5.2)", Decimal(-6)),
    ("truncate(-5.7e0)", -5.0),
    ("truncate(5.7)", Decimal(5)),
    ("sign(-5)", -1),
    ("sign(-2.5e0)", -1.0),
    ("abs(-3)", 3),
    ("sqrt(16)", 4.0),
    ("power(2, 3)", 8.0),
    ("exp(0)", 1.0),
    ("ln(1)", 0.0),
    ("log10(1000)", 3.0),
    ("log2(8)", 3.0),
    ("log(3, 81)", 4.0),
    ("2147483647 + cast(1 as bigint)", 2147483648),
    ("1.5 + 2.25", Decimal("3.75")),
    # A sign after an exponent's digits begins the next number.
    ("1e0+7/2", 4.0),
    ("0.1e0+0.2e0", 0.30000000000000004),
    ("1e+2-1E-0", 99.0),
    ("length('1e0+7')", 5),
    ("1.5 * 2.25", Decimal("3.375")),
]

TEXTS: list[tuple[str, Any]] = [
    ("'a' || null", None),
    ("concat('a', 'b', 'c')", "abc"),
    ("concat('a', null)", None),
    ("concat_ws(',', 'a', null, 'b')", "a,b"),
    ("length('🎵é')", 2),
    ("lower('ÄB')", "äb"),
    ("upper('äb')", "ÄB"),
    ("reverse('abc')", "cba"),
    ("lpad('7', 3, '0')", "007"),
    ("lpad('abcd', 2, 'x')", "ab"),
    ("rpad('a', 3, 'xy')", "axy"),
    ("replace('abab', 'b')", "aa"),
    ("replace('abc', 'b', 'xx')", "axxc"),
    ("trim('\t\u2003 a \n')", "a"),
    ("ltrim(' a ')", "a "),
    ("rtrim(' a ')", " a"),
    ("trim('x' FROM 'xax')", "a"),
    ("trim(LEADING 'x' FROM 'xax')", "ax"),
    ("trim(TRAILING FROM ' a ')", " a"),
    ("substr('abcd', 2)", "bcd"),
    ("substr('abcd', 2, 2)", "bc"),
    ("substr('abcd', -2)", "cd"),
    ("substr('abcd', 0)", ""),
    ("substr('abcd', -5)", ""),
    ("substr('abcd', 2, -1)", ""),
    ("substring('abcd', 1, 2)", "ab"),
    ("substring('abcd' FROM 2 FOR 2)", "bc"),
    ("strpos('abc', 'c')", 3),
    ("strpos('abc', 'z')", 0),
    ("split('a,b', ',')", ["a", "b"]),
    ("split_part('a-b', '-', 2)", "b"),
    ("split_part('a-b', '-', 3)", None),
    ("starts_with('abc', 'ab')", True),
    ("chr(65)", "A"),
    ("codepoint('A')", 65),
    ("translate('abc', 'ab', 'x')", "xc"),
    ("regexp_like('abc', 'b')", True),
    ("regexp_like('abc', '^b')", False),
    ("regexp_extract('a1b2', '\\d')", "1"),
    ("regexp_extract('a1', '([a-z])(\\d)', 2)", "1"),
    ("regexp_extract('a', '\\d')", None),
    # A group without a part in the match is null.
    ("regexp_extract('b', '(a)|(b)', 1)", None),
    ("regexp_extract('b', '(a)|(b)', 2)", "b"),
    ("regexp_extract('xb', 'x((a)?)b', 1)", ""),
    ("regexp_extract('xb', 'x(a)?b', 1)", None),
    ("regexp_extract('ab', 'ab', 0)", "ab"),
    ("regexp_extract('(a]', '[(]([^)]+)', 1)", "a]"),
    ("regexp_replace('ab', 'b', '[$0]')", "a[b]"),
    ("regexp_like('word', '\\bword\\b')", True),
    ("regexp_like('Ü1', '^\\p{Lu}[[:digit:]]$')", True),
    ("upper('straße')", "STRAßE"),
    ("reverse('e\u0301a')", "a\u0301e"),
    ("regexp_replace('a1b2', '\\d')", "ab"),
    ("regexp_replace('a1b2', '([a-z])(\\d)', '$2$1')", "1a2b"),
    ("'a' LIKE 'A'", False),
    ("'a_b' LIKE 'a\\_b' ESCAPE '\\'", True),
    ("'axb' LIKE 'a\\_b' ESCAPE '\\'", False),
    ("'axb' LIKE 'a\\_b'", False),
    ("'ab' NOT LIKE 'a%'", False),
]

TIMES: list[tuple[str, Any]] = [
    ("date '2026-11-01'", date(2026, 11, 1)),
    ("timestamp '2026-11-01 06:00:03'", at("2026-11-01 06:00:03")),
    ("timestamp '2026-11-01 06:00:03 UTC'", datetime(2026, 11, 1, 6, 0, 3, tzinfo=UTC)),
    # Whole units, not borders crossed.
    ("date_diff('day', timestamp '2026-01-01 23:00:00', timestamp '2026-01-02 01:00:00')", 0),
    ("date_diff('day', timestamp '2026-01-01 23:00:00', timestamp '2026-01-02 23:00:00')", 1),
    ("date_diff('day', date '2026-01-05', date '2026-01-01')", -4),
    ("date_diff('hour', timestamp '2026-01-02 00:00:00', timestamp '2026-01-01 00:30:00')", -23),
    ("date_diff('week', date '2026-01-01', date '2026-01-14')", 1),
    ("date_diff('month', date '2026-01-20', date '2026-02-19')", 0),
    ("date_diff('month', date '2026-01-20', date '2026-02-20')", 1),
    ("date_diff('year', date '2025-12-31', date '2026-01-01')", 0),
    (
        "date_diff('millisecond', timestamp '2026-01-01 00:00:00', "
        "timestamp '2026-01-01 00:00:01')",
        1000,
    ),
    # A date stays a date.
    ("date_trunc('week', date '2026-11-22')", date(2026, 11, 16)),
    ("date_trunc('month', date '2026-11-22')", date(2026, 11, 1)),
    ("date_trunc('hour', timestamp '2026-11-22 10:11:12')", at("2026-11-22 10:00:00")),
    ("date_add('day', -1, date '2026-03-01')", date(2026, 2, 28)),
    ("date_add('month', 1, date '2026-01-31')", date(2026, 2, 28)),
    ("date_add('quarter', 1, date '2026-11-30')", date(2027, 2, 28)),
    ("date_add('hour', 5, timestamp '2026-01-01 22:00:00')", at("2026-01-02 03:00:00")),
    ("date '2026-01-01' - interval '7' day", date(2025, 12, 25)),
    ("date '2026-01-31' + interval '1' month", date(2026, 2, 28)),
    ("interval '1' day + date '2026-01-01'", date(2026, 1, 2)),
    ("date '2026-01-01' + 2 * interval '1' day", date(2026, 1, 3)),
    ("timestamp '2026-01-01 00:00:00' + interval '90' minute", at("2026-01-01 01:30:00")),
    ("year(date '2026-11-22')", 2026),
    ("quarter(date '2026-11-22')", 4),
    ("week(date '2027-01-01')", 53),
    ("year_of_week(date '2027-01-01')", 2026),
    ("day_of_week(date '2026-11-22')", 7),
    ("day_of_year(date '2026-02-01')", 32),
    ("extract(dow FROM date '2026-11-23')", 1),
    ("hour(timestamp '2026-11-22 10:11:12.345')", 10),
    ("second(timestamp '2026-11-22 10:11:12.345')", 12),
    ("millisecond(timestamp '2026-11-22 10:11:12.345')", 345),
    ("last_day_of_month(date '2024-02-03')", date(2024, 2, 29)),
    ("date_format(timestamp '2026-01-02 03:04:05', '%Y-%m-%d %H:%i:%s')", "2026-01-02 03:04:05"),
    (
        "date_format(timestamp '2026-01-02 15:04:05.678', '%a %b %c %e %f %h %I %j %k %l %p')",
        "Fri Jan 1 2 678000 03 03 002 15 3 PM",
    ),
    (
        "date_format(timestamp '2026-01-02 15:04:05', '%M %r %S %T %v %W %x %y %%')",
        "January 03:04:05 PM 05 15:04:05 01 Friday 2026 26 %",
    ),
    ("date_format(date '2026-11-22', '%Y-%m')", "2026-11"),
    (
        "format_datetime(timestamp '2026-01-02 15:04:05.678', 'yyyy-MM-dd''T''HH:mm:ss.SSS')",
        "2026-01-02T15:04:05.678",
    ),
    (
        "format_datetime(timestamp '2026-01-02 15:04:05', 'EEE EEEE MMM MMMM d M H h a yy')",
        "Fri Friday Jan January 2 1 15 3 PM 26",
    ),
    (
        "format_datetime(date '2026-01-02', 'DDD ww xxxx e ''%Y o''''clock''')",
        "002 01 2026 5 %Y o'clock",
    ),
    ("date_parse('2026-11', '%Y-%m')", at("2026-11-01 00:00:00")),
    # Without a year: 2000 for a day or month, else 1970.
    ("date_parse('02-29', '%m-%d')", at("2000-02-29 00:00:00")),
    ("date_parse('10:20', '%H:%i')", at("1970-01-01 10:20:00")),
    ("date_parse('12:35 AM', '%h:%i %p')", at("1970-01-01 00:35:00")),
    # In milliseconds.
    (
        "date_diff('second', timestamp '2026-01-01 00:00:00.000500', "
        "timestamp '2026-01-01 00:00:01.000400')",
        1,
    ),
    ("from_unixtime(1.0006)", datetime(1970, 1, 1, 0, 0, 1, 1000, tzinfo=UTC)),
    ("date_parse('01.02.2026 03:04:05', '%d.%m.%Y %H:%i:%s')", at("2026-02-01 03:04:05")),
    ("from_iso8601_timestamp('2026-11-22T06:00:03Z')", datetime(2026, 11, 22, 6, 0, 3, tzinfo=UTC)),
    ("from_iso8601_date('2026-11-22')", date(2026, 11, 22)),
    ("to_unixtime(timestamp '1970-01-01 00:00:01.5')", 1.5),
    ("from_unixtime(1)", datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)),
    ("current_date = date_trunc('day', current_timestamp)", True),
    (
        "localtimestamp > timestamp '2026-01-01 00:00:00' AND now() > timestamp '2026-01-01 "
        "00:00:00'",
        True,
    ),
]

CASTS: list[tuple[str, Any]] = [
    ("cast('12' AS integer)", 12),
    ("cast(2.5e0 AS integer)", 3),
    ("cast(-2.5e0 AS integer)", -3),
    ("cast(3.5 AS bigint)", 4),
    ("cast(true AS integer)", 1),
    ("cast('1.5' AS double)", 1.5),
    ("cast('12.345' AS decimal(5, 2))", Decimal("12.35")),
    ("cast('true' AS boolean)", True),
    ("cast(' 2026-11-01 ' AS date)", date(2026, 11, 1)),
    ("cast('2026-11-01 10:00' AS timestamp)", at("2026-11-01 10:00:00")),
    ("cast(timestamp '2026-11-01 10:00:00' AS date)", date(2026, 11, 1)),
    ("date(timestamp '2026-11-01 10:00:00')", date(2026, 11, 1)),
    ("cast(date '2026-11-01' AS timestamp)", at("2026-11-01 00:00:00")),
    ("cast(1 AS varchar)", "1"),
    ("cast(1.50 AS varchar)", "1.50"),
    ("cast(date '2026-11-01' AS varchar)", "2026-11-01"),
    ("cast(true AS varchar)", "true"),
    ("cast('abc' AS varchar(2))", "ab"),
    # By the digits of the double.
    ("cast(1.005e0 AS decimal(3, 2))", Decimal("1.01")),
    ("cast(0.285e0 AS decimal(3, 2))", Decimal("0.29")),
    ("cast(-1e-3 AS decimal(3, 2))", Decimal("0.00")),
    # A timestamp has milliseconds, unless it says otherwise.
    ("cast(timestamp '2026-01-01 00:00:00.383345' AS timestamp)", at("2026-01-01 00:00:00.383")),
    ("cast(timestamp '2026-01-01 00:00:00.383345' AS timestamp(1))", at("2026-01-01 00:00:00.4")),
    ("cast(timestamp '1969-12-31 23:59:59.9995' AS timestamp(3))", at("1970-01-01 00:00:00")),
    ("cast('2026-01-01 00:00:00.3839' AS timestamp(6))", at("2026-01-01 00:00:00.3839")),
    ("cast(timestamp '2026-01-01 01:02:03' AS varchar)", "2026-01-01 01:02:03"),
    ("cast(timestamp '2026-01-01 01:02:03.50' AS varchar)", "2026-01-01 01:02:03.50"),
    ("(SELECT cast(max(seen_at) AS varchar) FROM song)", "2026-11-02 23:59:59.500000"),
    ("cast(null AS varchar)", None),
    ("try_cast('a' AS integer)", None),
    ("try_cast('1.5' AS integer)", None),
    ("try_cast(' 1' AS integer)", None),
    ("try_cast('2026/11/01' AS date)", None),
    ("try_cast('2026-13-01' AS date)", None),
    ("try_cast('2026-11-01T10:00:00' AS timestamp)", None),
    ("try_cast('yes' AS boolean)", None),
    ("try(cast('x' AS integer))", None),
    ("try(1 / 0)", None),
]

CONDITIONS: list[tuple[str, Any]] = [
    ("greatest(1, null)", None),
    ("least(2, 1)", 1),
    ("greatest('a', 'b')", "b"),
    ("coalesce(null, 2)", 2),
    ("nullif(1, 1)", None),
    ("if(false, 1)", None),
    ("if(false, 1, 2)", 2),
    ("case 2 when 1 then 'a' when 2 then 'b' end", "b"),
    ("1 IN (1, null)", True),
    ("2 IN (1, null)", None),
    ("2 NOT IN (1, null)", None),
    ("1 BETWEEN 0 AND 2", True),
    ("null = null", None),
    ("1 IS DISTINCT FROM null", True),
    ("null IS NOT DISTINCT FROM null", True),
    ("7 = ANY (SELECT plays FROM song)", True),
    ("9 > ALL (SELECT plays FROM song WHERE plays > 0)", True),
    ("NOT EXISTS (SELECT 1 FROM song WHERE plays = 9)", True),
    ("date '2026-11-01' < timestamp '2026-11-01 00:00:01'", True),
]

ARRAYS: list[tuple[str, Any]] = [
    ("array_join(array[1, null, 2], ',')", "1,2"),
    ("array_join(array['a', null], '-', 'N')", "a-N"),
    ("contains(array[1, 2], 2)", True),
    ("contains(array[1, 2], 3)", False),
    ("contains(array[1, null], 3)", None),
    ("element_at(array[1, 2], 2)", 2),
    ("element_at(array[1, 2], 3)", None),
    ("element_at(array[1, 2], -1)", 2),
    ("array[1, 2][2]", 2),
    ("array_distinct(array[3, 1, 3, null, null])", [3, 1, None]),
    ("array_sort(array[3, null, 1])", [1, 3, None]),
    ("array_max(array[1, 3])", 3),
    ("array_max(array[1, null])", None),
    ("array_min(array[2, 1])", 1),
    ("array_position(array['a', 'b'], 'b')", 2),
    ("array_position(array['a'], 'z')", 0),
    ("slice(array[1, 2, 3, 4], 2, 2)", [2, 3]),
    ("slice(array[1, 2, 3, 4], -2, 2)", [3, 4]),
    ("array[1] || array[2]", [1, 2]),
    ("sequence(1, 3)", [1, 2, 3]),
    ("sequence(3, 1)", [3, 2, 1]),
    ("sequence(1, 7, 3)", [1, 4, 7]),
    ("sequence(date '2026-11-30', date '2026-12-01')", [date(2026, 11, 30), date(2026, 12, 1)]),
    (
        "sequence(date '2026-01-31', date '2026-03-31', interval '1' month)",
        [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)],
    ),
    (
        "sequence(date '2026-11-02', date '2026-11-01', interval '-1' day)",
        [date(2026, 11, 2), date(2026, 11, 1)],
    ),
]


@pytest.mark.parametrize(
    ("expression", "expected"), [*NUMBERS, *TEXTS, *TIMES, *CASTS, *CONDITIONS, *ARRAYS]
)
def test_expression(rows: Rows, expression: str, expected: Any) -> None:
    [(found,)] = rows(f"SELECT {expression}")

    assert found == expected
    assert type(found) is type(expected)
    if isinstance(expected, Decimal):
        assert str(found) == str(expected)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("cast('1.5' AS integer)", "Cannot cast '1.5' to integer"),
        ("cast(song_id AS integer) FROM song", "Cannot cast 's1' to integer"),
        ("cast('2026/11/01' AS date)", "Cannot cast '2026/11/01' to date"),
        ("array[1, 2][3]", "Array subscript out of bounds"),
        ("element_at(array[1], 0)", "SQL array indices start at 1"),
        ("slice(array[1], 0, 1)", "SQL array indices start at 1"),
        ("split_part('a', '-', 0)", "Index must be greater than zero"),
        ("replace('a', '', 'x')", "An empty text is not supported here"),
        ("sequence(1, 3, -1)", "the step leads away"),
        ("sequence(date '2026-11-02', date '2026-11-01', interval '1' day)", "the step leads away"),
        ("from_iso8601_timestamp('2026-11-22T06:00:03+01:00')", "to a timestamp in UTC"),
        ("date_parse('x', '%Y')", "the query failed: Could not parse"),
        ("2147483647 + 1", "the query failed: Overflow"),
        ("cast(3000000000 AS integer)", "out of range"),
        ("(SELECT song_id FROM song)", "More than one row returned by a subquery"),
    ],
)
def test_errors_of_athena_are_errors_here_in_one_line(
    rows: Rows, expression: str, message: str
) -> None:
    with pytest.raises(UserError) as caught:
        rows(f"SELECT {expression}")

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "athena_" not in str(caught.value).lower()
