"""The parameters of a query: their syntax, and values for them."""

from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from cli.errors import UserError
from local.queries.duckdb_tables import LakeTables, prepare
from local.queries.parameters import Parameter, parameters_of, with_values
from local.queries.run import run

SQL = """\
-- name: example
-- A comment.
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast('it''s' AS varchar(20)) AS album_name, -- its name
        cast(-5 AS integer) AS most_songs, -- how many
        cast('2026-11-01' AS date) AS first_date,
        cast(NULL AS timestamp) AS as_of -- null: now
)

SELECT playlist_id, album_name, most_songs, first_date, as_of FROM parameters
"""

Row = Callable[..., tuple[Any, ...]]


@pytest.fixture
def row() -> Row:
    """Return a function that returns the query's row for given values."""
    connection = duckdb.connect(":memory:")
    prepare(connection)

    def row_of(sql: str = SQL, **values: str) -> tuple[Any, ...]:
        [row] = run(LakeTables(connection, {}), with_values(sql, values)).rows
        return row

    return row_of


def parts(parameter: Parameter) -> tuple[str, ...]:
    return parameter.name, parameter.type, parameter.default, parameter.meaning


def test_parameters_have_name_type_default_and_meaning() -> None:
    assert [parts(parameter) for parameter in parameters_of(SQL)] == [
        ("playlist_id", "varchar", "NULL", "null: every playlist"),
        ("album_name", "varchar(20)", "'it''s'", "its name"),
        ("most_songs", "integer", "-5", "how many"),
        ("first_date", "date", "'2026-11-01'", ""),
        ("as_of", "timestamp", "NULL", "null: now"),
    ]


def test_sql_without_values_is_unchanged(row: Row) -> None:
    assert with_values(SQL, {}) == SQL
    assert [str(value) for value in row()] == ["None", "it's", "-5", "2026-11-01", "None"]


def test_values_are_converted_to_the_parameter_types(row: Row) -> None:
    values = row(
        playlist_id="37i9",
        album_name="",
        most_songs=" 12",
        first_date="2024-02-29",
        as_of="2026-11-22T06:00:03.5",
    )

    assert [str(value) for value in values] == [
        *("37i9", "", "12", "2024-02-29", "2026-11-22 06:00:03.500000")
    ]


def test_time_with_zone_is_converted_to_utc(row: Row) -> None:
    assert str(row(as_of="2026-11-22T01:30:00+02:00")[-1]) == "2026-11-21 23:30:00"
    assert str(row(as_of="2026-11-22T06:00:00Z")[-1]) == "2026-11-22 06:00:00"
    assert str(row(as_of="2026-11-22")[-1]) == "2026-11-22 00:00:00"


@pytest.mark.parametrize(
    "value",
    [
        "it's",
        "''",
        "' OR true --",
        "x' AS varchar) AS playlist_id FROM (SELECT 1) --",
        r"back\slash \1 \g<0> $1",
        "cast('it''s' AS varchar(20)) AS album_name",
        "cast(-5 AS integer) AS most_songs",
        "NULL",
        "two\nlines",
        "/* -- ;",
        '"Ünï" \N{WHITE SMILING FACE}',
    ],
)
def test_text_value_is_escaped(row: Row, value: str) -> None:
    assert row(playlist_id=value, most_songs="7")[:3] == (value, "it's", 7)
    assert row(playlist_id="p", album_name=value)[:3] == ("p", value[:20], -5)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"playlist": "x"},
            "example has no parameter 'playlist': it takes playlist_id, album_name, most_songs, "
            "first_date, as_of",
        ),
        (
            {"most_songs": "ten"},
            "'ten' is no integer for the parameter most_songs: write a whole number such as 10",
        ),
        ({"most_songs": "1.5"}, "'1.5' is no integer"),
        ({"most_songs": ""}, "'' is no integer"),
        ({"most_songs": "2147483648"}, "'2147483648' is no integer"),
        ({"most_songs": "1); DROP TABLE song"}, "is no integer"),
        (
            {"first_date": "22.11.2026"},
            "'22.11.2026' is no date for the parameter first_date: write a day such as 2026-11-22",
        ),
        ({"first_date": "2026-02-29"}, "is no date"),
        ({"first_date": "2026-11-22T06:00"}, "is no date"),
        (
            {"as_of": "noon"},
            "'noon' is no timestamp for the parameter as_of: "
            "write a time in UTC such as 2026-11-22T06:00:00",
        ),
        ({"as_of": "0001-01-01T00:00:00+02:00"}, "is no timestamp"),
    ],
)
def test_invalid_value_is_refused_with_an_example(values: dict[str, str], message: str) -> None:
    with pytest.raises(UserError) as caught:
        with_values(SQL, values, "example")

    assert message in str(caught.value)


def test_largest_integers_are_accepted(row: Row) -> None:
    assert row(most_songs="2147483647")[2] == 2**31 - 1
    sql = "WITH parameters AS (SELECT cast(1 AS bigint) AS n) SELECT n FROM parameters"
    assert row(sql, n="9223372036854775807") == (2**63 - 1,)


@pytest.mark.parametrize(
    "sql",
    [
        "WITH parameters AS (SELECT cast(1 AS integer) AS n) SELECT n FROM parameters",
        "with Parameters as(select CAST( 1 as INTEGER ) as n) select n from parameters",
        "/* one; */\n-- two\nWITH parameters AS (\n  SELECT -- three\n"
        "  cast(1 AS integer) AS n -- four\n  -- five\n) SELECT n FROM parameters",
    ],
)
def test_layout_of_the_cte_is_free(row: Row, sql: str) -> None:
    assert row(sql) == (1,)
    assert row(sql, n="2") == (2,)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "",
        "WITH other AS (SELECT cast(1 AS integer) AS n) SELECT n FROM other",
        "SELECT 'WITH parameters AS (SELECT cast(1 AS integer) AS n)'",
        "-" * 5000,
    ],
)
def test_sql_without_the_cte_has_no_parameters(sql: str) -> None:
    assert parameters_of(sql) == ()
    with pytest.raises(UserError, match=r"^this SQL has no parameter 'n': it takes none; begin it"):
        with_values(sql, {"n": "2"})


@pytest.mark.parametrize(
    ("cte", "line"),
    [
        ("SELECT 1 AS n", 1),
        ("SELECT\n  cast(1 AS integer) AS n,\n  count(*) AS m", 3),
        ("SELECT cast(1 + 1 AS integer) AS n", 1),
        ("SELECT cast(1 AS integer) AS n,", 1),
        ("SELECT cast(1 AS integer) AS n FROM song", 1),
        ("SELECT cast(1 AS integer)", 1),
        ("SELECT cast('never closed AS varchar) AS n", 1),
    ],
)
def test_non_literal_is_refused_with_its_line(cte: str, line: int) -> None:
    with pytest.raises(UserError, match=rf"^line {line}: this is no parameter: write `cast\("):
        parameters_of(f"WITH parameters AS ({cte}) SELECT 1")
