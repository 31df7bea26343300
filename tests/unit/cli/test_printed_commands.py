"""Every command that the code prints can be run: its name, options and arguments exist."""

import ast
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer.main

import deploy.command_line
import local.command_line
from cli.project import PROJECT
from local.queries.named import named_queries

APPS = {
    "lake": typer.main.get_command(local.command_line.app),
    "lake-deploy": typer.main.get_command(deploy.command_line.app),
}
FILES = [
    PROJECT / name
    for name in subprocess.run(
        ["git", "ls-files", "*.py", "*.jinja", "*.yaml", "Makefile"],  # noqa: S607
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    if not name.startswith("tests/") and name != "cli/commands.py"
]
IN_TEXT = re.compile(r"\.venv/bin/(lake(?:-deploy)?)(?![\w-])((?:\\\n|[^\n`<{])*)")


class Found(NamedTuple):
    """A command, and where it is written; a word that only the running code knows is None."""

    place: str
    program: str
    words: list[str | None]


def in_text(path: Path) -> Iterator[Found]:
    if path.name == "Makefile":  # its commands hold variables: see tests/unit/test_makefile.py
        return
    text = path.read_text(encoding="utf-8")
    for match in IN_TEXT.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Found(f"{path.name}:{line}", match[1], [*command_words(match[2])])


def command_words(text: str) -> Iterator[str | None]:
    """The words up to the command's end; of what is quoted in a Python string, up to that.

    The text ends at a brace: ``$`` is what is left of a template's variable.
    """
    lexer = shlex.shlex(text.replace("\\\n", " "), posix=True, punctuation_chars="|&;>()")
    lexer.whitespace_split = True
    try:
        for word in lexer:
            if re.fullmatch(r"[|&;>()]+", word):
                return
            yield None if word == "$" else word.rstrip(",.:")
    except ValueError:  # an unpaired quote: the end of the string that holds the command
        return


def in_calls(path: Path) -> Iterator[Found]:
    """The calls that make commands: ``commands.lake(...)``, ``lake.command(...)``."""
    if path.suffix != ".py":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and (program := program_of(ast.unparse(node.func))):
            words = [text_of(argument) for argument in node.args]
            yield Found(f"{path.name}:{node.lineno}", program, words)


def program_of(function: str) -> str | None:
    if function == "commands.lake_deploy":
        return "lake-deploy"
    return "lake" if function == "commands.lake" or function.endswith("lake.command") else None


def text_of(node: ast.expr) -> str | None:
    return str(node.value) if isinstance(node, ast.Constant) else None


COMMANDS = [
    found
    for path in FILES
    for find in (in_text, in_calls)
    for found in find(path)
    # A pattern that finds commands is none.
    if found.words and found.words[0] not in {None, "authorize", "[^"}
]


def test_commands_are_found() -> None:
    assert len(COMMANDS) > 5


@pytest.mark.parametrize("found", COMMANDS, ids=lambda found: f"{found.place} {found.words[0]}")
def test_command_can_be_run(found: Found) -> None:
    app: Any = APPS[found.program]
    name, *arguments = found.words
    assert name is not None
    if name.startswith("-"):
        assert name in options_of(app)
        return
    assert name in app.commands
    command = app.commands[name]
    options = [word for word in arguments if word and word.startswith("-")]
    assert set(options) <= options_of(command)
    if None not in arguments and not set(options) & {"-h", "--help"}:
        context = command.make_context(name, [*arguments])
        asked = context.params.get("sql") or ""
        if re.fullmatch(r"[a-z_]+", asked):
            assert asked in named_queries()


def options_of(command: Any) -> set[str]:
    names = {name for parameter in command.params for name in parameter.opts}
    return {name for name in names if name.startswith("-")} | {"-h", "--help"}


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    for path in FILES:
        for target in re.findall(r"`(?:\w+=\S+ )*make ([a-z0-9-]+)", path.read_text("utf-8")):
            assert target in targets, path
