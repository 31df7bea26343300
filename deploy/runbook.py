"""The runbook's section about an alarm, with the stack's names and commands filled in."""

import re
import shlex
from typing import TYPE_CHECKING

from rich.console import Console

from cli.errors import UserError
from cli.project import PROJECT
from deploy.aws import DEFAULT_STACK
from deploy.show import say, wrap

if TYPE_CHECKING:
    from deploy.aws import Aws

_NOT_OF_AN_ALARM = {"Other tasks"}
RUNBOOK = PROJECT / "docs" / "runbook.md"
_SECTION = re.compile(r"^## (.+)\n", re.MULTILINE)
_COMMAND = re.compile(r"\.venv/bin/lake-deploy [^`\n]+")
_MAKE = re.compile(r"\bmake (status|logs|deploy)\b")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")


def show_runbook(aws: "Aws", stack: str, console: Console, alarm: str = "") -> None:
    """Print the section about an alarm; without an alarm, the names of all sections.

    Parameters
    ----------
    alarm
        The alarm's name, with or without the stack's name before it, or a section's.

    Raises
    ------
    UserError
        The runbook has no such section.
    """
    sections = read_sections(RUNBOOK.read_text(encoding="utf-8"))
    if not alarm:
        for name in sections:
            if name not in _NOT_OF_AN_ALARM:
                say(console, aws.lake_deploy("runbook", stack, name))
        return
    name = find_section(sections, alarm.removeprefix(f"{stack}-"))
    say(console, f"{name}\n")
    say(console, as_plain_text(fill_in(sections[name], aws, stack), console.width))


def read_sections(page: str) -> dict[str, str]:
    """Return the text of each section by its heading."""
    parts = _SECTION.split(page)[1:]
    return {name: text.strip() for name, text in zip(parts[::2], parts[1::2], strict=True)}


def find_section(sections: dict[str, str], alarm: str) -> str:
    """Return the heading of the section about an alarm: of its name, or one that names it.

    Raises
    ------
    UserError
        There is none.
    """
    if alarm in sections:
        return alarm
    for name, text in sections.items():
        if f"`{alarm}`" in text:
            return name
    known = ", ".join(name for name in sections if name not in _NOT_OF_AN_ALARM)
    raise UserError(f"the runbook has no section about {alarm!r}; it has: {known}")


def fill_in(text: str, aws: "Aws", stack: str) -> str:
    """Return the text with the stack's name, profile and region in names and commands."""

    def command(found: re.Match[str]) -> str:
        _, name, *arguments = shlex.split(found[0])
        return aws.lake_deploy(name, stack, *arguments)

    text = _COMMAND.sub(command, text)
    if stack != DEFAULT_STACK:
        text = _MAKE.sub(rf"make \1 STACK={stack}", text)
    return text.replace(f"{DEFAULT_STACK}-", f"{stack}-")


def as_plain_text(text: str, width: int) -> str:
    """Return Markdown as text for a terminal: no fences, tables or links.

    Lines are wrapped, but not within code: a command can be pasted whole.
    """
    lines: list[str] = []
    is_code = False
    for line in text.splitlines():
        if line.startswith("```"):
            is_code = not is_code
        elif is_code:
            lines.append(f"  {line}")
        elif line.startswith("|"):
            lines += _table_row(line, width)
        else:
            lines.append(_wrap(line, width))
    return "\n".join(lines)


def _table_row(line: str, width: int) -> list[str]:
    """Return a row of two columns as a line and an indented one; nothing for a table's head."""
    cells = [cell.strip() for cell in line.strip("|").split(" | ")]
    if cells == ["message", "do"] or set(line) <= set("|- "):
        return []
    first, *rest = cells
    return [_wrap(first, width, "- "), *(_wrap(one, width, "    ") for one in rest)]


def _wrap(text: str, width: int, indent: str = "") -> str:
    text = _LINK.sub(
        lambda one: one[1] if one[2].startswith("#") else f"{one[1]} (docs/{one[2]})", text
    )
    return wrap(text.replace("**", ""), width, first=indent, rest=" " * len(indent))
