"""The tables in S3, found through the Data Catalog and read by DuckDB."""

from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb

from local.queries.duckdb_tables import LakeTables, prepare
from local.queries.named import named_query
from local.queries.run import run
from tests.e2e.glue.deployed_lake import DeployedLake

# Types of the Data Catalog, as Athena calls them.
_TYPES = {"int": "integer", "string": "varchar", "timestamp": "timestamp(6)"}


def read_tables(lake: DeployedLake, folder: Path) -> LakeTables:
    """Download all tables and open them.

    Parameters
    ----------
    folder
        Gets the lake bucket's objects, under their keys.
    """
    s3, bucket = lake.emulator.client("s3"), lake.stack.outputs["LakeBucket"]
    for key in lake.objects():
        target = folder / key
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    connection = duckdb.connect(":memory:")
    for name in ("avro", "iceberg"):  # iceberg needs avro, and would download it
        package = files(f"duckdb_extension_{name}") / "extensions" / f"v{duckdb.__version__}"
        connection.execute(f"LOAD '{package / name}.duckdb_extension'")
    prepare(connection)
    tables = {name: lake.table(name) for name in sorted(lake.tables())}
    for name, table in tables.items():
        location = urlsplit(table["Parameters"]["metadata_location"])
        assert location.netloc == bucket
        metadata = folder / location.path.lstrip("/")
        version = metadata.name.removesuffix(".metadata.json")
        connection.execute(
            f'CREATE VIEW spotify."{name}" AS FROM iceberg_scan('
            f"'{metadata.parents[1]}', version = '{version}', "
            "version_name_format = '%s%s.metadata.json', allow_moved_paths = true)"
        )
    columns = {
        name: {
            column["Name"]: _TYPES.get(column["Type"], column["Type"])
            for column in table["StorageDescriptor"]["Columns"]
        }
        for name, table in tables.items()
    }
    return LakeTables(connection, columns)


def rows(tables: LakeTables, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query in Athena's SQL."""
    return list(run(tables, sql).rows)


def named(tables: LakeTables, name: str) -> list[tuple[Any, ...]]:
    """Return the rows of a named query, with its own parameters."""
    return rows(tables, named_query(name).sql)
