"""The command line of the benchmarks: bad usage and missing results."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.command_line import main

Run = Callable[..., tuple[object, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command; return its exit code and its error output."""

    def run(*arguments: str) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["benchmarks", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, capsys.readouterr().err

    return run


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "--baselines", "job,spark"], "'spark'"),
        (["compare", "--files", "0"], "--files"),
        (["compare", "--rounds", "0"], "--rounds"),
        (["compare", "--markets", "some"], "some"),
        (["daily", "--starts", "warm"], "'warm'"),
        (["costs", "--limit-minutes", "0"], "--limit-minutes"),
        (["scaling", "--files", "1"], "--files"),
    ],
)
def test_bad_usage(run: Run, arguments: list[str], message: str) -> None:
    code, error = run(*arguments)

    assert code == 2
    assert message in error


def test_costs_without_results_of_compare(run: Run, tmp_path: Path) -> None:
    code, error = run("costs", "--output", str(tmp_path))

    assert code == 1
    assert error == (
        f"error: {tmp_path / 'compare.json'} is missing: run `python -m benchmarks compare` first\n"
    )
