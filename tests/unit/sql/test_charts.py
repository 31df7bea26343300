"""What holds for every query of ``sql/charts/``."""

from collections.abc import Iterator

import pytest

from local.queries.duckdb_tables import LakeTables
from local.queries.named import named_queries
from tests.unit.sql.conftest import Answer
from tests.unit.sql.snapshots import snapshots

CHARTS = [query for query in named_queries().values() if query.group == "charts"]
OF_A_PLAYLIST = [
    query.name
    for query in CHARTS
    if "playlist_id" in [parameter.name for parameter in query.parameters]
    # Of which a row names two playlists.
    and query.name != "playlist_overlap"
]


@pytest.mark.parametrize("name", OF_A_PLAYLIST)
@pytest.mark.parametrize("playlist_id", ["p1", "p2", "p3"])
def test_playlist_id_selects_the_rows_of_that_playlist(
    answer: Answer, name: str, playlist_id: str
) -> None:
    among_all = [row for row in answer(name) if row[0] == playlist_id]

    assert answer(name, playlist_id=playlist_id) == among_all


@pytest.fixture(scope="module")
def empty() -> Iterator[LakeTables]:
    lake = snapshots({})
    yield lake
    lake.connection.close()


@pytest.mark.parametrize("name", [query.name for query in CHARTS])
def test_an_empty_lake_has_no_rows(answer: Answer, empty: LakeTables, name: str) -> None:
    assert answer(name, on=empty) == []
