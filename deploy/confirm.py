"""Questions to the user before something changes or is deleted."""

import sys

import typer

from cli.errors import UserError


def confirm(question: str, *, yes: bool) -> None:
    """Ask a yes-no question; return if the answer is yes.

    Parameters
    ----------
    yes
        The answer given in advance: do not ask.

    Raises
    ------
    UserError
        The answer is no, or there is no terminal to ask on.
    """
    if yes:
        return
    _check_terminal(question)
    if not typer.confirm(question, err=True):
        raise UserError("stopped: nothing was changed")


def confirm_by_name(question: str, name: str, *, yes: bool) -> None:
    """Ask the user to type a name; return if they do.

    Raises
    ------
    UserError
        The user types another name, or there is no terminal to ask on.
    """
    if yes:
        return
    _check_terminal(question)
    if typer.prompt(f"{question} Type {name} to go on", err=True) != name:
        raise UserError("stopped, the name is another one: nothing was changed")


def _check_terminal(question: str) -> None:
    if not sys.stdin.isatty():
        raise UserError(f"{question} There is no terminal to ask on: give --yes to go on")
