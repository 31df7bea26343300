"""CAST and TRY_CAST with Athena's results and errors."""

import re

from sqlglot import exp

from cli.errors import UserError
from local.athena_sql.coercion import INTEGERS, time_precision
from local.athena_sql.nodes import call, place, text
from local.athena_sql.types import athena_name, type_of

D = exp.DType

_NUMBERS = frozenset({*INTEGERS, D.DECIMAL, D.DOUBLE})
_TIMES = frozenset({D.DATE, D.TIMESTAMP, D.TIMESTAMPTZ})

# By target: the types from which a cast has Athena's result.
_SOURCES = {
    **dict.fromkeys(_NUMBERS, _NUMBERS | {D.BOOLEAN, D.VARCHAR}),
    D.BOOLEAN: _NUMBERS | {D.BOOLEAN, D.VARCHAR},
    D.VARCHAR: frozenset({*INTEGERS, D.DECIMAL, D.BOOLEAN, D.VARCHAR, D.DATE, D.TIMESTAMP}),
    D.DATE: _TIMES | {D.VARCHAR},
    D.TIMESTAMP: _TIMES | {D.VARCHAR},
    D.TIMESTAMPTZ: _TIMES,
}
_HINTS = {
    (D.DOUBLE, D.VARCHAR): "Athena writes 1.5E0: cast it to a decimal first",
    (D.TIMESTAMPTZ, D.VARCHAR): "use date_format",
    (D.VARCHAR, D.TIMESTAMPTZ): "use from_iso8601_timestamp, or write UTC as the zone",
}
_NAMED_OTHERWISE = {
    D.DATETIME: "Athena calls it timestamp",
    D.FLOAT: "cast it to a double",
    D.TEXT: "Athena calls it varchar",
}

_MOST_DIGITS = 6

# The texts that Athena casts; DuckDB casts more.
_TIME = r" \d{1,2}:\d{1,2}(:\d{1,2}(\.\d{1,6})?)?"
_PATTERNS = {
    **dict.fromkeys(INTEGERS, r"[+-]?\d+"),
    D.DECIMAL: r"\s*[+-]?(\d+(\.\d*)?|\.\d+)\s*",
    D.DOUBLE: r"\s*[+-]?((\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|Infinity|NaN)\s*",
    D.BOOLEAN: r"(?i:true|false|t|f|1|0)",
    D.DATE: r"\s*\d{4}-\d{1,2}-\d{1,2}\s*",
    D.TIMESTAMP: rf"\s*\d{{4}}-\d{{1,2}}-\d{{1,2}}({_TIME})?\s*",
}
_TIMESTAMP_IN_UTC = rf"\s*\d{{4}}-\d{{1,2}}-\d{{1,2}}{_TIME}( UTC|Z| Z)"


def cast(node: exp.Cast) -> exp.Expr:
    """Return a cast with Athena's result; raise `UserError` if DuckDB has none."""
    source, target = type_of(node.this), node.to
    if target.is_type(D.TIMESTAMPTZ) and _is_literal(node.this, _TIMESTAMP_IN_UTC):
        source = target
    known = _SOURCES.get(target.this, frozenset())
    if source.this not in known and not (known and source.is_type(D.NULL)):
        raise UserError(f"{place(node)}{_refusal(source, target)}")
    result: exp.Expr = type(node)(this=_value(node, source), to=_in_duckdb(target))
    if target.is_type(D.VARCHAR) and target.expressions:
        if not source.is_type(D.VARCHAR, D.NULL):
            raise UserError(f"{place(node)}cast it to varchar, without a length, first")
        return call("left", result, target.expressions[0].this.copy())
    if target.is_type(D.TIMESTAMP, D.TIMESTAMPTZ) and not source.is_type(D.DATE, D.NULL):
        if time_precision(target) > _MOST_DIGITS:
            raise UserError(f"{place(node)}a timestamp has {_MOST_DIGITS} digits at most here")
        step = 10 ** (_MOST_DIGITS - time_precision(target))
        return call("athena_rounded_time", result, exp.Literal.number(step))
    return result


def _value(node: exp.Cast, source: exp.DataType) -> exp.Expr:
    """Return what DuckDB has to cast for Athena's result."""
    value: exp.Expr = node.this
    if source.is_type(D.VARCHAR) and node.to.this in _PATTERNS:
        return _checked(node)
    if source.is_type(D.DOUBLE) and node.to.is_type(*INTEGERS):
        # Half away from zero; DuckDB's cast rounds half to even.
        return call("round", value)
    if source.is_type(D.DOUBLE) and node.to.is_type(D.DECIMAL):
        # By the digits that the double is written with: 1.005 is 1.01, though the double is less.
        return exp.cast(value, D.VARCHAR)
    if source.is_type(D.TIMESTAMP) and node.to.is_type(D.VARCHAR):
        return _as_text(value, time_precision(source))
    return value


def _as_text(moment: exp.Expr, precision: int) -> exp.Expr:
    """Return the digits of a timestamp that its type has."""
    length = exp.Literal.number(20 + precision if precision else 19)
    return call("left", call("strftime", moment, text("%Y-%m-%d %H:%M:%S.%f")), length)


def _is_literal(node: exp.Expr, pattern: str) -> bool:
    return (
        isinstance(node, exp.Literal)
        and node.is_string
        and re.fullmatch(pattern, node.name) is not None
    )


def _checked(node: exp.Cast) -> exp.Expr:
    value: exp.Expr = node.this
    pattern = _PATTERNS[node.to.this]
    # DECIMAL '1.5' is parsed as CAST('1.5' AS DECIMAL), which is another type in Athena.
    if node.to.is_type(D.DECIMAL) and not node.to.expressions:
        raise UserError(
            f"{place(node)}give the digits of this decimal, such as decimal(10, 2); "
            "as a literal write 1.5 for DECIMAL '1.5'"
        )
    if _is_literal(value, pattern):
        return value
    if isinstance(node, exp.TryCast):
        return call("athena_null_unless", value, text(pattern))
    return call("athena_checked", value, text(pattern), text(athena_name(node.to)))


def _in_duckdb(target: exp.DataType) -> exp.DataType:
    if target.is_type(D.DECIMAL) and not target.expressions:
        return exp.DataType.build("DECIMAL(38, 0)")
    if target.is_type(D.DECIMAL):
        return target
    # DuckDB has another type for each precision of a timestamp, and does not cut texts.
    return exp.DataType.build(target.this)


def _refusal(source: exp.DataType, target: exp.DataType) -> str:
    if source.is_type(D.UNKNOWN):
        return f"what is cast to {athena_name(target)} here is of a type that can't be known"
    if hint := _NAMED_OTHERWISE.get(target.this):  # athena_name() turns text into varchar
        return f"a cast to this type is not supported here: {hint}"
    hint = _HINTS.get((source.this, target.this))
    cast_ = f"a cast of {athena_name(source)} to {athena_name(target)}"
    return f"{cast_} is not supported here" + (f": {hint}" if hint else "")
