"""Questions before changes."""

import io

import pytest

from cli.errors import UserError
from deploy.confirm import confirm, confirm_by_name


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def answer(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(text + "\n"))


@pytest.mark.parametrize("text", ["y", "yes", "Y"])
def test_yes_goes_on(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    answer(monkeypatch, text)
    confirm("Go on?", yes=False)


@pytest.mark.parametrize("text", ["", "n", "no"])
def test_any_other_answer_stops(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    answer(monkeypatch, text)
    with pytest.raises(UserError, match="nothing was changed"):
        confirm("Go on?", yes=False)


def test_name_has_to_be_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "lake")
    confirm_by_name("All goes.", "lake", yes=False)
    answer(monkeypatch, "y")
    with pytest.raises(UserError, match="the name is another one: nothing was changed"):
        confirm_by_name("All goes.", "lake", yes=False)


def test_without_a_terminal_yes_has_to_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    with pytest.raises(UserError, match="give --yes"):
        confirm("Go on?", yes=False)
    with pytest.raises(UserError, match="give --yes"):
        confirm_by_name("All goes.", "lake", yes=False)


def test_yes_given_in_advance_asks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    confirm("Go on?", yes=True)
    confirm_by_name("All goes.", "lake", yes=True)
