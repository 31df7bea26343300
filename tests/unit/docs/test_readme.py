"""What the README says of the queries is so."""

import re

from cli.project import PROJECT
from local.queries.named import named_queries
from local.queries.run import sql_of

README = (PROJECT / "README.md").read_text(encoding="utf-8")


def test_it_counts_the_named_queries_right() -> None:
    [count] = re.findall(r"(\d+) named queries", README)

    assert int(count) == len(named_queries())


def test_the_named_queries_that_it_runs_are_there_and_take_what_it_gives_them() -> None:
    commands = re.findall(r"local query ([a-z_]+)((?: --param \S+=\S+)*)", README)

    assert commands
    for name, options in commands:
        values = dict(re.findall(r"--param (\S+)=(\S+)", options))
        assert all(f"'{value}'" in sql_of(name, values) for value in values.values())
