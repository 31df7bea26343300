"""The named queries: finding them, and their headers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli import commands
from cli.errors import UserError
from local.queries import named as module
from local.queries.named import named_queries, named_query
from local.queries.run import sql_of

HEADER = "-- name: mine\n-- answers: What is mine?\n-- columns: a, b\n"
BODY = "WITH parameters AS (\n    SELECT\n        cast(3 AS integer) AS n -- how many\n)\nSELECT 1"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Replace ``sql/`` by a folder with ``charts/``."""
    monkeypatch.setattr(module, "SQL", tmp_path)
    named_queries.cache_clear()
    (tmp_path / "charts").mkdir()
    yield tmp_path / "charts"
    named_queries.cache_clear()


def test_named_query_has_header_parameters_and_sql(folder: Path) -> None:
    file = folder / "mine.sql"
    file.write_text(HEADER + BODY)

    query = named_query("mine")

    assert (query.name, query.group, query.file) == ("mine", "charts", file)
    assert (query.answers, query.columns) == ("What is mine?", ("a", "b"))
    assert [parameter.name for parameter in query.parameters] == ["n"]
    assert query.sql == HEADER + BODY
    assert sql_of("mine", {"n": "4"}) == HEADER + BODY.replace("cast(3 ", "cast(4 ")
    with pytest.raises(UserError, match="mine has no parameter 'm': it takes n"):
        sql_of("mine", {"m": "4"})


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        HEADER.replace("mine\n", "yours\n") + BODY,
        HEADER.replace("-- answers: What is mine?\n", "") + BODY,
        "-- answers: What?\n-- name: mine\n-- columns: a\n",
    ],
)
def test_file_without_header_is_refused(folder: Path, text: str) -> None:
    (folder / "mine.sql").write_text(text)

    with pytest.raises(UserError, match=r"mine\.sql: begin it with the lines `-- name: mine`"):
        named_queries()


def test_malformed_parameter_names_file_and_line(folder: Path) -> None:
    (folder / "mine.sql").write_text(HEADER + BODY.replace("cast(3 AS integer)", "1 + 2"))

    with pytest.raises(UserError, match=r"mine\.sql: line 6: this is no parameter"):
        named_queries()


def test_queries_are_ordered_by_group_and_name() -> None:
    found = [(query.group, query.name) for query in named_queries().values()]

    assert found == sorted(found)
    assert {"albums", "artists", "charts", "lake", "playlists", "songs"} == {
        group for group, _ in found
    }


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("todays_chrt", "there is no query 'todays_chrt': perhaps you mean todays_chart; "),
        ("Todays-Chart", "perhaps you mean todays_chart; "),
        ("freshness", "perhaps you mean data_freshness; "),
        ("xyz", f"there is no query 'xyz': `{commands.lake('query', '--list')}` shows all"),
    ],
)
def test_unknown_name_suggests_the_nearest(name: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        named_query(name)

    assert message in str(caught.value)
