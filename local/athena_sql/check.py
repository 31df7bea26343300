"""Refuse what has not been verified to mean the same here as in Athena."""

import difflib
import re

from sqlglot import exp

from cli.errors import UserError
from local.athena_sql.coercion import INTEGERS
from local.athena_sql.elsewhere import TRINO_FUNCTIONS, athenas_name
from local.athena_sql.functions import CONSTANTS, FUNCTIONS, Function
from local.athena_sql.nodes import place
from local.athena_sql.types import athena_name, family, type_of

D = exp.DType

_SUPPORTED = frozenset(
    {
        # queries
        *(exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered),
        *(exp.Limit, exp.Offset, exp.Fetch, exp.LimitOptions, exp.With, exp.CTE, exp.Subquery),
        *(exp.Union, exp.Except, exp.Intersect, exp.Values, exp.Table, exp.TableAlias, exp.Unnest),
        *(exp.GroupingSets, exp.Rollup, exp.Cube, exp.Distinct, exp.Alias, exp.Star, exp.Tuple),
        # values
        *(exp.Column, exp.Identifier, exp.Literal, exp.Null, exp.Boolean, exp.Array, exp.Interval),
        *(exp.CurrentDate, exp.CurrentTimestamp, exp.Localtimestamp),
        # operators
        *(exp.Paren, exp.And, exp.Or, exp.Not, exp.Neg),
        *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod),
        *(exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ),
        *(exp.Is, exp.In, exp.Between, exp.Like, exp.Escape, exp.Exists, exp.Any, exp.All),
        *(exp.DPipe, exp.Bracket, exp.Dot),
        # functions and special syntax
        *(exp.Anonymous, exp.Case, exp.If, exp.Cast, exp.TryCast, exp.DataType, exp.DataTypeParam),
        *(exp.GroupConcat, exp.Trim, exp.Var),
        *(exp.Filter, exp.Window, exp.WindowSpec, exp.IgnoreNulls, exp.RespectNulls),
    }
)
_NAMES: dict[type[exp.Expr], str] = {
    exp.AtTimeZone: "AT TIME ZONE (all times here are UTC)",
    exp.ILike: "ILIKE (write lower(x) LIKE ...)",
    exp.Version: "Athena's time travel (FOR ... AS OF)",
}
# Refused clauses: the argument that their node has, and their name.
_CLAUSES: dict[type[exp.Expr], tuple[str, str]] = {
    exp.Distinct: ("on", "DISTINCT ON"),
    exp.Group: ("all", "GROUP BY ALL"),
    exp.GroupConcat: ("on_overflow", "ON OVERFLOW"),
    exp.LimitOptions: ("with_ties", "FETCH ... WITH TIES"),
    exp.With: ("recursive", "WITH RECURSIVE"),
}


def check_constructs(tree: exp.Query) -> None:
    """Raise `UserError` if a part of the query, or a function, is not supported."""
    for node in tree.walk():
        if type(node) not in _SUPPORTED:
            raise _unsupported(node, _NAMES.get(type(node)) or _words(type(node).__name__))
        if isinstance(node, exp.Anonymous) and node.name.lower() not in FUNCTIONS:
            raise _unsupported_function(node)
        _check_clauses(node)


def _words(class_name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", class_name).upper()


def _unsupported(node: exp.Expr, what: str, hint: str = "") -> UserError:
    return UserError(f"{place(node)}{what} is not supported here{hint}")


def _unsupported_function(node: exp.Anonymous) -> UserError:
    name = node.name.lower()
    if name in TRINO_FUNCTIONS:
        return _unsupported(node, f"Athena's function {name}")
    if instead := athenas_name(node):
        return _unsupported(node, f"the function {name}", f": Athena has {instead}")
    near = difflib.get_close_matches(name, FUNCTIONS, n=3, cutoff=0.8)
    hint = f"; perhaps you mean {' or '.join(near)}" if near else ""
    return _unsupported(node, f"the function {name}", hint)


def _check_clauses(node: exp.Expr) -> None:
    arguments = node.args
    argument, name = _CLAUSES.get(type(node), ("", ""))
    if arguments.get(argument):
        raise _unsupported(node, name)
    match node:
        case exp.CTE() | exp.SetOperation() | exp.Subquery() if not _is_of_queries(node):
            raise UserError(f"{place(node)}these parentheses contain no query")
        case exp.Window() if node.find(exp.Distinct):
            raise UserError(f"{place(node)}Athena has no DISTINCT in a window function")
        case exp.Select() if arguments.get("distinct") and arguments.get("order"):
            _check_distinct_order(node)
        case exp.Join() if arguments.get("method") or arguments.get("kind") in ("SEMI", "ANTI"):
            raise _unsupported(node, f"{arguments.get('method') or arguments['kind']} JOIN")
        case exp.Star() if any(arguments.values()):
            raise UserError(f"{place(node.parent)}* with exceptions is not Athena SQL")
        case exp.Unnest() if len(node.expressions) != 1:
            raise _unsupported(node, "UNNEST of several arrays")


def _is_of_queries(node: exp.Expr) -> bool:
    parts = [node.this, node.expression] if isinstance(node, exp.SetOperation) else [node.this]
    # Tables and their joins may be in parentheses; INSERT is refused by its name.
    return all(isinstance(part, (exp.Query, exp.Table, exp.Values, exp.DML)) for part in parts)


def _check_distinct_order(select: exp.Select) -> None:
    selected = [
        each for projection in select.selects for each in (projection, projection.unalias())
    ]
    names = {projection.alias_or_name.lower() for projection in select.selects}
    for key in (ordered.this for ordered in select.args["order"].expressions):
        is_name = isinstance(key, exp.Column) and not key.table and key.name.lower() in names
        if not (is_name or key.is_int or key in selected or select.is_star):
            raise UserError(f"{place(key)}after SELECT DISTINCT, ORDER BY takes what is selected")


def check_call(node: exp.Anonymous) -> None:
    """Raise `UserError` if an annotated call has other arguments than the function takes."""
    function = FUNCTIONS[node.name.lower()]
    arguments = node.expressions
    if function.name == "count" and (not arguments or isinstance(arguments[0], exp.Star)):
        return
    takes = function.takes + function.takes[-1:] * (
        len(arguments) - len(function.takes) if function.variadic else 0
    )
    fits = function.required <= len(arguments) <= len(takes) and all(
        _fits(argument, kind) for argument, kind in zip(arguments, takes, strict=False)
    )
    if not fits:
        raise UserError(f"{place(node)}{_mismatch(function, arguments)}")
    for argument, kind in zip(arguments, takes, strict=False):
        if kind in CONSTANTS and not argument.is_string:
            raise UserError(
                f"{place(node)}the {kind} of {function.name} has to be a text in quotes here"
            )


def _fits(argument: exp.Expr, kind: str) -> bool:
    if isinstance(argument, exp.Order):
        argument = argument.this
    if isinstance(argument, exp.Distinct):
        return len(argument.expressions) == 1 and _fits(argument.expressions[0], kind)
    if isinstance(argument, (exp.Alias, exp.Star)):
        return False
    if kind in CONSTANTS:
        return family(argument) in ("varchar", None)
    if kind == "any" or type_of(argument).is_type(D.UNKNOWN, D.NULL):
        return True
    if kind == "integer":
        return type_of(argument).is_type(*INTEGERS)
    return family(argument) == kind


def _mismatch(function: Function, arguments: list[exp.Expr]) -> str:
    given = ", ".join(athena_name(type_of(argument)) for argument in arguments)
    return f"{function.name}({given}) is not supported here: write {function.signature}"
