"""Fixtures that run the named queries on the lake made by hand."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.queries.duckdb_tables import LakeTables
from local.queries.run import run, sql_of
from tests.unit.sql.lake import lake_of

Answer = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def tables() -> Iterator[LakeTables]:
    """The lake made by hand."""
    lake = lake_of()
    yield lake
    lake.connection.close()


@pytest.fixture
def answer(tables: LakeTables) -> Answer:
    """Return a function that runs a named query: ``answer(name, most_songs="3", on=tables)``."""

    def run_named(
        name: str, on: LakeTables | None = None, **parameters: str
    ) -> list[tuple[Any, ...]]:
        return list(run(on or tables, sql_of(name, parameters)).rows)

    return run_named
