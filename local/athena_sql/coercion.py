"""Trino's rules for result types: of mixed operands, of arithmetic, of functions."""

from functools import reduce
from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

D = exp.DType

INTEGERS = (D.TINYINT, D.SMALLINT, D.INT, D.BIGINT)
FAMILIES = {
    **dict.fromkeys((*INTEGERS, D.DECIMAL, D.DOUBLE, D.FLOAT), "number"),
    **dict.fromkeys((D.VARCHAR, D.CHAR, D.TEXT), "varchar"),
    **dict.fromkeys((D.DATE, D.TIMESTAMP, D.TIMESTAMPTZ), "date or timestamp"),
    D.BOOLEAN: "boolean",
    D.ARRAY: "array",
    D.INTERVAL: "interval",
    D.STRUCT: "row",
}
UNKNOWN = exp.DataType.build(D.UNKNOWN)
DOUBLE = exp.DataType.build(D.DOUBLE)
BIGINT = exp.DataType.build(D.BIGINT)

_DIGITS = {D.TINYINT: 3, D.SMALLINT: 5, D.INT: 10, D.BIGINT: 19}
_TIMES = (D.DATE, D.TIMESTAMP, D.TIMESTAMPTZ)
LARGEST_PRECISION = 38


def decimal(precision: int, scale: int) -> exp.DataType:
    """Return the type, of 38 digits at most."""
    return exp.DataType.build(f"DECIMAL({min(precision, LARGEST_PRECISION)}, {scale})")


def precision_and_scale(data_type: exp.DataType) -> tuple[int, int] | None:
    """Return the number of digits of a decimal or integer, and of those after the point."""
    if data_type.this in _DIGITS:
        return _DIGITS[data_type.this], 0
    if not data_type.is_type(D.DECIMAL):
        return None
    # Athena's plain DECIMAL is DECIMAL(38, 0).
    parameters = [int(parameter.name) for parameter in data_type.expressions]
    precision, scale = (*parameters, *(LARGEST_PRECISION, 0)[len(parameters) :])
    return precision, scale


def common(left: exp.DataType, right: exp.DataType) -> exp.DataType:
    """Return the common type of two operands, as of CASE or UNION; perhaps ``UNKNOWN``."""
    if left.is_type(D.NULL) or left == right:
        return right
    if right.is_type(D.NULL):
        return left
    family = FAMILIES.get(left.this)
    if family is None or family != FAMILIES.get(right.this):
        return UNKNOWN
    if family == "number":
        return _common_number(left, right)
    if family == "date or timestamp":
        return max(left, right, key=lambda each: (_TIMES.index(each.this), time_precision(each)))
    return left


def time_precision(data_type: exp.DataType) -> int:
    """Return the number of digits of a timestamp's fraction, 3 unless the type names it."""
    return int(data_type.expressions[0].name) if data_type.expressions else 3


def _common_number(left: exp.DataType, right: exp.DataType) -> exp.DataType:
    first, second = precision_and_scale(left), precision_and_scale(right)
    if not (first and second):
        return DOUBLE
    if not left.is_type(D.DECIMAL) and not right.is_type(D.DECIMAL):
        return max(left, right, key=lambda each: _DIGITS[each.this])
    scale = max(first[1], second[1])
    return decimal(max(first[0] - first[1], second[0] - second[1]) + scale, scale)


def arithmetic(operator: type[exp.Expr], left: exp.DataType, right: exp.DataType) -> exp.DataType:
    """Return the type of a sum, difference, product, quotient or remainder."""
    if D.INTERVAL in (left.this, right.this):
        # Of an interval and a number, or of an interval and a time.
        is_product = operator in (exp.Mul, exp.Div)
        return left if left.is_type(D.INTERVAL) == is_product else right
    result = common(left, right)
    if not result.is_type(D.DECIMAL):
        is_number = result.is_type(D.NULL) or FAMILIES.get(result.this) == "number"
        return result if is_number else UNKNOWN
    (p1, s1), (p2, s2) = precision_and_scale(left) or (0, 0), precision_and_scale(right) or (0, 0)
    scale = max(s1, s2)
    if operator is exp.Mul:
        return decimal(p1 + p2, s1 + s2)
    if operator is exp.Div:
        return decimal(p1 + s2 + max(0, s2 - s1), scale)
    return decimal(1 + scale + max(p1 - s1, p2 - s2), scale)


def _sum(arguments: "Sequence[exp.DataType]") -> exp.DataType:
    if arguments[0].is_type(*INTEGERS):
        return BIGINT
    parameters = precision_and_scale(arguments[0])
    return decimal(LARGEST_PRECISION, parameters[1]) if parameters else arguments[0]


def _whole(arguments: "Sequence[exp.DataType]") -> exp.DataType:
    first = arguments[0]
    precision, scale = precision_and_scale(first) or (0, 0)
    return decimal(precision - scale + min(scale, 1), 0) if first.is_type(D.DECIMAL) else first


# Result types that depend on the arguments.
RULES: "dict[str, Callable[[Sequence[exp.DataType]], exp.DataType]]" = {
    "array of first": lambda arguments: exp.DataType(
        this=D.ARRAY, expressions=[arguments[0].copy()], nested=True
    ),
    "average": lambda arguments: arguments[0] if arguments[0].is_type(D.DECIMAL) else DOUBLE,
    "common": lambda arguments: reduce(common, arguments),
    "element of first": lambda arguments: (
        arguments[0].expressions[0] if arguments[0].is_type(D.ARRAY) else UNKNOWN
    ),
    "first": lambda arguments: arguments[0],
    "last": lambda arguments: arguments[-1],
    "modulo": lambda arguments: arithmetic(exp.Mod, arguments[0], arguments[-1]),
    "round": lambda arguments: arguments[0] if len(arguments) > 1 else _whole(arguments),
    "sum": _sum,
    "truncate": lambda arguments: _whole(arguments) if arguments[0].is_type(D.DECIMAL) else DOUBLE,
    "whole": _whole,
}
