"""The installed scripts ``lake`` and ``lake-deploy``: version, help, shell completion."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.queries.named import named_queries

SCRIPTS = Path(sys.executable).parent


def script(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    name, *arguments = words
    return subprocess.run(
        [SCRIPTS / name, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["lake", "lake-deploy"])
def test_script_has_a_version_and_help(name: str) -> None:
    assert script(name, "--version").stdout == f"{name} 0.1.0\n"
    assert script(name, "-h").stdout.startswith(f"Usage: {name} ")


def complete(*words: str) -> set[str]:
    """Return bash's completions of the last word."""
    asked = {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    return set(script("lake", _LAKE_COMPLETE="complete_bash", **asked).stdout.split())


def test_shell_completes_commands_and_query_names() -> None:
    assert complete("lake", "ma") == {"maintain"}
    assert complete("lake", "query", "todays") == {"todays_chart"}
    assert complete("lake", "query", "") == set(named_queries())


def test_bash_completes_the_script_by_its_path() -> None:
    # bash looks up `.venv/bin/lake` by its last part.
    # Without this variable it would be the completion of the shell that runs the tests.
    shown = script(
        "lake", "--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1"
    )
    assert "complete -o default -F _lake_completion lake" in shown.stdout
