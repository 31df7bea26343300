"""Run a MERGE statement on rows of plain Python, by Spark's rules.

Only the SQL of the jobs' statements is supported. The integration tests show that Spark does the
same.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlglot
from sqlglot import exp

Row = Mapping[str, Any]
Rows = list[dict[str, Any]]


@cache
def parse(statement: str) -> exp.Merge:
    merge = sqlglot.parse_one(statement, dialect="spark")
    assert isinstance(merge, exp.Merge)
    return merge


def whens(merge: exp.Merge) -> list[exp.When]:
    found = merge.args["whens"].expressions
    assert all(isinstance(when, exp.When) for when in found)
    return list(found)


def assignments(update: exp.Update) -> dict[str, exp.Expr]:
    """Return the expressions of UPDATE SET by column."""
    return {equals.this.name: equals.expression for equals in update.expressions}


def inserted(insert: exp.Insert) -> dict[str, exp.Expr]:
    """Return the expressions of INSERT by column."""
    columns, values = insert.this.expressions, insert.expression.expressions
    return dict(zip([column.name for column in columns], values, strict=True))


@dataclass
class Outcome:
    """The target's rows after the MERGE, and those that were written."""

    rows: Rows
    inserted: Rows = field(default_factory=list)
    updated: Rows = field(default_factory=list)
    deleted: Rows = field(default_factory=list)

    @property
    def unchanged(self) -> bool:
        return not (self.inserted or self.updated or self.deleted)


def run(statement: str, target: Sequence[Row], source: Sequence[Row]) -> Outcome:
    """Merge the source's rows into the target's; both arguments stay unchanged."""
    merge = parse(statement)
    outcome = Outcome([])
    met: set[int] = set()
    for t in target:
        matches = [n for n, s in enumerate(source) if _holds(merge.args["on"], t=t, s=s)]
        assert len(matches) < 2, "two source rows for one target row: Spark refuses that"
        met.update(matches)
        row: dict[str, Any] | None = dict(t)
        if matches:
            row = _matched(whens(merge), t, source[matches[0]], outcome)
        outcome.rows += [row] if row is not None else []
    for number, s in enumerate(source):
        if number not in met:
            row = _not_matched(whens(merge), s, outcome)
            outcome.rows += [row] if row is not None else []
    return outcome


def _matched(clauses: list[exp.When], t: Row, s: Row, outcome: Outcome) -> dict[str, Any] | None:
    row = dict(t)
    when = _first(clauses, matched=True, t=t, s=s)
    if when is None:
        return row
    then = when.args["then"]
    if isinstance(then, exp.Update):
        row |= {name: value(node, t=t, s=s) for name, node in assignments(then).items()}
        outcome.updated.append(row)
        return row
    assert then.name == "DELETE"
    outcome.deleted.append(row)
    return None


def _not_matched(clauses: list[exp.When], s: Row, outcome: Outcome) -> dict[str, Any] | None:
    when = _first(clauses, matched=False, s=s)
    if when is None:
        return None
    row = {name: value(node, s=s) for name, node in inserted(when.args["then"]).items()}
    outcome.inserted.append(row)
    return row


def _first(clauses: list[exp.When], *, matched: bool, **rows: Row) -> exp.When | None:
    """Return the first clause that applies."""
    for when in clauses:
        condition = when.args.get("condition")
        if when.args["matched"] == matched and (condition is None or _holds(condition, **rows)):
            return when
    return None


def _holds(condition: exp.Expr, **scope: Any) -> bool:
    return value(condition, **scope) is True  # null is not true


def value(node: exp.Expr, **scope: Any) -> Any:  # noqa: PLR0911 - one per kind of node
    """Return the value of an expression, with None for null.

    Parameters
    ----------
    scope
        The rows by alias.
    """
    match node:
        case exp.Column() if node.db:  # a field of a struct
            return scope[node.db][node.table][node.name]
        case exp.Column():
            return scope[node.table][node.name]
        case exp.Struct():
            return {each.name: value(each.expression, **scope) for each in node.expressions}
        case exp.Literal():
            return node.this if node.is_string else int(node.this)
        case exp.Boolean():
            return bool(node.this)
        case exp.Null():
            return None
        case exp.If():
            chosen = "true" if _holds(node.this, **scope) else "false"
            return value(node.args[chosen], **scope)
    # KeyError: not supported yet.
    function = _FUNCTIONS[node.name if isinstance(node, exp.Anonymous) else type(node)]
    return function(*(value(each, **scope) for each in _operands(node)))


def _operands(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.Anonymous):
        return node.expressions
    return list(node.iter_expressions())


def _unless_null(function: Callable[..., bool]) -> Callable[..., bool | None]:
    return lambda *operands: None if None in operands else function(*operands)


def _greater(left: Any, right: Any) -> bool:
    return bool(_nulls_first(left) > _nulls_first(right))


def _nulls_first(operand: Any) -> Any:
    """Make structs comparable: within one, null is the smallest value."""
    if isinstance(operand, dict):
        return [(part is not None, 0 if part is None else part) for part in operand.values()]
    return operand


def _and(left: bool | None, right: bool | None) -> bool | None:
    return False if False in (left, right) else None if None in (left, right) else True


def _or(left: bool | None, right: bool | None) -> bool | None:
    return True if True in (left, right) else None if None in (left, right) else False


def _extreme(choose: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *operands: choose((o for o in operands if o is not None), default=None)


_FUNCTIONS: dict[type[exp.Expr] | str, Callable[..., Any]] = {
    exp.Paren: lambda operand: operand,
    exp.Not: _unless_null(operator.not_),
    exp.And: _and,
    exp.Or: _or,
    exp.Is: operator.is_,
    exp.EQ: _unless_null(operator.eq),
    exp.NullSafeEQ: operator.eq,
    exp.GT: _unless_null(_greater),
    exp.GTE: _unless_null(operator.ge),
    exp.LT: _unless_null(operator.lt),
    exp.Least: _extreme(min),
    exp.Greatest: _extreme(max),
    exp.Nullif: lambda one, other: None if one == other else one,
}
