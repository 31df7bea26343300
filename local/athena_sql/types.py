"""The types of expressions in Athena, as far as their translation depends on them."""

from typing import TYPE_CHECKING, Any

from sqlglot import exp
from sqlglot.optimizer.annotate_types import TypeAnnotator
from sqlglot.schema import MappingSchema

from local.athena_sql.coercion import BIGINT, FAMILIES, RULES, UNKNOWN, arithmetic, common, decimal
from local.athena_sql.functions import FUNCTIONS
from local.athena_sql.parse import AthenaQueries

if TYPE_CHECKING:
    from collections.abc import Mapping

D = exp.DType

_LARGEST_INTEGER = 2**31 - 1


def type_of(node: exp.Expr) -> exp.DataType:
    """Return the type that `annotate` found, perhaps ``UNKNOWN``."""
    return node.type or UNKNOWN


def family(node: exp.Expr) -> str | None:
    """Return the family of types it may be compared with, None if unknown."""
    return FAMILIES.get(type_of(node).this)


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
    schema = MappingSchema({database: columns} if columns else {}, dialect=AthenaQueries)
    _Annotator(schema, expression_metadata=_metadata()).annotate(tree)


class _Annotator(TypeAnnotator):
    """sqlglot's, with Trino's rules for types that meet: sqlglot's forget the scale of decimals."""

    def _maybe_coerce(
        self, type1: exp.DataType | exp.DType, type2: exp.DataType | exp.DType
    ) -> exp.DataType:
        return common(exp.DataType.build(type1), exp.DataType.build(type2))


def _metadata() -> dict[type[exp.Expr], dict[str, Any]]:
    returns: dict[type[exp.Expr], exp.DType] = {
        exp.CurrentDate: D.DATE,
        exp.CurrentTimestamp: D.TIMESTAMPTZ,
        exp.GroupConcat: D.VARCHAR,
        exp.Localtimestamp: D.TIMESTAMP,
    }
    rules: dict[type[exp.Expr], Any] = {
        exp.Anonymous: _call_type,
        **dict.fromkeys((exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod), _arithmetic_type),
        exp.Literal: _literal_type,
    }
    return {
        **AthenaQueries.EXPRESSION_METADATA,
        **{node: {"returns": data_type} for node, data_type in returns.items()},
        **{
            node: {"annotator": lambda self, e, rule=rule: self._set_type(e, rule(e))}
            for node, rule in rules.items()
        },
    }


def _call_type(node: exp.Anonymous) -> exp.DataType:
    function = FUNCTIONS[node.name.lower()]
    if function.returns not in RULES:
        return exp.DataType.build(function.returns, dialect=AthenaQueries)
    # Without its arguments it is refused later.
    arguments = [type_of(argument) for argument in node.expressions]
    return RULES[function.returns](arguments) if arguments else UNKNOWN


def _arithmetic_type(node: exp.Binary) -> exp.DataType:
    return arithmetic(type(node), type_of(node.left), type_of(node.right))


def _literal_type(node: exp.Literal) -> exp.DataType:
    text = node.name
    if node.is_string:
        return exp.DataType.build(D.VARCHAR)
    if node.is_int:
        return exp.DataType.build(D.INT) if int(text) <= _LARGEST_INTEGER else BIGINT
    if "e" in text.lower():
        return exp.DataType.build(D.DOUBLE)
    whole, _, fraction = text.partition(".")
    return decimal(len(whole) + len(fraction), len(fraction))
