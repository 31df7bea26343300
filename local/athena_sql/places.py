"""Where in the query something stands, for error messages."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp


def place(node: "exp.Expr | None") -> str:
    """Return ``line 1, column 8: ``, of the node or what is nearest to it, to begin a message."""
    while node is not None:
        for part in node.walk():
            meta = part.meta
            if "start" in meta:
                # sqlglot's column is that of the last character.
                column = meta["col"] - (meta["end"] - meta["start"])
                return f"line {meta['line']}, column {column}: "
        node = node.parent
    return ""
