"""Division of decimals: in Athena the result has the scale of its operands, rounded half up."""

from collections.abc import Iterable

from sqlglot import exp

from local.athena_sql.coercion import LARGEST_PRECISION, precision_and_scale
from local.athena_sql.nodes import as_type, call
from local.athena_sql.types import type_of


def divide_decimals(left: exp.Expr, right: exp.Expr, result: exp.DataType) -> exp.Expr:
    """Return the quotient, computed in integers: DuckDB's own is a double."""
    shift = _scale(result) + _scale(type_of(right)) - _scale(type_of(left))
    return _decimal(
        call("athena_divide_rounded", _shifted(left, shift), _shifted(right, 0)), result
    )


def modulo_decimals(left: exp.Expr, right: exp.Expr, result: exp.DataType) -> exp.Expr:
    """Return the remainder, computed in integers: DuckDB's own of long decimals is a double."""
    scale = _scale(result)
    digits = (_shifted(side, scale - _scale(type_of(side))) for side in (left, right))
    return _decimal(call("athena_modulo", *digits), result)


def average(aggregate: exp.Expr, avg: exp.Anonymous) -> exp.Expr:
    """Return the average of decimals, which in Athena keeps their scale.

    Parameters
    ----------
    aggregate
        The call, or the FILTER and OVER around it.
    avg
        The call.
    """
    result = type_of(avg)
    total, count = (_renamed(aggregate, name) for name in ("sum", "count"))
    digits = _digits(total, _scale(result))
    return _decimal(call("athena_divide_rounded", digits, _digits(count, 0)), result)


def keep_scale(node: exp.Expr, values: Iterable[exp.Expr]) -> None:
    """Cast the values that a CASE or COALESCE chooses from to its type, if that is a decimal.

    DuckDB cuts the scale of one if the other has as many digits as a decimal can have.
    """
    if type_of(node).is_type(exp.DType.DECIMAL):
        for value in values:
            value.replace(as_type(value, type_of(node)))


def _renamed(aggregate: exp.Expr, name: str) -> exp.Expr:
    copy = aggregate.copy()
    core = copy
    while not isinstance(core, exp.Anonymous):
        core = core.this
    core.set("this", name)
    return copy


def _scale(data_type: exp.DataType) -> int:
    parameters = precision_and_scale(data_type)
    return parameters[1] if parameters else 0


def _shifted(node: exp.Expr, shift: int) -> exp.Expr:
    digits = _digits(node, _scale(type_of(node)))
    return exp.Mul(this=digits, expression=exp.Literal.number(10**shift)) if shift else digits


def _digits(node: exp.Expr, scale: int) -> exp.Expr:
    """Return all digits of a decimal, those before the point and those after, as one integer."""
    if scale:
        node = exp.Mul(this=exp.paren(node), expression=exp.Literal.number(10**scale))
    return exp.cast(node, "HUGEINT", dialect="duckdb")


def _decimal(digits: exp.Expr, result: exp.DataType) -> exp.Expr:
    scale = _scale(result)
    whole = exp.cast(digits, f"DECIMAL({LARGEST_PRECISION - scale}, 0)")
    if not scale:
        return as_type(whole, result)
    unit = exp.cast(exp.Literal.string(f"{10**-scale:.{scale}f}"), f"DECIMAL({scale}, {scale})")
    return as_type(exp.Mul(this=whole, expression=unit), result)
