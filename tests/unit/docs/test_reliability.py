"""The page on reliability names tests that are there, as slow as it says."""

import re

import pytest

from cli.project import PROJECT

PAGE = (PROJECT / "docs" / "reliability.md").read_text()
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)
NEARBY = "tests/integration/glue_jobs"


def test_the_page_names_tests() -> None:
    assert len(NAMED) > 40
    assert PAGE.count("::") == len(NAMED)


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_each_stands_where_the_page_says(file: str, test: str) -> None:
    path = PROJECT / (file if file.startswith("tests/") else f"{NEARBY}/{file}")
    assert re.search(rf"^def {test}\(", path.read_text(), re.MULTILINE)
