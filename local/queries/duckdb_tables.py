"""The lake's Iceberg tables in DuckDB, read-only."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import duckdb

from cli.errors import UserError
from local.athena_sql import MACROS
from local.lake import DATABASE
from local.table_metadata import read_metadata

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.lake import Lake

# Iceberg's types by their names in Athena.
_TYPES = {
    "int": "integer",
    "long": "bigint",
    "float": "real",
    "string": "varchar",
    "timestamp": "timestamp(6)",
    "timestamptz": "timestamp(6) with time zone",
}
_CONFIGURATION: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    # Nothing is spilled to disk.
    "temp_directory": "",
}
# iceberg needs avro, and would download it.
_EXTENSIONS = ("avro", "iceberg")

# Views in the lake's database, with the columns that Athena's have.
INFORMATION_SCHEMA = {
    "information_schema.tables": dict.fromkeys(
        ("table_catalog", "table_schema", "table_name", "table_type"), "varchar"
    ),
    "information_schema.columns": {
        **dict.fromkeys(("table_catalog", "table_schema", "table_name", "column_name"), "varchar"),
        "ordinal_position": "bigint",
        **dict.fromkeys(("column_default", "is_nullable", "data_type"), "varchar"),
    },
}


@dataclass(frozen=True)
class LakeTables:
    """A connection that can read the tables, and nothing else on this machine.

    Attributes
    ----------
    columns
        The columns of each table in order, with their types in Athena.
    """

    connection: duckdb.DuckDBPyConnection
    columns: "Mapping[str, Mapping[str, str]]"
    _link: "TemporaryDirectory[str] | None" = None


def open_tables(lake: "Lake", threads: int | None = None) -> LakeTables:
    """Open the tables in their current state.

    Parameters
    ----------
    threads
        How many a query uses; by default one per core.

    Raises
    ------
    UserError
        If there are none.
    """
    warehouse, link = _without_double_quote(lake.warehouse.resolve())
    metadata = read_metadata(lake)
    if not metadata:
        raise UserError(
            f"there are no tables in {lake.root}: run `{lake.command('run')}` first, "
            "or name the lake's folder with --lake"
        )
    configuration = _CONFIGURATION | ({"threads": threads} if threads else {})
    connection = duckdb.connect(":memory:", config=configuration)
    for name in _EXTENSIONS:
        connection.execute(f"LOAD {_literal(str(_extension(name)))}")
    connection.execute(f"SET allowed_directories = [{_literal(str(warehouse))}]")
    connection.execute("SET enable_external_access = false")
    columns = {}
    prepare(connection)
    for table, newest in metadata.items():
        columns[table] = _columns(newest.document)
        connection.execute(
            f'CREATE VIEW {DATABASE}."{table}" AS FROM iceberg_scan('
            f"{_literal(str(warehouse / DATABASE / table))}, version = '{newest.version}', "
            # The files refer to each other by paths from which they may have been moved.
            "allow_moved_paths = true)"
        )
    describe_schema(connection, columns)
    connection.execute("SET lock_configuration = true")
    return LakeTables(connection, columns, link)


def _without_double_quote(folder: Path) -> "tuple[Path, TemporaryDirectory[str] | None]":
    """Return a path to the folder that iceberg_scan takes: a double quote it reads as SQL."""
    if '"' not in str(folder):
        return folder, None
    link = TemporaryDirectory()  # deleted with the connection
    path = Path(link.name) / "warehouse"
    path.symlink_to(folder)
    return path, link


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Define what the results of `local.athena_sql.to_duckdb` need."""
    connection.execute("SET TimeZone = 'UTC'")
    # DuckDB would write one between the rows of a query that takes 2 s.
    connection.execute("SET enable_progress_bar = false")
    connection.execute(MACROS)
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {DATABASE}")


def describe_schema(
    connection: duckdb.DuckDBPyConnection, columns: "Mapping[str, Mapping[str, str]]"
) -> None:
    """Create the views of `INFORMATION_SCHEMA` for these tables."""
    described = [
        (table, name, position, kind)
        for table, names in columns.items()
        for position, (name, kind) in enumerate(names.items(), start=1)
    ]
    names = ", ".join(f"({_literal(table)})" for table in columns)
    rows = ", ".join(
        f"({_literal(table)}, {_literal(name)}, {position}, {_literal(kind)})"
        for table, name, position, kind in described
    )
    connection.execute(
        f"""
        CREATE VIEW {DATABASE}."information_schema.tables" AS
        SELECT 'awsdatacatalog' AS table_catalog, '{DATABASE}' AS table_schema, table_name,
            'BASE TABLE' AS table_type
        FROM (VALUES {names}) AS t (table_name);
        CREATE VIEW {DATABASE}."information_schema.columns" AS
        SELECT 'awsdatacatalog' AS table_catalog, '{DATABASE}' AS table_schema, table_name,
            column_name, CAST(ordinal_position AS bigint) AS ordinal_position,
            CAST(NULL AS varchar) AS column_default, 'YES' AS is_nullable, data_type
        FROM (VALUES {rows}) AS t (table_name, column_name, ordinal_position, data_type)
        """  # noqa: S608 - names in the lake, quoted
    )


def _columns(metadata: dict[str, Any]) -> dict[str, str]:
    current = metadata["current-schema-id"]
    schema = next(each for each in metadata["schemas"] if each["schema-id"] == current)
    return {field["name"]: _athena_type(field["type"]) for field in schema["fields"]}


def _athena_type(iceberg_type: str | dict[str, Any]) -> str:
    if isinstance(iceberg_type, str):
        return _TYPES.get(iceberg_type, iceberg_type)
    # A struct: the tables have no list and no map.
    fields = [f"{each['name']} {_athena_type(each['type'])}" for each in iceberg_type["fields"]]
    return f"row({', '.join(fields)})"


def _extension(name: str) -> Path:
    package = f"duckdb_extension_{name}"
    try:
        folder = files(package)
    except ModuleNotFoundError:
        raise UserError(
            f"the Python package {package.replace('_', '-')} is missing: install the group local"
        ) from None
    path = folder / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    return Path(str(path))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
