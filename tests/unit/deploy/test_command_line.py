"""Bad usage and a missing or broken AWS configuration: one line each."""

import sys
from collections.abc import Callable
from datetime import timedelta

import pytest

from cli.errors import UserError
from deploy.command_line import main
from deploy.logs import parse_span

Run = Callable[..., tuple[object, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command; return its exit code and what it says of the error."""

    def run(*arguments: str) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["deploy", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, capsys.readouterr().err

    return run


@pytest.mark.parametrize("name", ["1lake", "la_ke", "l" * 41, ""])
def test_stack_name_that_aws_would_refuse(run: Run, name: str) -> None:
    code, output = run("status", "--stack", name)
    assert code == 2
    assert "up to 40 letters" in output


def test_no_region(run: Run) -> None:
    assert run("status") == (
        1,
        "error: no AWS region is set: give --region, or set AWS_REGION or AWS_PROFILE\n",
    )


def test_missing_credentials_are_reported(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    code, output = run("status")
    assert code == 1
    assert output.startswith("error: no AWS credentials were found")
    assert output.count("\n") == 1


def test_no_such_profile(run: Run) -> None:
    assert run("status", "--profile", "nobody", "--region", "eu-west-1") == (
        1,
        "error: there is no AWS profile 'nobody'; there are: none\n",
    )


def test_unreachable_aws_is_explained(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    code, output = run("deploy", "--region", "eu-west-1")
    assert code == 1
    assert "AWS can't be reached" in output


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("1h", timedelta(hours=1)),
        ("2d", timedelta(days=2)),
    ],
)
def test_duration_is_parsed(text: str, span: timedelta) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "1", "h", "1 h", "1w", "-1h", "1h30m"])
def test_other_durations_are_refused(text: str) -> None:
    with pytest.raises(UserError, match="15m, 1h or 2d"):
        parse_span(text)
