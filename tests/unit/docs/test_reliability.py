"""The tests that docs/reliability.md names exist, and are marked slow where it says so."""

import ast
import re

import pytest

from cli.project import PROJECT

PAGE = (PROJECT / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED = re.findall(r"^- `([\w/]+\.py)::(\w+)`( \*slow\*)?", PAGE, re.MULTILINE)
DEFAULT_FOLDER = "tests/integration/glue_jobs"


def test_the_page_names_tests() -> None:
    assert len(NAMED) > 40
    assert PAGE.count("::") == len(NAMED)


@pytest.mark.parametrize(("file", "test", "slow"), NAMED)
def test_named_test_exists_and_is_as_slow_as_it_says(file: str, test: str, slow: str) -> None:
    path = PROJECT / (file if file.startswith("tests/") else f"{DEFAULT_FOLDER}/{file}")
    module = ast.parse(path.read_text(encoding="utf-8"))

    [function] = [
        node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == test
    ]
    is_slow = "pytest.mark.slow" in map(ast.unparse, function.decorator_list) or any(
        re.match(r"pytestmark = .*pytest\.mark\.slow", ast.unparse(node)) for node in module.body
    )
    assert is_slow == bool(slow)
