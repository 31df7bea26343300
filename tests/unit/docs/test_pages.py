"""Links, paths and commands in the Markdown pages exist."""

import re
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from benchmarks import command_line as benchmarks
from cli.project import PROJECT
from deploy import command_line as lake_deploy
from glue_jobs.tables import TABLES
from local import command_line as lake
from local.queries.named import named_queries
from local.queries.run import sql_of
from tests.unit.docs.pages import (
    PAGES,
    README,
    Command,
    anchors,
    code_spans,
    commands,
    links,
    read,
    section,
    table_rows,
)

COMMANDS = list(commands())
APPS = {"lake": lake.app, "lake-deploy": lake_deploy.app, "benchmarks": benchmarks.app}
COMMAND_LINE = PROJECT / "docs" / "command-line.md"
MAKEFILE = read(PROJECT / "Makefile")
MAKE_TARGETS = set(" ".join(re.findall(r"^([\w./ -]+):(?!=)", MAKEFILE, re.MULTILINE)).split(" "))
# Prefixes of the raw zone and folders of a lake, not of the project.
NOT_PATHS = {"to_process/", "processed/", "rejected/", "reports/", "/playlist/"}


# A word that the reader replaces, such as NAME in `sql/TOPIC/NAME.sql`.
PLACEHOLDER = re.compile(r"\b(NAME|TOPIC|TABLE)\b|_TOPIC\b")


def page_id(page: Path) -> str:
    return str(page.relative_to(PROJECT))


def typer_commands(program: str) -> dict[str, TyperCommand]:
    group = typer.main.get_command(APPS[program])
    assert isinstance(group, TyperGroup)
    return {
        name: command
        for name, command in group.commands.items()
        if isinstance(command, TyperCommand) and not command.hidden
    }


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(page):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_paths_in_code_spans_exist(page: Path) -> None:
    paths = [
        span
        for span in code_spans(page)
        if re.fullmatch(r"\.?[\w./-]+(/|\.(py|md|yaml|toml|sql))", span)
        and span not in NOT_PATHS
        and not PLACEHOLDER.search(span)
    ]
    for path in paths:
        # A path may be relative to a package that the sentence names.
        assert (PROJECT / path).exists() or any(PROJECT.glob(f"[a-z]*/**/{path.rstrip('/')}")), path


def test_commands_are_found() -> None:
    # So that a fault in `commands` does not pass as pages without commands.
    assert {command.program for command in COMMANDS} == {*APPS, "make"}
    assert len(COMMANDS) > 30


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.program != "make"], ids=str)
def test_a_command_takes_the_arguments_given(command: Command) -> None:
    name, *arguments = command.arguments
    if name.startswith("-"):
        assert name == "--help"
        return
    typer_command = typer_commands(command.program)[name]
    if not arguments or "--help" in arguments:  # a mention of the command
        return

    context = typer_command.make_context(name, list(arguments))  # raises on wrong usage

    if command.program == "lake" and name == "query":
        query, values = context.params["sql"], context.params["parameters"] or []
        if query and query.isidentifier() and not PLACEHOLDER.fullmatch(query):
            assert query in named_queries()
            assert sql_of(query, dict(value.split("=", 1) for value in values))


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.program == "make"], ids=str)
def test_a_make_target_and_its_variables_exist(command: Command) -> None:
    for argument in command.arguments:
        variable, is_variable, _ = argument.partition("=")
        if is_variable:
            assert f"$({variable})" in MAKEFILE
        else:
            assert argument in MAKE_TARGETS


@pytest.mark.parametrize("program", ["lake", "lake-deploy"])
def test_every_command_and_option_is_documented(program: str) -> None:
    text = section(COMMAND_LINE, program)
    rows = {name.split()[0]: row for name, row in table_rows(text).items()}
    intro = text.partition("\n| ")[0]

    assert rows.keys() == typer_commands(program).keys()
    for name, command in typer_commands(program).items():
        rest = intro + rows[name] + text.partition("\n### ")[2]
        for parameter in command.params:
            options = [option for option in parameter.opts if option.startswith("--")]
            assert all(f"`{option}" in rest or f"{option} " in rest for option in options), options


def test_readme_is_at_most_1200_words() -> None:
    assert len(read(README).split()) <= 1200


def test_readme_maps_every_folder() -> None:
    ignored = {line.strip("/") for line in read(PROJECT / ".gitignore").splitlines()}
    folders = {
        f"{path.name}/"
        for path in PROJECT.iterdir()
        if path.is_dir() and not path.name.startswith(".") and path.name not in ignored
    }

    assert table_rows(section(README, "What is where")).keys() == folders


def test_readme_names_all_tables() -> None:
    [names] = re.findall(r"^The tables are (.*?)\. ", read(README), re.MULTILINE)

    assert re.findall(r"`(\w+)`", names) == [table.name for table in TABLES]


def test_analysts_page_has_all_columns() -> None:
    rows = table_rows(section(PROJECT / "docs" / "analysts.md", "The tables"))

    for table in TABLES:
        columns = re.sub(r"\([^)]*\)", "", rows[table.name].split(" | ")[2])
        assert re.findall(r"\w+", columns) == list(table.column_names)
