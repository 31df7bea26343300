"""Queries: aggregates, windows, joins, sets, and the names of outputs."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from local.athena_sql import to_duckdb
from local.queries.duckdb_tables import LakeTables
from local.queries.run import run
from tests.unit.local.athena_sql.conftest import COLUMNS, Rows, at


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        # aggregates
        (
            "SELECT count(*), count(plays), count(DISTINCT album_id), count() FROM song",
            [(3, 2, 2, 3)],
        ),
        (
            "SELECT avg(plays * 1.0), avg(plays * 1.00 / 4), avg(DISTINCT total * 1.0) FROM song",
            [(Decimal("7.5"), Decimal("1.88"), Decimal("7.5"))],
        ),
        ("SELECT avg(x) FROM (VALUES 1.5, 2.5, 2.5, null) AS t(x)", [(Decimal("2.2"),)]),
        (
            "SELECT avg(x) FILTER (WHERE x > 2) OVER () FROM (VALUES 1.5, 2.5) AS t(x)",
            [(Decimal("2.5"),), (Decimal("2.5"),)],
        ),
        (
            "SELECT avg(x), sum(x), max(x) FROM (VALUES 1.5) AS t(x) WHERE x > 2",
            [(None, None, None)],
        ),
        (
            "SELECT max_by(x, y), min_by(x, y) FROM (VALUES (null, 2), (1, 1)) AS t(x, y)",
            [(None, 1)],
        ),
        (
            "SELECT bool_and(explicit), bool_or(explicit), every(explicit) FROM song",
            [(False, True, False)],
        ),
        ("SELECT array_agg(plays ORDER BY song_id DESC) FROM song", [([None, 8, 7],)]),
        (
            "SELECT array_agg(song_id ORDER BY song_id) FILTER (WHERE explicit) FROM song",
            [(["s1"],)],
        ),
        (
            "SELECT listagg(song_name, ', ') WITHIN GROUP (ORDER BY song_id DESC) FROM song",
            [("Two, One",)],
        ),
        (
            "SELECT stddev(plays), stddev_pop(plays), variance(plays), var_pop(plays) FROM song",
            [(0.5**0.5, 0.5, 0.5, 0.25)],
        ),
        (
            "SELECT album_id, explicit, grouping(album_id, explicit), count(*) FROM song "
            "GROUP BY GROUPING SETS ((album_id, explicit), (album_id), ()) "
            "HAVING grouping(album_id, explicit) > 0 ORDER BY 3, 1",
            [("a1", None, 1, 2), ("a2", None, 1, 1), (None, None, 3, 3)],
        ),
        (
            "SELECT album_id, count(*) FROM song GROUP BY CUBE (album_id) ORDER BY 1",
            [("a1", 2), ("a2", 1), (None, 3)],
        ),
        # windows
        (
            "SELECT rank() OVER w, dense_rank() OVER w, percent_rank() OVER w, cume_dist() OVER w, "
            "ntile(2) OVER w FROM song WINDOW w AS (ORDER BY album_id) ORDER BY 1, 5",
            [(1, 1, 0.0, 2 / 3, 1), (1, 1, 0.0, 2 / 3, 1), (3, 2, 1.0, 1.0, 2)],
        ),
        (
            "SELECT row_number() OVER (PARTITION BY album_id ORDER BY song_id DESC) FROM song "
            "ORDER BY song_id",
            [(2,), (1,), (1,)],
        ),
        (
            "SELECT lead(song_id, 2, '-') OVER (ORDER BY song_id), "
            "nth_value(song_id, 2) OVER (ORDER BY song_id) FROM song ORDER BY song_id",
            [("s3", None), ("-", "s2"), ("-", "s2")],
        ),
        (
            "SELECT last_value(plays) IGNORE NULLS OVER (ORDER BY song_id), "
            "lag(plays, 1) IGNORE NULLS OVER (ORDER BY song_id), "
            "first_value(plays) RESPECT NULLS OVER (ORDER BY song_id DESC) FROM song ORDER "
            "BY song_id",
            [(7, None, None), (8, 7, None), (8, 8, None)],
        ),
        (
            "SELECT sum(plays) OVER (ORDER BY song_id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) "
            "FROM song ORDER BY song_id",
            [(7,), (15,), (8,)],
        ),
        # an output hides a column in expressions of ORDER BY
        (
            "SELECT a * -2 AS a FROM (VALUES -1, 0, 2) AS t(a) ORDER BY a * -1",
            [(2,), (0,), (-4,)],
        ),
        ("SELECT DISTINCT s.plays AS p FROM song s ORDER BY p DESC", [(8,), (7,), (None,)]),
        (
            "SELECT DISTINCT plays, album_id FROM song ORDER BY 1",
            [(7, "a1"), (8, "a1"), (None, "a2")],
        ),
        (
            "SELECT album_id, sum(plays) AS plays FROM song GROUP BY 1 ORDER BY sum(plays), -plays",
            [("a1", 15), ("a2", None)],
        ),
        # NULLs come last, whatever the direction
        ("SELECT plays FROM song ORDER BY plays", [(7,), (8,), (None,)]),
        ("SELECT plays FROM song ORDER BY plays DESC", [(8,), (7,), (None,)]),
        ("SELECT plays FROM song ORDER BY plays NULLS FIRST", [(None,), (7,), (8,)]),
        # tables and sets
        (
            "SELECT s.song_id, t.x FROM song s CROSS JOIN UNNEST(ARRAY[album_id, "
            "s.song_id]) AS t(x) "
            "WHERE s.song_id = 's1' ORDER BY 2",
            [("s1", "a1"), ("s1", "s1")],
        ),
        (
            "SELECT d FROM UNNEST(sequence(date '2026-11-30', date '2026-12-01', interval "
            "'1' day)) AS t(d)",
            [(date(2026, 11, 30),), (date(2026, 12, 1),)],
        ),
        (
            "SELECT v, x FROM (VALUES 1) AS v(v) LEFT JOIN UNNEST(ARRAY[5]) AS t(x) ON true",
            [(1, 5)],
        ),
        (
            "SELECT a, b, c FROM (VALUES (1, 2)) AS x(a, b) FULL JOIN (VALUES (3, 4)) AS "
            "y(a, c) USING (a) "
            "ORDER BY a",
            [(1, 2, None), (3, None, 4)],
        ),
        ("SELECT 1 UNION SELECT 2 UNION ALL SELECT 2 ORDER BY 1 DESC", [(2,), (2,), (1,)]),
        ("SELECT album_id FROM album EXCEPT SELECT album_id FROM song WHERE explicit", [("a2",)]),
        (
            "SELECT song_id FROM song WHERE album_id IN (SELECT album_id FROM album a "
            "WHERE a.album_id = song.album_id AND year(release_date) = 2026)",
            [("s3",)],
        ),
        ("SELECT song_id FROM song ORDER BY song_id OFFSET 1 LIMIT 1", [("s2",)]),
        ("SELECT song_id FROM song ORDER BY song_id FETCH FIRST 1 ROW ONLY", [("s1",)]),
        ("SELECT local, position, entries FROM raw_file", [(1, 2, 3)]),
        ("TABLE raw_file", [(1, 2, 3)]),
        ("VALUES (1, 'a'), (2, null)", [(1, "a"), (2, None)]),
        ("(SELECT 1)", [(1,)]),
        (
            "WITH t(a, b) AS (SELECT song_id, plays FROM song) SELECT a, b / 2 FROM t LIMIT 1",
            [("s1", 3)],
        ),
        ("WITH song AS (SELECT 7 AS plays) SELECT plays / 2 FROM song", [(3,)]),
        ("SELECT 'k' AS k, count(*) FROM song GROUP BY 1", [("k", 3)]),
        ("SELECT (SELECT 1), (SELECT 2) AS x ORDER BY 1, x", [(1, 2)]),
        ("SELECT max(plays) AS plays FROM song HAVING max(plays) > 7", [(8,)]),
        (
            "SELECT date_trunc('day', seen_at), count(*) FROM song GROUP BY "
            "date_trunc('day', seen_at) "
            "ORDER BY 1",
            [(at("2026-11-01 00:00:00"), 1), (at("2026-11-02 00:00:00"), 2)],
        ),
        # fields of rows
        (
            "SELECT album_id, shown_at, shown_at.album_name, a.shown_at.release_date FROM album a "
            "WHERE a.SHOWN_AT.Album_Name > timestamp '2026-01-01 00:00:00'",
            [
                (
                    "a2",
                    {"album_name": at("2026-11-01 06:00:03"), "release_date": None},
                    at("2026-11-01 06:00:03"),
                    None,
                )
            ],
        ),
        ("SELECT count(shown_at), count_if(shown_at IS NULL) FROM album", [(1, 1)]),
        (
            "SELECT s.song_id, (SELECT max(t.x.album_name) FROM (SELECT shown_at AS x FROM album a "
            "WHERE a.album_id = s.album_id) t) FROM song s WHERE plays IS NULL",
            [("s3", at("2026-11-01 06:00:03"))],
        ),
        ("SELECT count(*) FROM (SELECT DISTINCT shown_at FROM album GROUP BY shown_at)", [(2,)]),
        ("SELECT 1 -- a comment\n;", [(1,)]),
        ("/* another */ SELECT 1;;", [(1,)]),
    ],
)
def test_query(rows: Rows, sql: str, expected: list[Any]) -> None:
    found = rows(sql)

    assert [
        tuple(pytest.approx(x) if type(x) is float else x for x in row) for row in expected
    ] == found
    assert [[type(x) for x in row] for row in found] == [[type(x) for x in row] for row in expected]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM song",
        "SELECT count(*) FROM Song",
        'SELECT count(*) FROM "Song"',
        "SELECT count(*) FROM spotify.song",
        'SELECT count(*) FROM "AwsDataCatalog"."Spotify"."song"',
    ],
)
def test_notations_of_a_table_name(rows: Rows, sql: str) -> None:
    assert rows(sql) == [(3,)]


def test_outputs_have_athenas_names_and_types(tables: LakeTables) -> None:
    result = run(
        tables,
        """
        SELECT s.*, count(*) OVER (), PLAYS, plays AS "Plays", plays / 2, sum(plays) OVER () AS n,
            1.50 AS d, array[1], now(), avg(plays) OVER ()
        FROM song s
        """,
    )

    assert [(column.name, column.type) for column in result.columns] == [
        ("song_id", "varchar"),
        ("song_name", "varchar"),
        ("album_id", "varchar"),
        ("plays", "integer"),
        ("total", "bigint"),
        ("explicit", "boolean"),
        ("seen_at", "timestamp"),
        ("_col7", "bigint"),
        ("PLAYS", "integer"),
        ("Plays", "integer"),
        ("_col10", "integer"),
        ("n", "bigint"),
        ("d", "decimal(3,2)"),
        ("_col13", "array(integer)"),
        ("_col14", "timestamp with time zone"),
        ("_col15", "double"),
    ]


def test_transpiling_needs_no_connection() -> None:
    sql = to_duckdb("SELECT plays / 2 AS half FROM song", COLUMNS)

    assert sql == (
        'SELECT ATHENA_DIVIDE_INTEGERS("song"."plays", 2) AS "half" FROM "spotify"."song" AS "song"'
    )
