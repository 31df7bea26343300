"""Where in the query something stands, for error messages."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp


def place(node: "exp.Expr | None") -> str:
    """Return ``line 1, column 8: ``, where the node or what it is part of begins, for a message."""
    while node is not None:
        metas = [part.meta for part in node.walk() if "start" in part.meta]
        if metas:
            first = min(metas, key=lambda meta: int(meta["start"]))
            # sqlglot's column is that of the last character.
            column = first["col"] - (first["end"] - first["start"])
            return f"line {first['line']}, column {column}: "
        node = node.parent
    return ""
