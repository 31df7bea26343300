from collections.abc import Iterator

import pytest

from glue_jobs.batch.split import split_into_batches
from glue_jobs.raw_zone.zone import ListedFile


@pytest.mark.parametrize(
    ("sizes", "max_files", "max_bytes", "batches"),
    [
        ([], 2, 100, []),
        ([1, 1, 1, 1, 1], 2, 100, ["ab", "cd", "e"]),
        ([40, 60, 1], 9, 100, ["ab", "c"]),
        ([40, 61, 1], 9, 100, ["a", "bc"]),
        ([200, 1, 200], 9, 100, ["a", "b", "c"]),
        ([0, 0, 100, 0], 9, 100, ["abcd"]),
        ([101], 1, 100, ["a"]),
    ],
)
def test_batches_are_bounded_in_files_and_bytes(
    sizes: list[int], max_files: int, max_bytes: int, batches: list[str]
) -> None:
    files = [ListedFile(key, size) for key, size in zip("abcde", sizes, strict=False)]

    split = split_into_batches(files, max_files, max_bytes)

    assert ["".join(batch) for batch in split] == batches


def test_listing_is_read_as_batches_are_taken() -> None:
    taken = []

    def listing() -> Iterator[ListedFile]:
        for key in "abcdef":
            taken.append(key)
            yield ListedFile(key, 1)

    first = next(split_into_batches(listing(), 2))

    assert (first, taken) == (["a", "b"], ["a", "b", "c"])
