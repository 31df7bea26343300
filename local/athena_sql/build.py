"""Short names for nodes that the rewrites make."""

from sqlglot import exp


def call(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    """Return a call of a function or macro of DuckDB's."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def as_type(node: exp.Expr, data_type: exp.DataType) -> exp.Cast:
    """Return a cast of a copy; `exp.cast` makes none from one decimal to another."""
    return exp.Cast(this=node.copy(), to=data_type.copy())


def text(value: str) -> exp.Literal:
    """Return a text literal."""
    return exp.Literal.string(value)
