"""CAST and TRY_CAST, as strict as Athena's."""

import re

from sqlglot import exp

from cli.errors import UserError
from local.athena_sql.build import call, text
from local.athena_sql.coercion import INTEGERS
from local.athena_sql.places import place
from local.athena_sql.types import athena_name, type_of

D = exp.DType

_NUMBERS = frozenset({*INTEGERS, D.DECIMAL, D.DOUBLE})
_TIMES = frozenset({D.DATE, D.TIMESTAMP, D.TIMESTAMPTZ})

# What can be cast to a type with Athena's results.
_SOURCES = {
    **dict.fromkeys(_NUMBERS, _NUMBERS | {D.BOOLEAN, D.VARCHAR}),
    D.BOOLEAN: _NUMBERS | {D.BOOLEAN, D.VARCHAR},
    D.VARCHAR: frozenset({*INTEGERS, D.DECIMAL, D.BOOLEAN, D.VARCHAR, D.DATE}),
    D.DATE: _TIMES | {D.VARCHAR},
    D.TIMESTAMP: _TIMES | {D.VARCHAR},
    D.TIMESTAMPTZ: _TIMES,
}
_HINTS = {
    (D.DOUBLE, D.VARCHAR): "Athena writes 1.5E0: cast it to a decimal first",
    (D.TIMESTAMP, D.VARCHAR): "use date_format",
    (D.TIMESTAMPTZ, D.VARCHAR): "use date_format",
    (D.VARCHAR, D.TIMESTAMPTZ): "use from_iso8601_timestamp, or write UTC as the zone",
}

_NAMED_OTHERWISE = {
    D.DATETIME: "Athena calls it timestamp",
    D.FLOAT: "cast it to a double",
    D.TEXT: "Athena calls it varchar",
}

# What Athena takes of a text; DuckDB takes more.
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
    """Return the cast as DuckDB has to do it; raise `UserError` if it can't."""
    source, target = type_of(node.this), node.to
    value = node.this
    if target.is_type(D.TIMESTAMPTZ) and _is_literal(value, _TIMESTAMP_IN_UTC):
        source = target
    if not source.is_type(D.NULL) and source.this not in _SOURCES.get(target.this, ()):
        raise UserError(f"{place(node)}{_refusal(source, target)}")
    if source.is_type(D.VARCHAR) and target.this in _PATTERNS:
        value = _checked(node)
    elif source.is_type(D.DOUBLE) and target.is_type(*INTEGERS):
        # Half away from zero; DuckDB's cast rounds half to even.
        value = call("round", value)
    result: exp.Expr = type(node)(this=value, to=_in_duckdb(target))
    if target.is_type(D.VARCHAR) and target.expressions:
        length = target.expressions[0].this.copy()
        return call("left", result, length)
    return result


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
    hint = _HINTS.get((source.this, target.this)) or _NAMED_OTHERWISE.get(target.this)
    # As it is written, for athena_name() makes a varchar of string and text.
    name = "this type" if target.this in _NAMED_OTHERWISE else athena_name(target)
    return f"a cast of {athena_name(source)} to {name} is not supported here" + (
        f": {hint}" if hint else ""
    )
