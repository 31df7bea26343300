"""Find links, code spans, commands and table rows in the project's Markdown pages."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cli.project import PROJECT

PAGES = sorted(
    [*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md"), *PROJECT.glob("[bt]*/README.md")]
)
README = PROJECT / "README.md"
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """The page without its code blocks."""
    return _FENCE.sub("", read(page))


def code_spans(page: Path) -> list[str]:
    return [span.replace("\\|", "|") for span in re.findall(r"`([^`\n]+)`", prose(page))]


def links(page: Path) -> list[str]:
    found = re.findall(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"", prose(page))
    return [markdown or html for markdown, html in found]


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes of the page's headings."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def table_rows(text: str) -> dict[str, str]:
    """The rows of the text's tables, by the first code span of their first cell."""
    rows = re.findall(r"^\| `([^`]+)`(.*)\|$", text, re.MULTILINE)
    return {name.replace("\\|", "|"): rest for name, rest in rows}


def section(page: Path, heading: str) -> str:
    """The text below a heading, up to the next heading of its level or above."""
    text = read(page)
    [start] = re.finditer(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    end = re.compile(rf"^#{{1,{len(start[1])}}} ", re.MULTILINE).search(text, start.end())
    return text[start.end() : end.start() if end else len(text)]


@dataclass(frozen=True)
class Command:
    """A command that a page tells its reader to run: ``program`` without its folder."""

    page: str
    program: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.page}: {self.program} {shlex.join(self.arguments)}"


_MODULES = {"local": "lake", "deploy": "lake-deploy", "benchmarks": "benchmarks"}


def commands() -> Iterator[Command]:
    """The commands of all pages that run something of this project.

    Without the changelog, which names options that were removed.
    """
    for page in PAGES:
        if page.name == "CHANGELOG.md":
            continue
        name = str(page.relative_to(PROJECT))
        blocks = [block for language, block in _FENCE.findall(read(page)) if language == "sh"]
        lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
        for line in (*lines, *code_spans(page)):
            for part in re.split(r" && | \| ", line):
                if command := _command(name, part):
                    yield command


def _command(page: str, line: str) -> Command | None:
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return None  # prose in a code span
    while words and re.fullmatch(r"[A-Z_]+=\S*", words[0]):
        del words[0]
    if not words:
        return None
    program, *arguments = words
    program = program.removeprefix(".venv/bin/")
    if program == "python" and arguments[:1] == ["-m"] and arguments[1] in _MODULES:
        program, arguments = _MODULES[arguments[1]], arguments[2:]
    if program not in {"make", *_MODULES.values()} or not arguments:
        return None
    return Command(page, program, tuple(arguments))
