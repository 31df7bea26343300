"""The commands in messages: quoted, and as they work from the current folder."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from cli import commands
from cli.project import PROJECT
from local.lake import Lake


def test_command_is_relative_in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    assert commands.lake("load", "--lake", "my lake") == ".venv/bin/lake load --lake 'my lake'"
    assert commands.lake_deploy("status") == ".venv/bin/lake-deploy status"
    assert commands.make("setup") == "make setup"


def test_command_is_absolute_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    script = Path(sys.executable).with_name("lake")
    assert shlex.split(commands.lake("load")) == [str(script), "load"]
    assert commands.make("setup") == shlex.join(["make", "-C", str(PROJECT), "setup"])


@pytest.mark.parametrize("value", ["it's", "a b", '"', "$HOME", "`id`", "*", "\\", "ü", ""])
def test_shell_reads_back_each_argument(value: str) -> None:
    command = commands.lake("query", value)
    shown = subprocess.run(
        ["sh", "-c", f"printf '%s' {command.partition(' query ')[2]}"],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == value


def test_command_on_a_lake_names_it_unless_it_is_the_default() -> None:
    assert Lake(Path("data")).command("load").endswith("lake load")
    assert Lake(Path("my lake")).command("load").endswith("lake load --lake 'my lake'")
    assert Lake(Path("/data")).command("query", "--list").endswith("query --list --lake /data")


def test_command_runs_from_another_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    ran = subprocess.run(
        ["sh", "-c", commands.lake("--version")],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "lake 0.1.0\n"
