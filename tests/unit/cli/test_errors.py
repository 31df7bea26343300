"""errors.py begins with the tree of its classes."""

import re

import extract_lambda.errors
from cli import errors
from cli.project import PROJECT


def defined(folder: str) -> dict[str, str]:
    """Return the names of a folder's exceptions, each with that of its base."""
    return {
        name: base
        for file in (PROJECT / folder).rglob("*.py")
        for name, base in re.findall(r"^class (\w+Error)\((\w+)\)", file.read_text(), re.MULTILINE)
    }


def test_tree_of_the_command_lines_has_all_user_errors() -> None:
    classes: dict[str, str] = {}
    for folder in ("benchmarks", "cli", "deploy", "local"):
        classes |= defined(folder)
    user_errors = {name for name, base in classes.items() if base == "UserError"}

    assert set(re.findall(r"── (\w+)", errors.__doc__ or "")) == {"UserError", *user_errors}
    assert set(re.findall(r"`(\w+Error)`", errors.__doc__ or "")) == set(defined("glue_jobs"))


def test_tree_of_the_lambda_has_all_its_errors() -> None:
    tree = re.findall(r"^(?:.*── )?(\w+Error)\b", extract_lambda.errors.__doc__ or "", re.MULTILINE)

    assert sorted(tree) == sorted(defined("extract_lambda"))
