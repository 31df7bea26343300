"""Every supported function, on generated arguments, has the value of a model in Python.

The models are written from Trino's documentation. Arguments are combined from pools of nulls, empty
values, non-ASCII text, combining marks, whitespace and extremes. Where a model raises `ValueError`,
the call is an error in Athena or refused here.
"""

import calendar
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from cli.errors import UserError
from local.athena_sql.functions import FUNCTIONS
from tests.unit.local.athena_sql.conftest import Rows

# Tested in queries: they have no value without rows, a clock or chance.
ELSEWHERE = {
    *("cume_dist", "dense_rank", "first_value", "grouping", "lag", "last_value", "lead"),
    *("nth_value", "ntile", "percent_rank", "rank", "row_number"),
    *("now", "rand", "random"),
}
MOST_CASES = 60


@dataclass(frozen=True)
class Pool:
    """Values for an argument of a type."""

    type: str
    values: Sequence[Any]


TEXT = Pool(
    "varchar",
    [None, "", "a", "abcab", "Ünïcödé", "e\u0301a\u0301", "🎵x🎵", " \t a\u2003\n", "'", "\u00a0b"],
)
PART = Pool("varchar", [None, "", "a", "b", "\u0301", "🎵", "xyz"])
PATTERN = Pool("varchar", ["[a-c]", "(a)|(b)", "^.", "(x*)b"])
INTEGER = Pool("integer", [None, 0, 1, -1, 7, 2**31 - 1, -(2**31) + 1])
SMALL = Pool("integer", [None, -7, -1, 0, 1, 2, 3, 9])
BIGINT = Pool("bigint", [None, 0, -5, 2**63 - 1, -(2**63) + 1])
DOUBLE = Pool("double", [None, 0.0, 0.5, -0.5, 2.5, -2.5, 1e308, 5e-324, 7.0])
POSITIVE = Pool("double", [None, 1.0, 0.5, 8.0, 1e308, 5e-324])
DECIMAL = Pool("decimal(5, 2)", [None, Decimal("0.00"), Decimal("-1.50"), Decimal("2.50")])
DATE = Pool(
    "date",
    [
        None,
        date(1970, 1, 1),
        date(2024, 2, 29),
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(1000, 1, 1),
    ],
)
MOMENT = Pool(
    "timestamp(6)",
    [
        None,
        datetime(1969, 12, 31, 23, 59, 59, 999000),  # noqa: DTZ001 - without a zone
        datetime(2024, 2, 29, 12, 34, 56, 789000),  # noqa: DTZ001
        datetime(2026, 3, 31),  # noqa: DTZ001
        datetime(2026, 4, 30, 0, 0, 1),  # noqa: DTZ001
    ],
)
ARRAY = Pool("array(integer)", [None, [], [1], [3, None, 1, 3], [2, 1, 2]])
TEXTS = Pool("array(varchar)", [None, [], ["b", "a"], ["é", None, ""]])
UNIT = Pool("unit", ["day", "week", "month", "quarter", "year"])
TIME_UNIT = Pool("unit", ["millisecond", "second", "minute", "hour", "day", "month"])


def refuse(condition: object = True) -> Any:
    if condition:
        raise ValueError


def literal(value: Any, kind: str) -> str:
    """Write a value as SQL, with its type."""
    if value is None:
        return "null" if kind.startswith("array") else f"cast(null AS {kind})"
    if isinstance(value, list):
        element = kind.removeprefix("array(").removesuffix(")")
        if not value:  # array[] has no type
            return f"slice(array[{literal(None, element)}], 2, 1)"
        return f"array[{', '.join(literal(each, element) for each in value)}]"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, date):
        return f"{kind.partition('(')[0]} '{value}'"
    number = f"'{value}'" if kind == "double" else str(value)
    return number if kind == "literal" else f"(cast({number} AS {kind}))"


# Models. `strict` ones are null as soon as an argument is.


def strict(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: None if None in arguments else function(*arguments)


def half_up(number: float, digits: int = 0) -> float:
    shifted = Decimal(repr(number)).scaleb(digits)
    rounded = (
        shifted.quantize(Decimal(1), rounding="ROUND_HALF_UP") if shifted < 10**20 else shifted
    )
    return float(str(rounded.scaleb(-digits)))


def substr(text: str, start: int, size: int | None = None) -> str:
    if start == 0 or -start > len(text) or (size is not None and size <= 0):
        return ""
    first = start - 1 if start > 0 else len(text) + start
    return text[first:] if size is None else text[first : first + size]


def pad(text: str, size: int, padding: str) -> tuple[str, str]:
    refuse(size < 0 or not padding)
    missing = max(0, size - len(text))
    return text[:size], (padding * missing)[:missing]


def replace(text: str, search: str, replacement: str = "") -> str:
    refuse(not search)  # Athena inserts everywhere
    return text.replace(search, replacement)


def split(text: str, delimiter: str) -> list[str]:
    refuse(not delimiter)
    return text.split(delimiter)


def split_part(text: str, delimiter: str, index: int) -> str | None:
    refuse(index < 1 or not delimiter)
    parts = text.split(delimiter)
    return parts[index - 1] if index <= len(parts) else None


def translate(text: str, source: str, target: str) -> str:
    table: dict[int, str | None] = {}
    for place, letter in enumerate(source):
        table.setdefault(ord(letter), target[place] if place < len(target) else None)
    return text.translate(table)


def levenshtein(one: str, other: str) -> int:
    refuse(not (one + other).isascii())
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row, before = [i], row
        for j, b in enumerate(other, start=1):
            row.append(min(row[-1] + 1, before[j] + 1, before[j - 1] + (a != b)))
    return row[-1]


def codepoint(text: str) -> int:
    refuse(len(text) != 1)
    return ord(text)


WHITESPACE = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009"
    "\u200a\u2028\u2029\u205f\u3000"
)


def add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    refuse(not 1 <= year <= 9999)
    return day.replace(
        year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1])
    )


MONTHS = {"month": 1, "quarter": 3, "year": 12}
SPANS = {
    "millisecond": timedelta(milliseconds=1),
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}


def date_add(unit: str, count: int, moment: Any) -> Any:
    if unit in MONTHS:
        return add_months(moment, count * MONTHS[unit])
    try:
        return moment + count * SPANS[unit]
    except OverflowError:
        raise ValueError from None


def date_diff(unit: str, start: Any, end: Any) -> int:
    if start > end:
        return -date_diff(unit, end, start)
    if unit in SPANS:
        return int((end - start) // SPANS[unit])
    months = (end.year - start.year) * 12 + end.month - start.month
    months -= add_months(start, months) > end
    return int(months // MONTHS[unit])


def date_trunc(unit: str, moment: Any) -> Any:
    day = moment.date() if isinstance(moment, datetime) else moment
    match unit:
        case "week":
            day -= timedelta(days=day.weekday())
        case "month":
            day = day.replace(day=1)
        case "quarter":
            day = day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1)
        case "year":
            day = day.replace(day=1, month=1)
        case "millisecond" | "second" | "minute" | "hour":
            midnight = datetime.combine(day, time())
            return midnight + (moment - midnight) // SPANS[unit] * SPANS[unit]
    return datetime.combine(day, time()) if isinstance(moment, datetime) else day


def unixtime(moment: Any) -> Any:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return (moment - datetime(1970, 1, 1)) / timedelta(seconds=1)  # noqa: DTZ001


def distinct(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


def array_sort(values: list[Any]) -> list[Any]:
    known = sorted(value for value in values if value is not None)
    return known + [None] * (len(values) - len(known))


def contains(values: list[Any], element: Any) -> bool | None:
    return True if element in values else (None if None in values else False)


def element_at(values: list[Any], index: int) -> Any:
    refuse(index == 0)
    position = index - 1 if index > 0 else len(values) + index
    return values[position] if 0 <= position < len(values) else None


def slice_of(values: list[Any], start: int, size: int) -> list[Any]:
    refuse(start == 0 or size < 0)
    first = start - 1 if start > 0 else len(values) + start
    return values[first : first + size] if first >= 0 else []


def sequence(start: int, stop: int, step: int | None = None) -> list[int]:
    step = step if step is not None else (1 if start <= stop else -1)
    refuse(step == 0 or (stop - start) * step < 0)
    return list(range(start, stop + (1 if step > 0 else -1), step))


def regexp_extract(text: str, pattern: str, group: int = 0) -> str | None:
    refuse(not 0 <= group <= re.compile(pattern).groups)
    found = re.search(pattern, text)
    return found[group] if found else None


def of_date(attribute: Callable[[Any], Any]) -> list[tuple[tuple[Pool, ...], Callable[..., Any]]]:
    return [((DATE,), strict(attribute)), ((MOMENT,), strict(attribute))]


Model = tuple[tuple[Pool, ...], Callable[..., Any]]
MODELS: dict[str, Sequence[Model]] = {
    # conditions
    "coalesce": [((INTEGER, SMALL), lambda a, b: b if a is None else a)],
    "greatest": [((INTEGER, SMALL), strict(max)), ((PART, PART), strict(max))],
    "least": [((INTEGER, SMALL), strict(min)), ((DATE, DATE), strict(min))],
    "nullif": [((SMALL, INTEGER), lambda a, b: None if a == b else a)],
    "try": [((TEXT,), lambda x: x)],
    # numbers
    "abs": [((INTEGER,), strict(abs)), ((DOUBLE,), strict(abs)), ((BIGINT,), strict(abs))],
    "ceil": [((DOUBLE,), strict(lambda x: x if abs(x) > 1e300 else float(math.ceil(x))))],
    "ceiling": [((INTEGER,), strict(lambda x: x))],
    "floor": [((DOUBLE,), strict(lambda x: x if abs(x) > 1e300 else float(math.floor(x))))],
    "truncate": [((DOUBLE,), strict(lambda x: x if abs(x) > 1e300 else float(math.trunc(x))))],
    "round": [
        ((DOUBLE,), strict(lambda x: math.copysign(half_up(abs(x)), x))),
        ((INTEGER,), strict(lambda x: x)),
        ((DECIMAL,), strict(lambda x: x.quantize(Decimal(1), rounding="ROUND_HALF_UP"))),
    ],
    "sign": [
        ((INTEGER,), strict(lambda x: (x > 0) - (x < 0))),
        ((DOUBLE,), strict(lambda x: float((x > 0) - (x < 0)))),
    ],
    "e": [((), lambda: math.e)],
    "pi": [((), lambda: math.pi)],
    "exp": [((Pool("double", [None, 0.0, 1.0, -700.0]),), strict(math.exp))],
    "ln": [((POSITIVE,), strict(math.log))],
    "log10": [((POSITIVE,), strict(math.log10))],
    "log2": [((POSITIVE,), strict(math.log2))],
    "log": [((Pool("double", [None, 2.0, 10.0]), POSITIVE), strict(lambda b, x: math.log(x, b)))],
    "pow": [((Pool("double", [None, 2.0, 9.0]), SMALL), strict(lambda x, y: float(x**y)))],
    "power": [((Pool("double", [None, -2.0, 9.0]), SMALL), strict(lambda x, y: float(x**y)))],
    "sqrt": [((POSITIVE,), strict(math.sqrt))],
    "mod": [
        ((INTEGER, SMALL), strict(lambda a, b: refuse(b == 0) or int(math.fmod(a, b)))),
    ],
    # texts
    "chr": [((Pool("integer", [None, 65, 0xDF, 0x1F3B5]),), strict(chr))],
    "codepoint": [
        ((Pool("varchar", [None, "a", "é", "🎵", "", "ab", "e\u0301"]),), strict(codepoint))
    ],
    "concat": [
        ((TEXT, PART), strict(lambda a, b: a + b)),
        ((ARRAY, ARRAY), strict(lambda a, b: a + b)),
    ],
    "concat_ws": [
        (
            (PART, TEXT, PART),
            lambda separator, *texts: (
                None
                if separator is None
                else separator.join(text for text in texts if text is not None)
            ),
        )
    ],
    "length": [((TEXT,), strict(len))],
    "levenshtein_distance": [((TEXT, PART), strict(levenshtein))],
    "lower": [((Pool("varchar", [None, "", "ÄÖ ABC", "ÉE\u0301🎵"]),), strict(str.lower))],
    "upper": [
        (
            (Pool("varchar", [None, "", "äö abc", "ée\u0301🎵", "straße"]),),
            strict(lambda x: "".join(c if c == "ß" else c.upper() for c in x)),
        )
    ],
    "lpad": [((TEXT, SMALL, PART), strict(lambda *x: "".join(reversed(pad(*x)))))],
    "rpad": [((TEXT, SMALL, PART), strict(lambda *x: "".join(pad(*x))))],
    "ltrim": [((TEXT,), strict(lambda x: x.lstrip(WHITESPACE)))],
    "rtrim": [((TEXT,), strict(lambda x: x.rstrip(WHITESPACE)))],
    "regexp_extract": [
        ((TEXT, PATTERN), lambda x, p: None if x is None else regexp_extract(x, p)),
        (
            (TEXT, PATTERN, Pool("literal", [0, 1, 2])),
            lambda x, p, g: (
                refuse(g > re.compile(p).groups) or (None if x is None else regexp_extract(x, p, g))
            ),
        ),
    ],
    "regexp_like": [((TEXT, PATTERN), lambda x, p: None if x is None else bool(re.search(p, x)))],
    "regexp_replace": [
        ((TEXT, PATTERN), lambda x, p: None if x is None else re.sub(p, "", x)),
        (
            (TEXT, PATTERN, Pool("literal", ["<$0>"])),
            lambda x, p, _: None if x is None else re.sub(p, r"<\g<0>>", x),
        ),
    ],
    "replace": [((TEXT, PART), strict(replace)), ((TEXT, PART, PART), strict(replace))],
    "reverse": [((TEXT,), strict(lambda x: x[::-1]))],
    "split": [((TEXT, PART), strict(split))],
    "split_part": [((TEXT, PART, SMALL), strict(split_part))],
    "starts_with": [((TEXT, PART), strict(str.startswith))],
    "strpos": [((TEXT, PART), strict(lambda x, part: x.find(part) + 1))],
    "substr": [((TEXT, SMALL), strict(substr)), ((TEXT, SMALL, SMALL), strict(substr))],
    "translate": [((TEXT, PART, PART), strict(translate))],
    # dates
    "date": [
        ((MOMENT,), strict(datetime.date)),
        ((Pool("varchar", [None, "2024-02-29", "2023-02-29"]),), strict(date.fromisoformat)),
    ],
    "date_add": [
        ((UNIT, SMALL, DATE), strict(date_add)),
        ((TIME_UNIT, SMALL, MOMENT), strict(date_add)),
    ],
    "date_diff": [
        ((UNIT, DATE, DATE), strict(date_diff)),
        ((TIME_UNIT, MOMENT, MOMENT), strict(date_diff)),
    ],
    "date_trunc": [((UNIT, DATE), strict(date_trunc)), ((TIME_UNIT, MOMENT), strict(date_trunc))],
    "date_format": [
        (
            (MOMENT, Pool("literal", ["%Y-%m-%d %H:%i:%s"])),
            lambda x, _: x and f"{x:%Y-%m-%d %H:%M:%S}",
        )
    ],
    "format_datetime": [
        ((MOMENT, Pool("literal", ["dd.MM.yyyy HH:mm"])), lambda x, _: x and f"{x:%d.%m.%Y %H:%M}")
    ],
    "date_parse": [
        (
            (
                Pool("varchar", [None, "2024-02-29 1:02", "x", ""]),
                Pool("literal", ["%Y-%m-%d %H:%i"]),
            ),
            lambda x, _: x if x is None else datetime.strptime(x, "%Y-%m-%d %H:%M"),  # noqa: DTZ007
        )
    ],
    "day": of_date(lambda x: x.day),
    "day_of_month": of_date(lambda x: x.day),
    "day_of_week": of_date(lambda x: x.isoweekday()),
    "dow": of_date(lambda x: x.isoweekday()),
    "day_of_year": of_date(lambda x: x.timetuple().tm_yday),
    "doy": of_date(lambda x: x.timetuple().tm_yday),
    "month": of_date(lambda x: x.month),
    "quarter": of_date(lambda x: (x.month + 2) // 3),
    "week": of_date(lambda x: x.isocalendar().week),
    "week_of_year": of_date(lambda x: x.isocalendar().week),
    "year": of_date(lambda x: x.year),
    "year_of_week": of_date(lambda x: x.isocalendar().year),
    "yow": of_date(lambda x: x.isocalendar().year),
    "hour": [((MOMENT,), strict(lambda x: x.hour))],
    "minute": [((MOMENT,), strict(lambda x: x.minute))],
    "second": [((MOMENT,), strict(lambda x: x.second))],
    "millisecond": [((MOMENT,), strict(lambda x: x.microsecond // 1000))],
    "last_day_of_month": of_date(
        lambda x: (x.date() if isinstance(x, datetime) else x).replace(
            day=calendar.monthrange(x.year, x.month)[1]
        )
    ),
    "to_unixtime": [((MOMENT,), strict(unixtime)), ((DATE,), strict(unixtime))],
    "from_unixtime": [
        (
            (Pool("double", [None, 0.0, -1.5, 1.0006, 1e9]),),
            strict(lambda x: timedelta(milliseconds=math.floor(x * 1000 + 0.5))),
        )
    ],
    "from_iso8601_date": [
        ((Pool("varchar", [None, "2024-02-29", "2023-02-29", ""]),), strict(date.fromisoformat))
    ],
    "from_iso8601_timestamp": [((Pool("varchar", [None, "x", ""]),), strict(lambda _: refuse()))],
    # arrays
    "array_distinct": [((ARRAY,), strict(distinct)), ((TEXTS,), strict(distinct))],
    "array_join": [
        ((TEXTS, PART), strict(lambda x, s: s.join(each for each in x if each is not None))),
        (
            (TEXTS, PART, PART),
            strict(lambda x, s, n: s.join(n if each is None else each for each in x)),
        ),
    ],
    "array_max": [((ARRAY,), strict(lambda x: None if None in x or not x else max(x)))],
    "array_min": [((ARRAY,), strict(lambda x: None if None in x or not x else min(x)))],
    "array_position": [((ARRAY, SMALL), strict(lambda x, e: x.index(e) + 1 if e in x else 0))],
    "array_sort": [((ARRAY,), strict(array_sort)), ((TEXTS,), strict(array_sort))],
    "cardinality": [((ARRAY,), strict(len))],
    "contains": [((ARRAY, SMALL), strict(contains))],
    "element_at": [((ARRAY, SMALL), strict(element_at))],
    "sequence": [((SMALL, SMALL), strict(sequence)), ((SMALL, SMALL, SMALL), strict(sequence))],
    "slice": [((ARRAY, SMALL, SMALL), strict(slice_of))],
}

# Models of aggregates: of the values of a group, in order.
GROUPS: list[list[int | None]] = [[], [None], [3], [1, 2], [4, None, 1, 3, 2, 3]]


def known(function: Callable[[list[Any]], Any], least: int = 1) -> Callable[[list[Any]], Any]:
    """Return a model that leaves nulls out, and is null for fewer values than it needs."""

    def model(values: list[Any]) -> Any:
        present = [value for value in values if value is not None]
        return function(present) if len(present) >= least else None

    return model


def variance(values: list[int], freedom: int) -> float:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - freedom)


AGGREGATES: dict[str, tuple[str, Callable[[list[Any]], Any]]] = {
    "approx_distinct": ("approx_distinct(x)", lambda v: len(set(v) - {None})),
    "approx_percentile": (
        "approx_percentile(x, 0.5)",
        known(lambda v: sorted(v)[min(len(v) // 2, len(v) - 1)]),
    ),
    "arbitrary": ("arbitrary(x) IN (4, 1, 3, 2)", known(lambda v: True)),
    "array_agg": ("array_agg(x ORDER BY i)", lambda v: v or None),
    "avg": ("avg(x)", known(lambda v: sum(v) / len(v))),
    "bool_and": ("bool_and(x > 1)", known(lambda v: min(v) > 1)),
    "bool_or": ("bool_or(x > 3)", known(lambda v: max(v) > 3)),
    "corr": ("corr(x, 2 * x)", known(lambda v: 1.0 if len(set(v)) > 1 else None)),
    "count": ("count(x)", lambda v: len(v) - v.count(None)),
    "count_if": ("count_if(x > 1)", lambda v: sum(1 for x in v if x is not None and x > 1)),
    "every": ("every(x > 0)", known(lambda v: True)),
    "max": ("max(x)", known(max)),
    "max_by": ("max_by(x, i)", lambda v: v[-1] if v else None),
    "min": ("min(x)", known(min)),
    "min_by": ("min_by(x, i)", lambda v: v[0] if v else None),
    "stddev": ("stddev(x)", known(lambda v: variance(v, 1) ** 0.5, least=2)),
    "stddev_pop": ("stddev_pop(x)", known(lambda v: variance(v, 0) ** 0.5)),
    "stddev_samp": ("stddev_samp(x)", known(lambda v: variance(v, 1) ** 0.5, least=2)),
    "sum": ("sum(x)", known(sum)),
    "var_pop": ("var_pop(x)", known(lambda v: variance(v, 0))),
    "var_samp": ("var_samp(x)", known(lambda v: variance(v, 1), least=2)),
    "variance": ("variance(x)", known(lambda v: variance(v, 1), least=2)),
}


def same(found: Any, expected: Any) -> bool:
    if isinstance(expected, timedelta):
        expected = datetime(1970, 1, 1, tzinfo=UTC) + expected
    if isinstance(expected, float):
        return isinstance(found, float) and math.isclose(found, expected, rel_tol=1e-12)
    return type(found) is type(expected) and bool(found == expected)


def cases(name: str) -> tuple[dict[str, Any], list[str]]:
    """Return the calls with the values they should have, and those that should be refused."""
    values: dict[str, Any] = {}
    refused = []
    for pools, model in MODELS[name]:
        combinations = list(product(*(pool.values for pool in pools)))
        for arguments in combinations[:: len(combinations) // MOST_CASES + 1]:
            written = [literal(x, pool.type) for x, pool in zip(arguments, pools, strict=True)]
            expression = f"{name}({', '.join(written)})"
            try:
                values[expression] = model(*arguments)
            except ValueError:
                refused.append(expression)
    return values, refused


def test_every_function_has_a_model() -> None:
    queries = Path(__file__).with_name("test_queries.py").read_text("utf-8")
    expressions = Path(__file__).with_name("test_expressions.py").read_text("utf-8")

    assert FUNCTIONS.keys() == MODELS.keys() | AGGREGATES.keys() | ELSEWHERE
    for name in ELSEWHERE - {"rand", "random"}:
        assert f"{name}(" in queries + expressions


@pytest.mark.parametrize("name", MODELS)
def test_function_has_the_values_of_its_model(rows: Rows, name: str) -> None:
    expected, refused = cases(name)

    [found] = rows(f"SELECT {', '.join(expected)}")
    different = [
        (expression, value, wanted)
        for (expression, wanted), value in zip(expected.items(), found, strict=True)
        if not same(value, wanted)
    ]
    assert different == []
    for expression in refused[:5]:
        with pytest.raises(UserError):
            rows(f"SELECT {expression}")


@pytest.mark.parametrize("name", AGGREGATES)
def test_aggregate_has_the_values_of_its_model(rows: Rows, name: str) -> None:
    expression, model = AGGREGATES[name]
    for group in GROUPS:
        lines = [f"({i}, {literal(x, 'integer')})" for i, x in enumerate([0, *group])]
        sql = f"SELECT {expression} FROM (VALUES {', '.join(lines)}) AS t(i, x) WHERE i > 0"
        [(found,)] = rows(sql)
        assert same(found, model(group)), (sql, found, model(group))


@pytest.mark.parametrize("name", ["rand", "random"])
def test_random_numbers_are_in_their_range(rows: Rows, name: str) -> None:
    [numbers] = rows(f"SELECT {name}(), {name}(), {name}()")

    assert all(0 <= number < 1 for number in numbers)
    assert len(set(numbers)) == 3
