"""Map a function over items in threads."""

from collections.abc import Iterator
from threading import Barrier, Event, get_ident

import pytest

from glue_jobs.raw_zone.parallel import parallel_map


@pytest.mark.parametrize("at_a_time", [1, 3, 100])
def test_results_are_in_input_order(at_a_time: int) -> None:
    assert list(parallel_map(str, range(50), at_a_time)) == [str(number) for number in range(50)]


def test_number_of_threads() -> None:
    meeting = Barrier(3)

    def wait_for_the_others(number: int) -> int:
        meeting.wait(timeout=5)
        return number

    assert list(parallel_map(wait_for_the_others, range(6), 3)) == list(range(6))


def test_slow_item_keeps_its_order() -> None:
    second_is_done = Event()

    def work(number: int) -> int:
        if number == 0:
            assert second_is_done.wait(timeout=5)
        if number == 1:
            second_is_done.set()
        return number

    assert list(parallel_map(work, range(5), 2)) == list(range(5))


def test_single_worker_needs_no_thread() -> None:
    assert set(parallel_map(lambda _: get_ident(), range(5), 1)) == {get_ident()}


@pytest.mark.parametrize("at_a_time", [1, 4])
def test_input_is_consumed_lazily(at_a_time: int) -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    results = parallel_map(str, items(), at_a_time)
    assert next(results) == "0"
    assert len(taken) <= at_a_time


@pytest.mark.parametrize("at_a_time", [1, 4])
def test_exception_is_raised_in_input_order(at_a_time: int) -> None:
    results = parallel_map(lambda number: 1 // (2 - number), range(5), at_a_time)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(ZeroDivisionError):
        next(results)
