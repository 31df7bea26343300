"""Translate calls of Athena's functions to calls of DuckDB's."""

import re
from typing import TYPE_CHECKING

from sqlglot import exp

from cli.errors import UserError
from local.athena_sql.casts import cast
from local.athena_sql.check import check_call
from local.athena_sql.coercion import INTEGERS
from local.athena_sql.decimals import average, keep_scale, modulo_decimals
from local.athena_sql.formats import from_joda, from_mysql
from local.athena_sql.functions import FUNCTIONS
from local.athena_sql.nodes import as_type, call, place, text
from local.athena_sql.operators import require_one_family
from local.athena_sql.regexps import regexp_extract, regexp_like, regexp_replace
from local.athena_sql.types import type_of

if TYPE_CHECKING:
    from collections.abc import Callable

D = exp.DType

_UNITS_OF_DATES = ("day", "week", "month", "quarter", "year")
_UNITS = ("millisecond", "second", "minute", "hour", *_UNITS_OF_DATES)
_AROUND_AGGREGATES = (exp.Filter, exp.Window, exp.IgnoreNulls, exp.RespectNulls)


def change_call(node: exp.Anonymous) -> exp.Expr | None:
    """Return the replacement of a call; None if only its name changes, in place."""
    check_call(node)
    name = node.name.lower()
    special = _SPECIAL.get(name)
    node.set("this", FUNCTIONS[name].duckdb)
    return (special(node) if special else None) or change_aggregate(node)


def change_aggregate(node: exp.Expr) -> exp.Expr | None:
    """Return the replacement of an aggregate with its FILTER and OVER, None if it has none."""
    if isinstance(node.parent, _AROUND_AGGREGATES) and node.arg_key == "this":
        return None
    core = node
    while isinstance(core, _AROUND_AGGREGATES):
        core = core.this
    if not isinstance(core, exp.Anonymous):
        return None
    if core.name == "avg" and type_of(core).is_type(D.DECIMAL):
        return average(node, core)
    # DuckDB's is HUGEINT.
    if core.name == "sum" and type_of(core).is_type(*INTEGERS):
        return exp.cast(node, D.BIGINT)
    # Of one row, or of a constant, DuckDB's is NaN.
    if core.name == "corr":
        return call("nullif", node.copy(), exp.cast(text("NaN"), D.DOUBLE))
    return None


def change_null_treatment(node: exp.IgnoreNulls | exp.RespectNulls) -> exp.Expr:
    """Move IGNORE NULLS into the parentheses, where DuckDB wants it."""
    function: exp.Expr = node.this
    if isinstance(node, exp.IgnoreNulls):
        *others, last = function.expressions
        # sqlglot writes exp.IgnoreNulls for those functions only that it knows itself.
        inside = exp.var(f"{last.sql(dialect='duckdb', identify=True)} IGNORE NULLS")
        function.set("expressions", [*others, inside])
    return function


def _constant(node: exp.Anonymous, index: int) -> str:
    return str(node.expressions[index].name)


def _unit(node: exp.Anonymous, *moments: exp.Expr) -> str:
    unit = _constant(node, 0).lower()
    is_date = any(type_of(moment).is_type(D.DATE) for moment in moments)
    units = _UNITS_OF_DATES if is_date else _UNITS
    if unit not in units:
        raise UserError(
            f"{place(node)}{unit!r} is no unit for a {'date' if is_date else 'timestamp'}: "
            f"take {', '.join(units[:-1])} or {units[-1]}"
        )
    return unit


def _as_date(node: exp.Expr, moment: exp.Expr) -> exp.Expr:
    """Make it a date again, if it was one: DuckDB returns timestamps."""
    return exp.cast(node, D.DATE) if type_of(moment).is_type(D.DATE) else node


def _approx_percentile(node: exp.Anonymous) -> exp.Expr | None:
    # Of two middle values the upper one; quantile_disc() takes the lower one.
    value, share = node.expressions
    above = call(
        "least", exp.Add(this=share, expression=exp.Literal.number("1e-9")), exp.Literal.number(1)
    )
    node.set("this", "quantile_disc")
    node.set("expressions", [value, above])
    return None


def _coalesce(node: exp.Anonymous) -> exp.Expr:
    require_one_family(node, node.expressions)
    keep_scale(node, node.expressions)
    return node


def _concat(node: exp.Anonymous) -> exp.Expr:
    # NULL if one is, as || does; DuckDB's concat() leaves NULLs out.
    require_one_family(node, node.expressions, "varchar", "array")
    first, *others = node.expressions
    for other in others:
        first = exp.DPipe(this=first, expression=other)
    return exp.paren(first)


def _date_add(node: exp.Anonymous) -> exp.Expr:
    _, number, moment = node.expressions
    # to_days() and the like take an INTEGER.
    interval = call(f"to_{_unit(node, moment)}s", exp.cast(number, D.INT))
    return _as_date(exp.paren(exp.Add(this=moment, expression=interval)), moment)


def _date_diff(node: exp.Anonymous) -> exp.Expr:
    _, start, end = node.expressions
    # Whole units between them; DuckDB's date_diff() counts the borders crossed.
    unit = text(_unit(node, start, end))
    # Athena counts in milliseconds.
    start, end = (
        call("date_trunc", text("millisecond"), moment)
        if type_of(moment).is_type(D.TIMESTAMP, D.TIMESTAMPTZ)
        else moment
        for moment in (start, end)
    )
    return call("date_sub", unit, start, end)


def _date_parse(node: exp.Anonymous) -> exp.Expr:
    value, pattern = node.expressions[0], from_mysql(_constant(node, 1), to_parse=True)
    if "%Y" not in pattern:
        # Joda's years: of a day or month 2000, a leap year; of a time alone 1970. DuckDB's is 1900.
        year = "2000" if re.search("%-?[bBdm]", pattern) else "1970"
        value = exp.paren(exp.DPipe(this=text(f"{year} "), expression=value))
        pattern = f"%Y {pattern}"
    return call("strptime", value, text(pattern))


def _date_trunc(node: exp.Anonymous) -> exp.Expr:
    moment = node.expressions[1]
    return _as_date(call("date_trunc", text(_unit(node, moment)), moment), moment)


def _extreme(node: exp.Anonymous) -> exp.Expr:
    require_one_family(node, node.expressions)
    keep_scale(node, node.expressions)
    # NULL if one is; DuckDB leaves NULLs out.
    nulls = [exp.Is(this=value.copy(), expression=exp.null()) for value in node.expressions]
    return exp.Case(ifs=[exp.If(this=exp.or_(*nulls), true=exp.null())], default=node.copy())


def _format(node: exp.Anonymous, translate: "Callable[[str], str]") -> exp.Expr:
    return call("strftime", node.expressions[0], text(translate(_constant(node, 1))))


def _modulo(node: exp.Anonymous) -> exp.Expr:
    left, right = node.expressions
    if type_of(node).is_type(D.DECIMAL):
        return modulo_decimals(left, right, type_of(node))
    if type_of(node).is_type(D.DOUBLE):
        return exp.paren(exp.Mod(this=exp.paren(left), expression=exp.paren(right)))
    return call("athena_modulo", left, right)


def _number(node: exp.Anonymous) -> exp.Expr:
    """Give the result its type in Athena: DuckDB's ceil() of an integer is a double, and so on."""
    result = type_of(node)
    return node.copy() if result.is_type(D.UNKNOWN, D.NULL) else as_type(node, result)


def _sequence(node: exp.Anonymous) -> exp.Expr:
    start, _, *step = node.expressions
    if type_of(start).is_type(*INTEGERS):
        return call("athena_sequence", *node.expressions)
    if type_of(start).is_type(D.DATE):
        name = "athena_sequence_of_dates" if step else "athena_sequence_of_days"
        return call(name, *node.expressions)
    raise UserError(f"{place(node)}sequence is supported here for integers and dates only")


_SPECIAL: "dict[str, Callable[[exp.Anonymous], exp.Expr | None]]" = {
    # Exact, which is within the error that Athena allows.
    "approx_distinct": lambda node: call("count", exp.Distinct(expressions=[node.expressions[0]])),
    "approx_percentile": _approx_percentile,
    "coalesce": _coalesce,
    "concat": _concat,
    # 0 where there is nothing to count; DuckDB's count_if() is NULL.
    "count_if": lambda node: call("count", call("nullif", node.expressions[0], exp.false())),
    "date": lambda node: cast(exp.Cast(this=node.expressions[0], to=exp.DataType.build(D.DATE))),
    "date_add": _date_add,
    "date_diff": _date_diff,
    "date_format": lambda node: _format(node, from_mysql),
    "date_parse": _date_parse,
    "date_trunc": _date_trunc,
    "format_datetime": lambda node: _format(node, from_joda),
    "mod": _modulo,
    "nullif": lambda node: require_one_family(node, node.expressions),
    "regexp_extract": regexp_extract,
    "regexp_like": regexp_like,
    "regexp_replace": regexp_replace,
    "sequence": _sequence,
    **dict.fromkeys(("greatest", "least"), _extreme),
    **dict.fromkeys(("ceil", "ceiling", "floor", "round", "sign", "truncate"), _number),
}
