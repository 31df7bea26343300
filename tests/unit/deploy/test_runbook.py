"""The runbook's sections at the command line."""

import re
import shlex

import boto3
import pytest
import typer
from typer.core import TyperGroup

from cli.errors import UserError
from deploy.aws import Aws
from deploy.command_line import app
from deploy.runbook import RUNBOOK, as_plain_text, fill_in, find_section, read_sections

AWS = Aws(boto3.Session(region_name="eu-west-1"), "", "eu-west-1")
SECTIONS = read_sections(RUNBOOK.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("alarm", "section"),
    [
        ("extract-failed", "extract-failed"),
        ("schedule-dead-letter", "dead-letters"),
        ("refresh-token-ends-in-7-days", "refresh-token-ends"),
    ],
)
def test_section_of_an_alarm(alarm: str, section: str) -> None:
    assert find_section(SECTIONS, alarm) == section


def test_unknown_alarm_names_the_known_ones() -> None:
    with pytest.raises(UserError, match="about 'fire'; it has: extract-failed, "):
        find_section(SECTIONS, "fire")


@pytest.mark.parametrize("section", SECTIONS)
def test_commands_are_filled_in_and_can_be_typed(section: str) -> None:
    text = as_plain_text(fill_in(SECTIONS[section], AWS, "mine"), width=80)
    assert "spotify-playlist-lake" not in text
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    for command in re.findall(r"\.venv/bin/lake-deploy [^`\n]+", text):
        _, name, *arguments = shlex.split(command)
        context = group.commands[name].make_context(name, arguments)
        assert (context.params["stack"], context.params["region"]) == ("mine", "eu-west-1")
    assert not re.search(r"\bmake deploy(?! STACK=mine)", text)


def test_markdown_becomes_plain_text() -> None:
    page = """Read [this](#here) or **that**, and [that page](other.md#there).

| message | do |
|---|---|
| `404` | take it out of `Playlists` with `make deploy PLAYLISTS=a,b` |

```sh
a command
```
"""
    assert as_plain_text(page, width=40).splitlines() == [
        "Read this or that, and that page",
        "(docs/other.md#there).",
        "",
        "- `404`",
        "    take it out of `Playlists` with",
        "    `make deploy PLAYLISTS=a,b`",
        "",
        "  a command",
    ]
