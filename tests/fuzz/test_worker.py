"""Valid and damaged raw files: all entries are counted, or the file is rejected with a location.

A few hundred cases run with the other tests, thousands with the slow ones, the same each time.
`make fuzz` sets NEW_CASES for more, and new ones each time.
"""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.mutations import mutate_bytes, mutate_json, write
from tests.fuzz.raw_files import raw_files
from tests.fuzz.seeds import make_lines
from tests.fuzz.worker import check

NEW_CASES = "NEW_CASES" in os.environ
RANDOMS = st.randoms(use_true_random=False)


def cases(few: int) -> pytest.MarkDecorator:
    many = few * (30 if NEW_CASES else 8)
    slow = pytest.param(many, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])
    return pytest.mark.parametrize("number", [few, slow])


def run(number: int, test: Callable[..., None]) -> None:
    """Run a hypothesis test with the given number of examples."""
    settings(
        max_examples=number,
        deadline=None,
        derandomize=not NEW_CASES,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )(test)()


@cases(few=200)
def test_valid_files_load_with_every_entry(number: int, tmp_path: Path) -> None:
    statuses: Counter[str] = Counter()

    @given(raw_files(), RANDOMS)
    def test(lines: list[Any], random: Random) -> None:
        check(tmp_path, write(lines, random), statuses)

    run(number, test)
    # Only files that look as after a `fields` filter are rejected.
    assert statuses["loaded"] > statuses["rejected"]
    assert statuses["doubtful"] == 0


@cases(few=250)
def test_damaged_json_is_counted_or_rejected_with_a_location(number: int, tmp_path: Path) -> None:
    statuses: Counter[str] = Counter()

    @given(RANDOMS)
    def test(random: Random) -> None:
        lines = mutate_json(make_lines(random), random)
        check(tmp_path, write(lines, random), statuses)

    run(number, test)
    assert min(statuses["loaded"], statuses["rejected"]) > number / 10
    assert statuses["doubtful"] < number / 10


@cases(few=250)
def test_damaged_bytes_are_counted_or_rejected_with_a_location(number: int, tmp_path: Path) -> None:
    statuses: Counter[str] = Counter()

    @given(RANDOMS)
    def test(random: Random) -> None:
        body, other = (write(make_lines(random), random) for _ in range(2))
        check(tmp_path, mutate_bytes(body, other, random), statuses)

    run(number, test)
    assert min(statuses["loaded"], statuses["rejected"]) > number / 10
