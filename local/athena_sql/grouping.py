"""Where a column stands that its GROUP BY forgot: DuckDB names it, but not its place."""

from typing import TYPE_CHECKING

from sqlglot import exp

from local.athena_sql.functions import AGGREGATES
from local.athena_sql.parse import parse
from local.athena_sql.places import place

if TYPE_CHECKING:
    from collections.abc import Iterator


def place_of_ungrouped(sql: str, name: str) -> str:
    """Return ``line 1, column 8: ``, or nothing if it is not found."""
    for select in parse(sql).find_all(exp.Select):
        for column in _ungrouped(select):
            if column.name.lower() == name.lower():
                return place(column)
    return ""


def _ungrouped(select: exp.Select) -> "Iterator[exp.Column]":
    group = select.args.get("group")
    if not group and not any(map(_is_aggregate, select.find_all(exp.Anonymous))):
        return
    keys = group.expressions if group else []
    # GROUP BY 1 means what is selected first.
    by_position = {int(key.name) - 1 for key in keys if isinstance(key, exp.Literal) and key.is_int}
    parts = [part for i, part in enumerate(select.selects) if i not in by_position]
    parts += [select.args[clause] for clause in ("having", "order") if select.args.get(clause)]
    for part in parts:
        for column in part.find_all(exp.Column):
            if column.parent_select is select and not _is_covered(column, keys):
                yield column


def _is_covered(column: exp.Column, keys: list[exp.Expr]) -> bool:
    node: exp.Expr | None = column
    while node is not None and not isinstance(node, exp.Select):
        if node in keys or _is_aggregate(node):
            return True
        node = node.parent
    return False


def _is_aggregate(node: exp.Expr) -> bool:
    return isinstance(node, exp.Anonymous) and node.name.lower() in AGGREGATES
