"""Calls of Athena's functions, as calls of DuckDB's."""

import re
from typing import TYPE_CHECKING

from sqlglot import exp

from cli.errors import UserError
from local.athena_sql.build import as_type, call, text
from local.athena_sql.casts import cast
from local.athena_sql.check import check_call
from local.athena_sql.coercion import INTEGERS
from local.athena_sql.decimals import average, keep_scale, modulo_decimals
from local.athena_sql.formats import from_joda, from_mysql
from local.athena_sql.functions import FUNCTIONS
from local.athena_sql.places import place
from local.athena_sql.types import type_of

if TYPE_CHECKING:
    from collections.abc import Callable

D = exp.DType

_UNITS_OF_DATES = ("day", "week", "month", "quarter", "year")
_UNITS = ("millisecond", "second", "minute", "hour", *_UNITS_OF_DATES)
_AROUND_AGGREGATES = (exp.Filter, exp.Window, exp.IgnoreNulls, exp.RespectNulls)


def change_call(node: exp.Anonymous) -> exp.Expr | None:
    """Return what takes the call's place; None if it may stay, under DuckDB's name."""
    check_call(node)
    name = node.name.lower()
    special = _SPECIAL.get(name)
    node.set("this", FUNCTIONS[name].duckdb)
    return special(node) if special else change_aggregate(node)


def change_aggregate(node: exp.Expr) -> exp.Expr | None:
    """Return what takes the place of an aggregate with all that belongs to it, else None."""
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


def _approx_distinct(node: exp.Anonymous) -> exp.Expr:
    # Exact, which is within any error that Athena allows itself.
    return call("count", exp.Distinct(expressions=[node.expressions[0]]))


def _coalesce(node: exp.Anonymous) -> exp.Expr:
    keep_scale(node, node.expressions)
    return node


def _concat(node: exp.Anonymous) -> exp.Expr:
    # NULL if one is, as || does; DuckDB's concat() leaves NULLs out.
    first, *others = node.expressions
    for other in others:
        first = exp.DPipe(this=first, expression=other)
    return exp.paren(first)


def _count_if(node: exp.Anonymous) -> exp.Expr:
    # 0 where there is nothing to count; DuckDB's count_if() is NULL then.
    return call("count", call("nullif", node.expressions[0], exp.false()))


def _date(node: exp.Anonymous) -> exp.Expr:
    return cast(exp.Cast(this=node.expressions[0], to=exp.DataType.build(D.DATE)))


def _date_add(node: exp.Anonymous) -> exp.Expr:
    _, number, moment = node.expressions
    # to_days() and the like take an INTEGER.
    interval = call(f"to_{_unit(node, moment)}s", exp.cast(number, D.INT))
    return _as_date(exp.paren(exp.Add(this=moment, expression=interval)), moment)


def _date_diff(node: exp.Anonymous) -> exp.Expr:
    _, start, end = node.expressions
    # The whole units between them; DuckDB's date_diff() counts the borders crossed.
    return call("date_sub", text(_unit(node, start, end)), start, end)


def _date_format(node: exp.Anonymous) -> exp.Expr:
    return call("strftime", node.expressions[0], text(from_mysql(_constant(node, 1))))


def _date_parse(node: exp.Anonymous) -> exp.Expr:
    pattern = from_mysql(_constant(node, 1), to_parse=True)
    return call("strptime", node.expressions[0], text(pattern))


def _date_trunc(node: exp.Anonymous) -> exp.Expr:
    moment = node.expressions[1]
    return _as_date(call("date_trunc", text(_unit(node, moment)), moment), moment)


def _extreme(node: exp.Anonymous) -> exp.Expr:
    keep_scale(node, node.expressions)
    # NULL if one is; DuckDB leaves NULLs out.
    nulls = [exp.Is(this=value.copy(), expression=exp.null()) for value in node.expressions]
    return exp.Case(ifs=[exp.If(this=exp.or_(*nulls), true=exp.null())], default=node.copy())


def _format_datetime(node: exp.Anonymous) -> exp.Expr:
    return call("strftime", node.expressions[0], text(from_joda(_constant(node, 1))))


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


def _regexp_replace(node: exp.Anonymous) -> exp.Expr:
    value, pattern = node.expressions[:2]
    replacement = _constant(node, 2) if len(node.expressions) > 2 else ""
    if re.search(r"\\|\$(?!\d)", replacement):
        raise UserError(
            f"{place(node)}in a replacement only $1 to $9 are supported here, no \\ and no other $"
        )
    in_duckdb = re.sub(r"\$(\d)", r"\\\1", replacement)
    return call("regexp_replace", value, pattern, text(in_duckdb), text("g"))


def _sequence(node: exp.Anonymous) -> exp.Expr:
    start, _, *step = node.expressions
    if type_of(start).is_type(*INTEGERS):
        return call("athena_sequence", *node.expressions)
    if type_of(start).is_type(D.DATE):
        name = "athena_sequence_of_dates" if step else "athena_sequence_of_days"
        return call(name, *node.expressions)
    raise UserError(f"{place(node)}sequence is supported here for integers and dates only")


_SPECIAL: "dict[str, Callable[[exp.Anonymous], exp.Expr]]" = {
    "approx_distinct": _approx_distinct,
    "ceil": _number,
    "ceiling": _number,
    "coalesce": _coalesce,
    "concat": _concat,
    "count_if": _count_if,
    "date": _date,
    "date_add": _date_add,
    "date_diff": _date_diff,
    "date_format": _date_format,
    "date_parse": _date_parse,
    "date_trunc": _date_trunc,
    "floor": _number,
    "format_datetime": _format_datetime,
    "greatest": _extreme,
    "least": _extreme,
    "mod": _modulo,
    "regexp_replace": _regexp_replace,
    "round": _number,
    "sequence": _sequence,
    "sign": _number,
    "truncate": _number,
}
