"""Which type an expression has in Athena, as far as its meaning depends on it."""

from typing import TYPE_CHECKING, Any

from sqlglot import exp
from sqlglot.optimizer.annotate_types import TypeAnnotator
from sqlglot.schema import MappingSchema

from local.athena_sql.functions import FUNCTIONS
from local.athena_sql.parse import AthenaQueries

if TYPE_CHECKING:
    from collections.abc import Mapping

D = exp.DType

_INTEGERS = (D.TINYINT, D.SMALLINT, D.INT, D.BIGINT)
_DIGITS = {D.TINYINT: 3, D.SMALLINT: 5, D.INT: 10, D.BIGINT: 19}
_FAMILIES = {
    **dict.fromkeys((*_INTEGERS, D.DECIMAL, D.DOUBLE, D.FLOAT), "number"),
    **dict.fromkeys((D.VARCHAR, D.CHAR, D.TEXT), "varchar"),
    **dict.fromkeys((D.DATE, D.TIMESTAMP, D.TIMESTAMPTZ), "date or timestamp"),
    D.BOOLEAN: "boolean",
    D.ARRAY: "array",
    D.INTERVAL: "interval",
}
_LARGEST_PRECISION = 38
_LARGEST_INTEGER = 2**31 - 1

UNKNOWN = exp.DataType.build(D.UNKNOWN)


def type_of(node: exp.Expr) -> exp.DataType:
    """Return the type that `annotate` found, perhaps ``UNKNOWN``."""
    return node.type or UNKNOWN


def is_integer(node: exp.Expr) -> bool:
    """Return whether it is of one of the integer types."""
    return type_of(node).is_type(*_INTEGERS)


def family(node: exp.Expr) -> str | None:
    """Return what its type may be compared with, None if that is not known."""
    return _FAMILIES.get(type_of(node).this)


def scale(data_type: exp.DataType) -> int | None:
    """Return the digits after the point of a decimal or integer, None for other types."""
    parameters = _precision_and_scale(data_type)
    return parameters and parameters[1]


def athena_name(data_type: exp.DataType) -> str:
    """Return the type as Athena writes it."""
    return data_type.sql(dialect=AthenaQueries).lower()


def annotate(tree: exp.Query, columns: "Mapping[str, Mapping[str, str]]", database: str) -> None:
    """Give every node of a qualified query its type in Athena.

    Parameters
    ----------
    columns
        The type of each column of each table.
    """
    schema = MappingSchema({database: columns}, dialect=AthenaQueries)
    _Annotator(schema, expression_metadata=_metadata()).annotate(tree)


def _metadata() -> dict[type[exp.Expr], dict[str, Any]]:
    returns: dict[type[exp.Expr], exp.DType] = {
        exp.CurrentDate: D.DATE,
        exp.CurrentTimestamp: D.TIMESTAMPTZ,
        exp.Extract: D.BIGINT,
        exp.GroupConcat: D.VARCHAR,
        exp.Grouping: D.BIGINT,
        exp.Localtimestamp: D.TIMESTAMP,
        exp.StrPosition: D.BIGINT,
    }
    by: dict[type[exp.Expr], Any] = {
        exp.Anonymous: _call_type,
        **dict.fromkeys((exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod), _arithmetic_type),
        exp.Literal: _literal_type,
    }
    return {
        **AthenaQueries.EXPRESSION_METADATA,
        **{node: {"returns": data_type} for node, data_type in returns.items()},
        **{
            node: {"annotator": lambda self, e, type_=type_: self._set_type(e, type_(e))}
            for node, type_ in by.items()
        },
    }


class _Annotator(TypeAnnotator):
    """sqlglot's, with Trino's rules for types that meet, decimals' scales included."""

    def _maybe_coerce(
        self, type1: exp.DataType | exp.DType, type2: exp.DataType | exp.DType
    ) -> exp.DataType:
        return _common(exp.DataType.build(type1), exp.DataType.build(type2))


def _common(left: exp.DataType, right: exp.DataType) -> exp.DataType:
    if left.is_type(D.NULL) or left == right:
        return right
    if right.is_type(D.NULL):
        return left
    if D.UNKNOWN in (left.this, right.this):
        return UNKNOWN
    if left.this == right.this and left.this is not D.DECIMAL:
        return left
    exact = _precision_and_scale(left), _precision_and_scale(right)
    if exact[0] and exact[1]:
        if D.DECIMAL not in (left.this, right.this):
            return max(left, right, key=lambda each: _DIGITS[each.this])
        (p1, s1), (p2, s2) = exact[0], exact[1]
        return _decimal(max(p1 - s1, p2 - s2) + max(s1, s2), max(s1, s2))
    families = _FAMILIES.get(left.this), _FAMILIES.get(right.this)
    if families[0] != families[1]:
        return UNKNOWN
    order = (D.DATE, D.TIMESTAMP, D.TIMESTAMPTZ)
    if left.this in order and right.this in order:
        return max(left, right, key=lambda each: order.index(each.this))
    return exp.DataType.build(D.DOUBLE if families[0] == "number" else left.this)


def _arithmetic_type(node: exp.Binary) -> exp.DataType:
    left, right = type_of(node.left), type_of(node.right)
    if D.INTERVAL in (left.this, right.this):
        other = right if left.is_type(D.INTERVAL) else left
        return left if isinstance(node, (exp.Mul, exp.Div)) and left is not other else other
    exact = _precision_and_scale(left), _precision_and_scale(right)
    if not (exact[0] and exact[1] and D.DECIMAL in (left.this, right.this)):
        both = _common(left, right)
        return both if _FAMILIES.get(both.this) == "number" or both.is_type(D.NULL) else UNKNOWN
    (p1, s1), (p2, s2) = exact[0], exact[1]
    larger = max(s1, s2)
    if isinstance(node, exp.Mul):
        return _decimal(p1 + p2, s1 + s2)
    if isinstance(node, exp.Div):
        return _decimal(p1 + s2 + max(0, s2 - s1), larger)
    if isinstance(node, exp.Mod):
        return _decimal(min(p1 - s1, p2 - s2) + larger, larger)
    return _decimal(1 + larger + max(p1 - s1, p2 - s2), larger)


def _literal_type(node: exp.Literal) -> exp.DataType:
    text = node.name
    if node.is_string:
        return exp.DataType.build(D.VARCHAR)
    if node.is_int:
        return exp.DataType.build(D.INT if int(text) <= _LARGEST_INTEGER else D.BIGINT)
    if "e" in text.lower():
        return exp.DataType.build(D.DOUBLE)
    whole, _, fraction = text.partition(".")
    return _decimal(len(whole) + len(fraction), len(fraction))


def _call_type(node: exp.Anonymous) -> exp.DataType:
    function = FUNCTIONS.get(node.name.lower())
    if function is None:
        return UNKNOWN
    arguments = [type_of(argument) for argument in node.expressions]
    first = arguments[0] if arguments else UNKNOWN
    match function.returns:
        case "first":
            return first
        case "common":
            result = arguments[0]
            for argument in arguments[1:]:
                result = _common(result, argument)
            return result
        case "array of first":
            return exp.DataType(this=D.ARRAY, expressions=[first.copy()], nested=True)
        case "element of first":
            return first.expressions[0] if first.is_type(D.ARRAY) else UNKNOWN
        case "sum":
            if parameters := _precision_and_scale(first):
                is_decimal = first.is_type(D.DECIMAL)
                return _decimal(38, parameters[1]) if is_decimal else exp.DataType.build(D.BIGINT)
            return first
        case "average":
            return first if first.is_type(D.DECIMAL) else exp.DataType.build(D.DOUBLE)
        case "whole":
            parameters = _precision_and_scale(first)
            is_decimal = parameters and first.is_type(D.DECIMAL)
            return _decimal(parameters[0] - parameters[1] + 1, 0) if is_decimal else first
        case name:
            return exp.DataType.build(name, dialect=AthenaQueries)


def _precision_and_scale(data_type: exp.DataType) -> tuple[int, int] | None:
    if data_type.this in _DIGITS:
        return _DIGITS[data_type.this], 0
    if not data_type.is_type(D.DECIMAL):
        return None
    # Athena's plain DECIMAL is DECIMAL(38, 0).
    parameters = [int(parameter.name) for parameter in data_type.expressions]
    precision, scale = (*parameters, *(38, 0)[len(parameters) :])
    return precision, scale


def _decimal(precision: int, scale: int) -> exp.DataType:
    return exp.DataType.build(f"DECIMAL({min(precision, _LARGEST_PRECISION)}, {scale})")
