"""Running a query, apart from the lake: its input, rows and errors."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import duckdb
import pytest

from cli.errors import UserError
from local.lake import DATABASE, Lake
from local.queries.duckdb_tables import LakeTables, prepare
from local.queries.named import named_query
from local.queries.result import Result, ResultColumn
from local.queries.run import run, run_query, sql_of


@pytest.fixture
def tables() -> Iterator[LakeTables]:
    connection = duckdb.connect(":memory:")
    prepare(connection)
    connection.execute("CREATE VIEW spotify.song AS SELECT range AS n FROM range(100000000)")
    yield LakeTables(connection, {"song": {"n": "bigint"}})
    connection.close()


@pytest.fixture
def opened(tables: LakeTables, monkeypatch: pytest.MonkeyPatch) -> Lake:
    monkeypatch.setattr("local.queries.run.open_tables", lambda lake: tables)
    return Lake(Path("nowhere"))


def test_a_result_has_columns_and_rows(tables: LakeTables) -> None:
    result = run(tables, "SELECT n, n / 2 AS half FROM song WHERE n = 7")

    assert result.columns == (ResultColumn("n", "bigint"), ResultColumn("half", "bigint"))
    assert list(result.rows) == [(7, 3)]


def test_rows_are_streamed(tables: LakeTables) -> None:
    # All rows as Python objects would take gigabytes.
    result = run(tables, "SELECT n, n * 2 AS m FROM song")

    assert list(islice(result.rows, 2)) == [(0, 0), (1, 2)]


def test_error_in_a_late_row_is_one_line(tables: LakeTables) -> None:
    # With several threads DuckDB may report that the others were interrupted instead.
    tables.connection.execute("SET threads = 1")
    result = run(tables, "SELECT 10 / (n - 999999) AS x FROM song")

    with pytest.raises(UserError, match=r"^Division by zero$"):
        list(result.rows)


def test_sql_is_read_from_a_file(opened: Lake, tmp_path: Path) -> None:
    # With a byte order mark, as some editors write it.
    file = tmp_path / "count.sql"
    file.write_bytes(b"\xef\xbb\xbf-- how many\nSELECT count(*) AS \xc3\xbc FROM song;\n")

    result = run_query(opened, str(file))

    assert result == Result((ResultColumn("ü", "bigint"),), result.rows)
    assert list(result.rows) == [(100000000,)]


def test_file_may_have_another_suffix(opened: Lake, tmp_path: Path) -> None:
    file = tmp_path / "query.txt"
    file.write_text("SELECT 1")

    assert list(run_query(opened, str(file)).rows) == [(1,)]


def test_sql_that_ends_with_a_file_name_is_sql(opened: Lake) -> None:
    assert list(run_query(opened, "SELECT 1 -- see one.sql").rows) == [(1,)]


def test_long_sql_is_not_a_file_name(opened: Lake) -> None:
    sql = f"SELECT 1 WHERE 1 IN ({', '.join(map(str, range(2000)))})"

    assert list(run_query(opened, sql).rows) == [(1,)]


WITH_PARAMETER = (
    "WITH parameters AS (SELECT cast(3 AS integer) AS most) SELECT most FROM parameters"
)


def test_parameters_of_sql_and_files(opened: Lake, tmp_path: Path) -> None:
    file = tmp_path / "mine.sql"
    file.write_text(WITH_PARAMETER)

    for query in (WITH_PARAMETER, str(file)):
        assert list(run_query(opened, query).rows) == [(3,)]
        assert list(run_query(opened, query, {"most": "45"}).rows) == [(45,)]
        assert sql_of(query, {"most": "45"}) == WITH_PARAMETER.replace("3", "45")


def test_unknown_parameter_names_the_query(opened: Lake, tmp_path: Path) -> None:
    file = tmp_path / "mine.sql"
    file.write_text(WITH_PARAMETER)

    for query, message in {
        str(file): f"{file} has no parameter 'least': it takes most",
        WITH_PARAMETER: "this SQL has no parameter 'least': it takes most",
        "SELECT 1": "this SQL has no parameter 'least': it takes none; begin it with",
        "todays_chart": "todays_chart has no parameter 'least': it takes playlist_id, snapshot",
    }.items():
        with pytest.raises(UserError) as caught:
            run_query(opened, query, {"least": "1"})
        assert str(caught.value).startswith(message)


def test_other_cte_called_parameters_is_allowed_without_values(opened: Lake) -> None:
    sql = "WITH parameters AS (SELECT 1 + 1 AS most) SELECT most, '`' FROM parameters"

    assert list(run_query(opened, sql).rows) == [(2, "`")]
    with pytest.raises(UserError, match=r"^this SQL: line 1: this is no parameter: write `cast"):
        run_query(opened, sql, {"most": "1"})


def test_error_location_is_that_of_the_original_text(opened: Lake) -> None:
    sql = WITH_PARAMETER.replace("SELECT most", "SELECT nope")

    # The value is longer than the one it replaces.
    with pytest.raises(UserError, match=r"^line 1, column 63: there is no column 'nope'"):
        run_query(opened, sql, {"most": "1000000"})


def test_query_by_name(opened: Lake) -> None:
    assert sql_of("todays_chart") == named_query("todays_chart").sql
    assert "cast('p''1' AS varchar) AS playlist_id" in sql_of(
        "todays_chart", {"playlist_id": "p'1"}
    )
    # This lake has no tables for it.
    with pytest.raises(UserError, match=r"^todays_chart: line \d+, column \d+: there is no table"):
        run_query(opened, "todays_chart")


@pytest.mark.parametrize("query", ["foo", "todays-chart", "charts/todays_chart", "selec", "."])
def test_other_input_is_refused(opened: Lake, query: str) -> None:
    with pytest.raises(UserError) as caught:
        run_query(opened, query)

    assert f"{query!r} is no SQL and no file, and there is no query {query!r}: " in str(
        caught.value
    )


def test_a_word_of_sql_is_sql(opened: Lake) -> None:
    with pytest.raises(UserError, match="SELECT clause without selection list"):
        run_query(opened, "SELECT")


def test_missing_file_named_like_a_query_suggests_the_name(opened: Lake) -> None:
    with pytest.raises(UserError, match=r"; todays_chart is a named query, give its name$"):
        run_query(opened, "charts/todays_chart.sql")


def test_error_in_a_file_names_the_file(opened: Lake, tmp_path: Path) -> None:
    file = tmp_path / "broken.sql"
    file.write_text("SELECT nope FROM song")

    with pytest.raises(UserError) as caught:
        run_query(opened, str(file))

    assert str(caught.value).startswith(f"{file}: line 1, column 8: there is no column 'nope'")


def test_missing_file_is_refused(opened: Lake) -> None:
    with pytest.raises(UserError, match=r"missing\.sql cannot be read .*: check the path"):
        run_query(opened, "missing.sql")


def test_file_that_is_not_utf8_is_refused(opened: Lake, tmp_path: Path) -> None:
    file = tmp_path / "latin.sql"
    file.write_bytes("SELECT 'é'".encode("latin-1"))

    with pytest.raises(UserError, match="is not UTF-8: save it as UTF-8"):
        run_query(opened, str(file))


@pytest.mark.parametrize("made", [False, True], ids=["no folder", "no tables"])
def test_missing_lake_names_the_command_to_run(tmp_path: Path, made: bool) -> None:
    lake = Lake(tmp_path / "data")
    if made:
        (lake.warehouse / DATABASE / "song" / "metadata").mkdir(parents=True)

    with pytest.raises(UserError) as caught:
        run_query(lake, "SELECT 1")

    assert str(caught.value) == (
        f"there are no tables in {lake.root}: run `{lake.command('run')}` first, "
        "or name the lake's folder with --lake"
    )
