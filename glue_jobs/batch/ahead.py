"""Doing one thing to many, several at a time, in their order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_ahead(
    function: Callable[[Item], Result], items: Iterable[Item], at_a_time: int
) -> Iterator[Result]:
    """Yield the function's result for each item, while it works on the next ones in threads.

    One at a time it works without a thread: handing over costs more than a file that lies here.
    """
    if at_a_time == 1:
        yield from map(function, items)
        return
    items = iter(items)
    with ThreadPoolExecutor(at_a_time) as pool:
        ahead = deque(pool.submit(function, item) for item in islice(items, at_a_time))
        while ahead:
            yield ahead.popleft().result()
            ahead.extend(pool.submit(function, item) for item in islice(items, 1))
