"""Questions to the user before something is lost."""

import sys

import typer

from cli.errors import UserError


def confirm(question: str, *, yes: bool) -> None:
    """Go on only if the user wants to.

    Parameters
    ----------
    yes
        The user has said so already.

    Raises
    ------
    UserError
        The user doesn't want to, or nobody is there to be asked.
    """
    if yes:
        return
    _check_terminal(question)
    if not typer.confirm(question, err=True):
        raise UserError("stopped: nothing was changed")


def confirm_by_name(question: str, name: str, *, yes: bool) -> None:
    """Go on only if the user types a name.

    Raises
    ------
    UserError
        It is another name, or nobody is there to be asked.
    """
    if yes:
        return
    _check_terminal(question)
    if typer.prompt(f"{question} Type {name} to go on", err=True) != name:
        raise UserError("stopped, for that is another name: nothing was changed")


def _check_terminal(question: str) -> None:
    if not sys.stdin.isatty():
        raise UserError(f"{question} Nobody can be asked here: give --yes to go on")
