"""Resolve the names of a query to tables and columns."""

import difflib
from itertools import chain
from typing import TYPE_CHECKING, NoReturn

from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope

from cli.errors import UserError
from local.athena_sql.functions import AGGREGATES
from local.athena_sql.nodes import place
from local.athena_sql.parse import AthenaQueries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    # Column types by table and column.
    Columns = Mapping[str, Mapping[str, str]]

# Athena's name for the Glue Data Catalog.
_CATALOG = "awsdatacatalog"
# Its tables are columns["information_schema.<table>"].
_INFORMATION_SCHEMA = "information_schema"
_SPELLING = "spelling"
_UNNAMED = "unnamed"


def resolve(tree: exp.Query, columns: "Columns", database: str) -> exp.Query:
    """Return the query with qualified columns, without ``*``, its outputs named as in Athena.

    Raises
    ------
    UserError
        If a name is unknown or ambiguous.
    """
    for identifier in tree.find_all(exp.Identifier):
        identifier.meta[_SPELLING] = identifier.name
        # Athena ignores the case of quoted names, too.
        identifier.set("this", identifier.name.lower())
    for table in tree.find_all(exp.Table):
        if table.db == _INFORMATION_SCHEMA:
            table.set("alias", table.args.get("alias") or exp.TableAlias(this=table.this.copy()))
            table.this.set("this", f"{_INFORMATION_SCHEMA}.{table.name}")
            table.set("db", exp.to_identifier(database))
    for projection in _named_by(tree).selects:
        if not isinstance(projection, (exp.Alias, exp.Column)) and not projection.is_star:
            projection.meta[_UNNAMED] = True
    _expand_outputs_in_order(tree)
    positions = _hide_positions(tree)
    try:
        for scope in traverse_scope(tree):
            _check_tables(scope, columns, database)
        for scope in traverse_scope(tree):
            _separate_fields(scope, columns)
            _check_columns(scope, columns)
        tree = qualify(
            tree,
            dialect=AthenaQueries,
            schema={database: columns} if columns else {},
            db=database,
            # WHERE, GROUP BY and HAVING do not see aliases in Athena.
            expand_alias_refs=False,
            validate_qualify_columns=False,
            quote_identifiers=False,
        )
    except OptimizeError as error:
        raise UserError(str(error).splitlines()[0]) from None
    for hidden in positions:
        hidden.replace(hidden.this)
    _name_outputs(tree)
    return tree


def _expand_outputs_in_order(tree: exp.Query) -> None:
    """Replace outputs in expressions of ORDER BY: they hide columns in Athena, not in DuckDB."""
    for select in tree.find_all(exp.Select):
        outputs = {each.alias: each.this for each in select.selects if isinstance(each, exp.Alias)}
        order = select.args.get("order")
        for column in list(order.find_all(exp.Column)) if order else ():
            is_whole_key = isinstance(column.parent, exp.Ordered)
            aggregate = column.find_ancestor(exp.Anonymous, exp.Order)
            if (
                column.name in outputs
                and not (column.table or is_whole_key or aggregate.name.lower() in AGGREGATES)
                and column.find_ancestor(exp.Select) is select
            ):
                column.replace(exp.paren(outputs[column.name].copy()))


def _hide_positions(tree: exp.Query) -> list[exp.Paren]:
    """Put the numbers of GROUP BY 1 and ORDER BY 1 in parentheses.

    DuckDB understands them; qualify() would replace them, and fails if they name a subquery.
    """
    hidden = []
    for literal in list(tree.find_all(exp.Literal)):
        if literal.is_int and isinstance(literal.parent, (exp.Group, exp.Ordered)):
            paren = exp.Paren(this=literal.copy())
            literal.replace(paren)
            hidden.append(paren)
    return hidden


def _named_by(tree: exp.Query) -> exp.Query:
    """Return the query whose outputs name the tree's."""
    while isinstance(tree, (exp.SetOperation, exp.Subquery)):
        tree = tree.this
    return tree


def _check_tables(scope: Scope, columns: "Columns", database: str) -> None:
    for table in scope.tables:
        if isinstance(scope.sources.get(table.alias_or_name), Scope) and not table.db:
            continue  # a name given by WITH
        if not isinstance(table.this, exp.Identifier):
            raise UserError(f"{place(table)}only the lake's tables can be read here")
        if table.catalog not in ("", _CATALOG) or table.db not in ("", database):
            raise UserError(
                f"{place(table)}there is only the database {database!r} here, "
                f"in the catalog {_CATALOG!r}"
            )
        if table.name not in columns:
            visible = [*columns, *scope.cte_sources]
            raise UserError(
                f"{place(table)}there is no table {table.name!r}{_nearest(table.name, visible)}"
            )
        table.set("catalog", None)


def _nearest(name: str, names: "Iterable[str]") -> str:
    names = sorted(set(names))
    if "$" in name:
        return ": Iceberg's metadata can be read in Athena only"
    near = difflib.get_close_matches(name, names, n=3)
    if near:
        return f"; perhaps you mean {' or '.join(near)}"
    tables = [name for name in names if "." not in name]
    return f"; there are {', '.join(tables)}" if tables else ""


def _separate_fields(scope: Scope, columns: "Columns") -> None:
    """Make fields of rows of what is parsed as a table's column: ``shown_at.song_name``."""
    sources: dict[str, list[str]] = {}
    reached: Scope | None = scope
    while reached is not None:
        sources = {**_sources(reached, columns), **sources}
        reached = reached.parent
    for column in list(scope.find_all(exp.Column)):
        row, table = column.args.get("table"), column.args.get("db")
        if row and column.table not in sources:
            names = sources.get(column.db, ()) if table else {*chain(*sources.values())}
            if row.name in names:
                of = exp.Column(this=row.copy(), table=table and table.copy())
                column.replace(exp.Dot(this=of, expression=column.this.copy()))


def _check_columns(scope: Scope, columns: "Columns") -> None:
    query = scope.expression
    sources = _sources(scope, columns)
    for column in list(scope.find_all(exp.Column)):
        if isinstance(column.this, exp.Star):
            if column.table and column.table not in sources:
                raise _unknown_source(column, sources)
            continue
        is_output = (
            not column.table
            and _is_key_of_order(column, query)
            and column.name in _output_names(scope, columns)
        )
        if not is_output:
            _check_column(column, scope, sources, columns)


def _unknown_source(column: exp.Column, sources: "Iterable[str]") -> UserError:
    return UserError(
        f"{place(column)}there is no table {column.table!r} in this FROM"
        f"{_nearest(column.table, sources)}"
    )


def _is_key_of_order(column: exp.Column, query: exp.Expr) -> bool:
    order = column.find_ancestor(exp.Order, exp.Window)
    return order is not None and order is query.args.get("order")


def _check_column(
    column: exp.Column, scope: Scope, sources: "Mapping[str, list[str]]", columns: "Columns"
) -> None:
    visible: list[str] = []
    reached: Scope | None = scope
    while reached is not None:
        if reached is not scope:
            sources = _sources(reached, columns)
        if column.table:
            if column.table in sources:
                if column.name in sources[column.table]:
                    return
                _refuse_column(column, sources[column.table])
        else:
            having_it = [source for source, names in sources.items() if column.name in names]
            if having_it:
                _choose(column, having_it, reached)
                return
        visible += [name for names in sources.values() for name in names]
        reached = reached.parent
    if column.table:
        raise _unknown_source(column, _sources(scope, columns))
    query = scope.expression
    if isinstance(query, exp.Select) and any(alias.alias == column.name for alias in query.selects):
        raise UserError(
            f"{place(column)}Athena sees the name {column.name!r} in ORDER BY only: "
            "repeat its expression here"
        )
    if _is_key_of_order(column, query):
        visible += _output_names(scope, columns)
    _refuse_column(column, visible)


def _choose(column: exp.Column, sources: list[str], scope: Scope) -> None:
    joins = scope.expression.args.get("joins") or ()
    joined = {each.name for join in joins for each in join.args.get("using") or ()}
    if len(sources) > 1 and column.name not in joined:
        raise UserError(
            f"{place(column)}the column {column.name!r} is in {' and in '.join(sources)}: "
            f"write {sources[0]}.{column.name} or {sources[1]}.{column.name}"
        )
    # qualify() leaves HAVING alone: in other dialects the name could be an alias.
    if isinstance(column.find_ancestor(exp.Having, exp.Select), exp.Having):
        found = [exp.column(column.name, table=source) for source in sources]
        column.replace(
            found[0] if len(found) == 1 else exp.Coalesce(this=found[0], expressions=found[1:])
        )


def _refuse_column(column: exp.Column, names: "Collection[str]") -> NoReturn:
    text = column.this.meta.get(_SPELLING, column.name)
    is_text = column.this.args.get("quoted") and "$" not in text
    if is_text and not difflib.get_close_matches(column.name, names):
        fault = f"there is no column \"{text}\"; a text is in single quotes: '{text}'"
    elif not names:
        fault = f"there is no column {column.name!r}: this SELECT lacks a FROM"
    else:
        fault = f"there is no column {column.name!r}{_nearest(column.name, names)}"
    raise UserError(f"{place(column)}{fault}")


def _sources(scope: Scope, columns: "Columns") -> dict[str, list[str]]:
    """Return the column names of each source of the FROM."""
    return {
        name: _source_names(source, columns) for name, (_, source) in scope.selected_sources.items()
    }


def _source_names(source: exp.Table | Scope, columns: "Columns") -> list[str]:
    if isinstance(source, exp.Table):
        return source.alias_column_names or list(columns[source.name])
    if isinstance(source.expression, exp.UDTF):
        names = source.expression.alias_column_names
        offset = source.expression.args.get("offset")
        return [*names, offset.name] if isinstance(offset, exp.Expr) else names
    return source.outer_columns or _output_names(source, columns)


def _output_names(scope: Scope, columns: "Columns") -> list[str]:
    if isinstance(scope.expression, exp.SetOperation):
        return _output_names(scope.set_operation_scopes[0], columns)
    names: list[str] = []
    sources = _sources(scope, columns)
    query = scope.expression
    for projection in query.selects if isinstance(query, exp.Query) else ():
        if not projection.is_star:
            # Outputs without a name, such as count(*), cannot be referred to.
            names += filter(None, [projection.alias or projection.output_name])
        elif isinstance(projection, exp.Column):
            names += sources.get(projection.table, [])
        else:
            names += [name for source in sources.values() for name in source]
    return names


def _name_outputs(tree: exp.Query) -> None:
    for i, projection in enumerate(_named_by(tree).selects):
        projection.set("alias", exp.to_identifier(_output_name(projection, i), quoted=True))


def _output_name(projection: exp.Expr, position: int) -> str:
    value = projection.this
    if value.meta.get(_UNNAMED) or projection.meta.get(_UNNAMED):
        return f"_col{position}"
    for identifier in (projection.args.get("alias"), value.this):
        if isinstance(identifier, exp.Identifier) and _SPELLING in identifier.meta:
            return str(identifier.meta[_SPELLING])
    return projection.alias
