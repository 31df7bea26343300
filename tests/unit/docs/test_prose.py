"""Comments and docstrings use the field's words: existing row, extracted row, deduplicate."""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.project import PROJECT

DIALECT = re.compile(
    r"\b(stands?|stood|sightings?|(un)?fold(s|ed|ing)?|mend(s|ed|ing)?|vouch(es)?|lies|lain|lying"
    r"|whom|whoever|nobody|anew)\b",
    re.IGNORECASE,
)
FOLDERS = [
    "benchmarks", "cli", "deploy", "extract_lambda", "glue_jobs", "local", "scripts", "sql",
]  # fmt: skip
_HAVE_DOCSTRINGS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def prose_of(file: Path) -> Iterator[str]:
    """Yield the comments and docstrings of a Python file, or the comments of a SQL file."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".sql":
        yield from re.findall(r"--.*", text)
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, _HAVE_DOCSTRINGS):
            yield ast.get_docstring(node) or ""
    with tokenize.open(file) as lines:
        tokens = tokenize.generate_tokens(lines.readline)
        yield from (token.string for token in tokens if token.type == tokenize.COMMENT)


@pytest.mark.parametrize("folder", FOLDERS)
def test_comments_and_docstrings_use_the_fields_words(folder: str) -> None:
    files = [file for file in (PROJECT / folder).rglob("*.*") if file.suffix in {".py", ".sql"}]
    found = [
        f"{file.relative_to(PROJECT)}: {word[0]} in {text[:60]!r}"
        for file in files
        for text in prose_of(file)
        for word in DIALECT.finditer(text)
    ]

    assert files
    assert found == []
