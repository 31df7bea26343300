"""The commands that make targets run exist and take the arguments given; help lists all targets."""

import re
import shlex
import subprocess

import pytest
import typer
from typer.core import TyperGroup

from cli.project import PROJECT
from deploy import command_line as lake_deploy
from local import command_line as lake

MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
APPS = {".venv/bin/lake": lake.app, ".venv/bin/lake-deploy": lake_deploy.app}


def make(*arguments: str) -> str:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],  # noqa: S607
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["run"], ".venv/bin/lake run"),
        (["status"], ".venv/bin/lake-deploy status --stack spotify-playlist-lake"),
        (
            ["logs", "OPTIONS=--since 1d"],
            ".venv/bin/lake-deploy logs --stack spotify-playlist-lake --since 1d",
        ),
        (
            ["destroy", "STACK=a", "OPTIONS=--delete-data"],
            ".venv/bin/lake-deploy destroy --stack a --delete-data",
        ),
        (
            [
                "deploy",
                "STACK=a",
                "PLAYLISTS=x,y",
                "ALARM_EMAIL=me@x.org",
                "PARAMS=A=1 B=2",
                "OPTIONS=--yes",
            ],
            ".venv/bin/lake-deploy deploy --stack a --yes --param Playlists=x,y "
            "--param AlarmEmail=me@x.org --param A=1 --param B=2",
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_target_runs_a_command_that_exists(arguments: list[str], command: str) -> None:
    # As if everything were installed.
    output = make("--dry-run", "-o", ".venv/.local", "-o", ".venv/.deploy", *arguments)
    [line] = output.replace("\\\n", " ").splitlines()
    words = shlex.split(line.partition("||")[0])

    assert words == shlex.split(command)
    app = typer.main.get_command(APPS[words[0]])
    assert isinstance(app, TyperGroup)
    app.commands[words[1]].make_context(words[1], words[2:])  # raises on wrong usage


def test_help_lists_every_target() -> None:
    [phony] = re.findall(r"^\.PHONY: ((?:.*\\\n)*.*)$", MAKEFILE, re.MULTILINE)

    listed = re.findall(r"^  ([a-z0-9-]+) ", make("help"), re.MULTILINE)

    assert sorted(listed) == sorted(phony.replace("\\\n", " ").split())
