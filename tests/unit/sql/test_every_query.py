"""What holds for every query of ``sql/``: it is Athena SQL, and both engines answer the same."""

import ast
import math
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import TokenType
from trino_query_parser import TrinoSyntaxError, parse_statement

from local.athena_sql.elsewhere import TRINO_FUNCTIONS
from local.athena_sql.functions import FUNCTIONS
from local.lake import DATABASE
from local.queries.duckdb_tables import LakeTables
from local.queries.named import SQL, named_queries, named_query
from local.queries.run import run, sql_of

HERE = Path(__file__).parent
NAMES = [file.stem for file in sorted(SQL.glob("*/*.sql"))]
KEYWORDS = {
    *("ALL", "AND", "ANY", "AS", "BETWEEN", "BY", "CUBE", "DISTINCT", "ELSE", "EXCEPT", "EXISTS"),
    *("FILTER", "FROM", "GROUP", "HAVING", "IN", "INTERSECT", "JOIN", "NOT", "ON", "OR", "OVER"),
    *("ROLLUP", "SELECT", "SETS", "THEN", "UNION", "UNNEST", "USING", "VALUES", "WHEN", "WHERE"),
}
# Parameters that make a query's rows independent of the clock, or bring rows at all.
GIVEN = {"data_freshness": {"as_of": "2026-11-10 06:00:00"}}
# On the lake made by hand no playlist took a song that another one had before, no newest snapshot
# has a song twice or an unavailable entry, and none shows followers; see tests on other lakes.
WITHOUT_ROWS = {
    *("first_playlist", "duplicates_on_playlist", "follower_history", "unavailable_songs"),
}

every_query = pytest.mark.parametrize("name", NAMES)


def functions_of(sql: str) -> set[str]:
    """Return the names before a parenthesis that are neither keywords nor types."""
    tokens = sqlglot.tokenize(sql, read="trino")
    return {
        word.text.lower()
        for before, word, after in zip([None, *tokens], tokens, tokens[1:], strict=False)
        if after.token_type is TokenType.L_PAREN
        and re.fullmatch(r"\w+", word.text)
        and word.text.upper() not in KEYWORDS
        # AS decimal(10, 1), UNNEST(...) AS t(x)
        and not (before and before.token_type is TokenType.ALIAS)
    }


def naive_rows(tables: LakeTables, sql: str) -> list[tuple[Any, ...]]:
    """Return what DuckDB answers to sqlglot's plain translation, which knows no types."""
    cursor = tables.connection.cursor()
    cursor.execute(f"SET schema = '{DATABASE}'")
    [in_duckdb] = sqlglot.transpile(sql, read="athena", write="duckdb")
    return cursor.execute(in_duckdb).fetchall()


def same(rows: list[tuple[Any, ...]], others: list[tuple[Any, ...]]) -> bool:
    return len(rows) == len(others) and all(
        len(row) == len(other) and all(map(_same_value, row, other))
        for row, other in zip(rows, others, strict=True)
    )


def _same_value(value: Any, other: Any) -> bool:
    numbers = (int, float, Decimal)
    if isinstance(value, bool) or not isinstance(value, numbers) or not isinstance(other, numbers):
        return bool(value == other)
    # A decimal of Athena's may be a double in DuckDB.
    return math.isclose(value, other, rel_tol=1e-12)


def ctes_of(sql: str) -> dict[str, str]:
    """Return the text of each CTE, with the comment above it."""
    comment = r"((?:^--[^\n]*\n)*)"
    found = re.findall(rf"{comment}^(?:WITH )?(\w+) AS \((.*?)^\)", sql, re.DOTALL | re.MULTILINE)
    return {name: comment + text for comment, name, text in found}


def queries_with_tests() -> set[str]:
    """Return the names that a test passes to ``answer``."""
    return {
        str(call.args[0].value)
        for file in HERE.glob("test_*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "answer"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_file_is_a_query_and_no_two_share_a_name() -> None:
    assert list(named_queries()) == NAMES
    assert len(set(NAMES)) == len(NAMES) > 0


@every_query
def test_file_is_a_query_in_trinos_grammar(name: str) -> None:
    assert parse_statement(named_query(name).sql)  # raises on what the grammar lacks


@every_query
def test_only_functions_of_trino_are_called(name: str) -> None:
    assert functions_of(named_query(name).sql) - TRINO_FUNCTIONS == set()


@every_query
def test_columns_are_those_of_the_header(tables: LakeTables, name: str) -> None:
    query = named_query(name)

    assert tuple(column.name for column in run(tables, query.sql).columns) == query.columns


@every_query
def test_rows_are_the_same_without_the_translation(tables: LakeTables, name: str) -> None:
    sql = sql_of(name, GIVEN.get(name, {}))
    rows = list(run(tables, sql).rows)

    assert bool(rows) is (name not in WITHOUT_ROWS), "compares nothing: see GIVEN"
    assert same(rows, naive_rows(tables, sql))


@every_query
def test_header_and_parameters_are_explained(name: str) -> None:
    query = named_query(name)

    assert query.answers.endswith("?")
    assert [parameter.name for parameter in query.parameters if not parameter.meaning] == []


@every_query
def test_parameters_are_used(name: str) -> None:
    query = named_query(name)
    unused = [
        parameter.name
        for parameter in query.parameters
        if not re.search(rf"\bparameters\.{parameter.name}\b", query.sql)
    ]

    assert unused == []


def test_ctes_of_one_name_are_equal() -> None:
    """A query has to run alone, so that common parts are repeated: each name has one meaning."""
    texts: dict[str, dict[str, list[str]]] = {}
    for query in named_queries().values():
        for name, text in ctes_of(query.sql).items():
            texts.setdefault(name, {}).setdefault(text, []).append(query.name)
    del texts["parameters"]

    assert {name: list(found.values()) for name, found in texts.items() if len(found) > 1} == {}


@every_query
def test_every_cte_is_used(name: str) -> None:
    sql = named_query(name).sql
    unused = [cte for cte in ctes_of(sql) if not re.search(rf"(FROM|JOIN) {cte}\b", sql)]

    assert unused == []


@every_query
def test_rows_are_tested(name: str) -> None:
    assert name in queries_with_tests()


@every_query
def test_queries_that_read_the_clock_are_given_a_time(name: str) -> None:
    words = {token.text.lower() for token in sqlglot.tokenize(named_query(name).sql, read="trino")}
    clock = {"now", "current_date", "current_timestamp", "localtimestamp", "random", "rand"}

    assert not words & clock or name in GIVEN


# The checks above find what they are for.


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1; SELECT 2",
        "SELECT song_id::varchar FROM song",
        "SELECT 1 FROM song LIMIT 1 OFFSET 1",
        "SELECT * EXCLUDE (song_id) FROM song",
        "SELECT song_id FROM song QUALIFY row_number() OVER () = 1",
        "SELECT song_id, FROM song",
    ],
)
def test_sql_that_is_not_trinos_is_found(sql: str) -> None:
    with pytest.raises(TrinoSyntaxError):
        parse_statement(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT list_sort(array[1])",
        "SELECT ifnull(popularity, 0) FROM song",
        "SELECT datediff('day', a, b) FROM t",
        "SELECT string_agg(song_name, ', ') FROM song",
        "SELECT median(popularity) FROM song",
        "SELECT STRFTIME(added_at, '%Y') FROM playlist_entry",
        "SELECT median (popularity) OVER (ORDER BY song_id) FROM song",
        "WITH a AS (SELECT 1 WHERE x IN (quantile_cont(y, 0.5))) SELECT * FROM a",
        "SELECT cast(len(song_name) AS decimal(10, 1)) FROM song",
        "SELECT * FROM generate_series(1, 3)",
        "SELECT 1 FROM a JOIN b USING (c) ORDER BY nvl(d, 1)",
    ],
)
def test_a_function_that_trino_lacks_is_found(sql: str) -> None:
    assert functions_of(sql) - TRINO_FUNCTIONS


def test_keywords_types_and_aliases_are_no_functions() -> None:
    sql = """
        WITH a AS (SELECT cast(x AS decimal(6, 1)), count(*) FILTER (WHERE y) OVER (PARTITION BY z))
        SELECT listagg(u, ', ') WITHIN GROUP (ORDER BY v), "max"(w) FROM a
        CROSS JOIN UNNEST(sequence(1, 3)) AS t(u)
        WHERE x IN (1, 2) AND (y OR NOT (z)) AND EXISTS (SELECT 1)
    """

    assert functions_of(sql) == {"cast", "count", "listagg", "max", "sequence"}


@pytest.mark.parametrize(
    "expression",
    [
        "count(*) / 2",
        "count(*) / count(popularity)",
        "date_diff('month', date '2026-01-31', date '2026-03-01')",
        "sum(popularity * 1.0) / 7",
    ],
)
def test_a_different_result_of_duckdb_is_found(tables: LakeTables, expression: str) -> None:
    sql = f"SELECT {expression} FROM song WHERE song_id <> 's9'"

    assert not same(list(run(tables, sql).rows), naive_rows(tables, sql))


def test_equal_results_are_no_difference(tables: LakeTables) -> None:
    sql = (
        "SELECT song_id, 100.0 * popularity / 2, cast(popularity AS double) / 3, popularity > 60, "
        "cast(round(cast(popularity AS double) / 7, 1) AS decimal(6, 1)) FROM song ORDER BY song_id"
    )

    assert same(list(run(tables, sql).rows), naive_rows(tables, sql))


def test_other_rows_are_a_difference() -> None:
    assert same([(1, "a", None)], [(Decimal("1.0"), "a", None)])
    for other in ([], [(1, "a", 0)], [(1, "b", None)], [(1, "a")], [(1, "a", None)] * 2):
        assert not same([(1, "a", None)], other)
    assert not same([(1,), (2,)], [(2,), (1,)])
    assert not same([(33.3,)], [(33.33,)])


def test_supported_functions_are_trinos() -> None:
    assert FUNCTIONS.keys() - TRINO_FUNCTIONS == set()
