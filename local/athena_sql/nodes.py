"""Nodes of a parsed query: short ways to make them, and their place in the text."""

from sqlglot import exp


def call(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    """Return a call of a DuckDB function or macro."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def as_type(node: exp.Expr, data_type: exp.DataType) -> exp.Cast:
    """Return a cast of a copy; `exp.cast` makes none from one decimal type to another."""
    return exp.Cast(this=node.copy(), to=data_type.copy())


def text(value: str) -> exp.Literal:
    """Return a text literal."""
    return exp.Literal.string(value)


def place(node: exp.Expr | None) -> str:
    """Return ``line 1, column 8: ``, where the node, or the one around it, begins."""
    while node is not None:
        metas = [part.meta for part in node.walk() if "start" in part.meta]
        if metas:
            first = min(metas, key=lambda meta: int(meta["start"]))
            # sqlglot's column is that of the last character.
            column = first["col"] - (first["end"] - first["start"])
            return f"line {first['line']}, column {column}: "
        node = node.parent
    return ""
