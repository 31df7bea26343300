"""The list of named queries, on terminals and piped; its formats are tested with the command."""

import io

import pytest
from rich.console import Console

from local.queries.named import named_queries
from local.queries.show_queries import write_queries


def written(name: str | None, width: int, *, terminal: bool) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, color_system=None)
    write_queries(name, "table", console)
    return out.getvalue().splitlines()


@pytest.mark.parametrize("width", [60, 80, 160])
def test_list_fits_the_terminal(width: int) -> None:
    lines = written(None, width, terminal=True)

    *listed, _, take, show = lines
    assert all(len(line) <= width for line in listed)
    names = [line.split()[0] for line in listed if line.startswith("  ") and line[2] != " "]
    assert names == [*named_queries()]
    # Commands are not wrapped, so that they can be pasted.
    assert take.endswith(" query NAME --list")
    assert show.endswith(" query NAME --show-sql")


def test_piped_list_has_a_line_for_each_query() -> None:
    lines = written(None, 80, terminal=False)

    assert [line.split(maxsplit=1) for line in lines if line.startswith("  ")] == [
        [query.name, query.answers] for query in named_queries().values()
    ]


def test_example_has_the_first_parameter_that_takes_a_name() -> None:
    assert written("artist_on_playlists", 60, terminal=True)[-1].endswith(
        " query artist_on_playlists --param artist_id=NAME"
    )
    assert written("playlists", 60, terminal=True)[-1].endswith(" query playlists")
