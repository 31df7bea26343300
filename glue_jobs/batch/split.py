"""Split a backlog into batches."""

from collections.abc import Iterable, Iterator

from glue_jobs.raw_zone.zone import ListedFile

# As large as 100,000 files of a hundred entries, which load with a Java heap of 2 GB. One more
# batch takes some 15 seconds, be it of 300 files or of 5,000: `python -m benchmarks batches`.
MAX_BATCH_BYTES = 20 * 1024**3


def split_into_batches(
    files: Iterable[ListedFile], max_files: int, max_bytes: int = MAX_BATCH_BYTES
) -> Iterator[list[str]]:
    """Yield the keys of each batch; one file may be larger than ``max_bytes``."""
    batch: list[str] = []
    batch_bytes = 0
    for key, size in files:
        if batch and (len(batch) == max_files or batch_bytes + size > max_bytes):
            yield batch
            batch, batch_bytes = [], 0
        batch.append(key)
        batch_bytes += size
    if batch:
        yield batch
