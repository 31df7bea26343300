"""Translate Athena's operators and special syntax to DuckDB's."""

from typing import TYPE_CHECKING, NoReturn

from sqlglot import exp

from cli.errors import UserError
from local.athena_sql.casts import cast
from local.athena_sql.coercion import INTEGERS
from local.athena_sql.decimals import divide_decimals, keep_scale, modulo_decimals
from local.athena_sql.nodes import call, place, text
from local.athena_sql.types import athena_name, family, type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

D = exp.DType

_DATE_OR_TIMESTAMP = "date or timestamp"
_EXAMPLES = {D.DATE: "date '2026-11-22'", D.TIMESTAMP: "timestamp '2026-11-22 00:00:00'"}
_UNITS_OF_INTERVALS = frozenset({"SECOND", "MINUTE", "HOUR", "DAY", "MONTH", "YEAR"})
_UNITS_WITHIN_A_DAY = frozenset({"SECOND", "MINUTE", "HOUR"})


def _divide(node: exp.Div) -> exp.Expr | None:
    left, right, result = node.left, node.right, type_of(node)
    if result.is_type(D.DECIMAL):
        return divide_decimals(left, right, result)
    if result.is_type(*INTEGERS, D.NULL):
        return call("athena_divide_integers", left, right)
    if result.is_type(D.UNKNOWN):
        _require(node, "number")
        raise UserError(f"{place(node)}the types of this division are unknown: cast both sides")
    node.set("typed", False)
    return None


def _modulo(node: exp.Mod) -> exp.Expr | None:
    _require(node, "number")
    if type_of(node).is_type(D.DECIMAL):
        return modulo_decimals(node.left, node.right, type_of(node))
    # Of doubles it is NaN by zero, in both.
    return None if type_of(node).is_type(D.DOUBLE) else call("athena_modulo", node.left, node.right)


def _add_or_subtract(node: exp.Add | exp.Sub) -> exp.Expr | None:
    families = {family(node.left), family(node.right)}
    if "interval" not in families:
        if families == {_DATE_OR_TIMESTAMP}:
            _refuse(node, "use date_diff to subtract times")
        if _DATE_OR_TIMESTAMP in families:
            _refuse(node, "use date_add or an interval")
        _require(node, "number")
        return None
    moment = node.left if family(node.right) == "interval" else node.right
    if families == {"interval"}:
        return None
    if not type_of(moment).is_type(D.DATE):
        return None if family(moment) == _DATE_OR_TIMESTAMP else _refuse(node)
    interval = (node.right if moment is node.left else node.left).find(exp.Interval)
    if interval is not None and interval.text("unit").upper() in _UNITS_WITHIN_A_DAY:
        _refuse(node, "cast the date to a timestamp")
    # DuckDB makes it a timestamp.
    return exp.cast(node, D.DATE)


def _choose(node: exp.Case | exp.If) -> None:
    ifs = node.args.get("ifs") or [node]
    if node.arg_key == "ifs":
        return  # part of a CASE
    if isinstance(node, exp.Case) and node.this:
        require_one_family(node, [node.this, *(branch.this for branch in ifs)])
    else:
        for branch in ifs:
            _require_condition(branch, branch.this)
    branches = [branch.args["true"] for branch in ifs]
    branches += [node.args[name] for name in ("default", "false") if node.args.get(name)]
    require_one_family(node, branches)
    keep_scale(node, branches)


def require_one_family(node: exp.Expr, values: "Iterable[exp.Expr]", *families: str) -> None:
    """Refuse values whose types Athena does not mix, or that are of none of the families given."""
    known = {kind: value for value in values if (kind := family(value))}
    if len(known) > 1 or (families and known.keys() - set(families)):
        kinds = " and ".join(athena_name(type_of(value)) for value in known.values())
        raise UserError(f"{place(node)}Athena does not take {kinds} here: cast to one type")


def _require_condition(node: exp.Expr, *values: exp.Expr) -> None:
    for value in values:
        if family(value) not in ("boolean", None):
            raise UserError(
                f"{place(node)}a condition is to be a boolean in Athena, not "
                f"{athena_name(type_of(value))}"
            )


def _require_conditions(node: exp.Expr) -> None:
    names = ("on",) if isinstance(node, exp.Join) else ("this", "expression")
    _require_condition(node, *filter(None, map(node.args.get, names)))


def _unite(node: exp.SetOperation) -> None:
    for pair in zip(node.left.selects, node.right.selects, strict=False):
        require_one_family(pair[1], pair)


def _compare(node: exp.Expr) -> None:
    sides = [node.this, node.args.get("expression"), node.args.get("low"), node.args.get("high")]
    sides += [*node.expressions, node.args.get("query")]
    known: dict[str, exp.Expr] = {}
    for side in sides:
        if isinstance(side, exp.Expr) and not isinstance(side, (exp.Any, exp.All)):
            known.setdefault(family(side) or "", side)
    known.pop("", None)
    for side in sides:
        if isinstance(side, exp.Condition) and type_of(side).is_type(D.DOUBLE):
            side.replace(call("athena_no_nan", side.copy()))
    if len(known) > 1:
        kinds = " with ".join(athena_name(type_of(side)) for side in known.values())
        example = _EXAMPLES.get(type_of(known.get(_DATE_OR_TIMESTAMP, node)).this)
        hint = f"write it as {example}" if example else "cast one of them"
        raise UserError(f"{place(node)}Athena does not compare {kinds}: {hint}")


def _concatenate(node: exp.DPipe) -> None:
    if "array" in (family(node.left), family(node.right)):
        require_one_family(node, (node.left, node.right))
    else:
        _require(node, "varchar")


def _require(node: exp.Binary, kind: str) -> None:
    """Refuse operands of another known kind."""
    if any(family(side) not in (kind, None) for side in (node.left, node.right)):
        _refuse(node, "cast one of them" if kind == "varchar" else "")


def _refuse(node: exp.Binary, hint: str = "") -> NoReturn:
    kinds = f"{athena_name(type_of(node.left))} and {athena_name(type_of(node.right))}"
    raise UserError(
        f"{place(node)}this operator does not take {kinds} in Athena" + (hint and f": {hint}")
    )


def _trim(node: exp.Trim) -> exp.Expr | None:
    if node.expression:
        return None
    names = {"LEADING": "athena_ltrim", "TRAILING": "athena_rtrim"}
    return call(names.get(node.text("position"), "athena_trim"), node.this)


def _field(node: exp.Dot) -> None:
    name, row = node.expression.name, type_of(node.this)
    if not row.is_type(D.STRUCT) or name not in (field.name for field in row.expressions):
        raise UserError(f"{place(node)}there is no field {name!r} in this {athena_name(row)}")


def _row(node: exp.Column) -> None:
    # DuckDB orders and compares rows with nulls; Trino refuses to, or returns NULL.
    is_count = isinstance(node.parent, exp.Anonymous) and node.parent.name.lower() == "count"
    if type_of(node).is_type(D.STRUCT) and not (is_count or isinstance(node.parent, _TAKE_ROWS)):
        raise UserError(
            f"{place(node)}a row can be selected, counted and tested for NULL here: name a field"
        )


def _listagg(node: exp.GroupConcat) -> None:
    if not node.args.get("separator"):
        node.set("separator", text(""))


def _interval(node: exp.Interval) -> None:
    unit = node.text("unit").upper()
    if unit not in _UNITS_OF_INTERVALS:
        hint = ": write interval '7' day" if unit == "WEEK" else ""
        raise UserError(f"{place(node)}an interval of {unit.lower()} is not supported here{hint}")


_COMPARED = (
    *(exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ),
    *(exp.Between, exp.In),
)

_TAKE_ROWS = (exp.Alias, exp.Dot, exp.Group, exp.Is, exp.Select, exp.Subquery)

# Each returns the replacement of a node, or None if the node stays.
OPERATORS: "dict[type[exp.Expr], Callable[..., exp.Expr | None]]" = {
    **dict.fromkeys(_COMPARED, _compare),
    **dict.fromkeys((exp.Union, exp.Except, exp.Intersect), _unite),
    **dict.fromkeys(
        (exp.And, exp.Or, exp.Not, exp.Where, exp.Having, exp.Join), _require_conditions
    ),
    exp.Add: _add_or_subtract,
    exp.Array: lambda node: require_one_family(node, node.expressions),
    exp.Bracket: lambda node: call("athena_subscript", node.this, node.expressions[0]),
    exp.Case: _choose,
    exp.Column: _row,
    exp.Cast: cast,
    exp.DPipe: _concatenate,
    exp.Div: _divide,
    exp.Dot: _field,
    exp.GroupConcat: _listagg,
    exp.If: _choose,
    exp.Interval: _interval,
    exp.Like: lambda node: _require(node, "varchar"),
    exp.Mod: _modulo,
    exp.Sub: _add_or_subtract,
    exp.Trim: _trim,
    exp.TryCast: cast,
}
