"""The commands that messages tell the user to run, ready to be pasted."""

import os
import shlex
import sys
from pathlib import Path

from cli.project import PROJECT


def lake(*arguments: object) -> str:
    """
    Return a command line of ``lake``, its arguments quoted for the shell.

    Examples
    --------
    >>> lake("load", "--lake", "my lake")
    ".venv/bin/lake load --lake 'my lake'"
    """
    return _command("lake", arguments)


def lake_deploy(*arguments: object) -> str:
    """Return a command line of ``lake-deploy``, its arguments quoted for the shell."""
    return _command("lake-deploy", arguments)


def make(*arguments: object) -> str:
    """Return a command line of ``make``, as it works from the current folder."""
    here = Path.cwd() == PROJECT
    return _joined("make", *(() if here else ("-C", PROJECT)), *arguments)


def _command(script: str, arguments: tuple[object, ...]) -> str:
    path = Path(sys.executable).with_name(script)
    here = Path.cwd()
    return _joined(path.relative_to(here) if path.is_relative_to(here) else path, *arguments)


def _joined(*words: object) -> str:
    return shlex.join(os.fspath(word) if isinstance(word, Path) else str(word) for word in words)
