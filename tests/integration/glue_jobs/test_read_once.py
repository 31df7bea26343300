"""Each file of a batch is read once, not once per table."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from glue_jobs.batch import read
from local.lake import Lake
from tests.conftest import Load
from tests.integration.glue_jobs.test_bad_files import GOOD

if TYPE_CHECKING:
    from functools import partial

    from glue_jobs.raw_zone.zone import RawZone

read_partition = read.read_partition


def read_and_note(open_zone: "partial[RawZone]", keys: Iterable[str]) -> Iterator[pa.RecordBatch]:
    """Write the keys of a task to a file; runs in Spark's Python workers."""
    keys = list(keys)
    with Path(open_zone.args[0], "reads").open("a") as notes:
        notes.writelines(f"{key}\n" for key in keys)
    yield from read_partition(open_zone, keys)


@pytest.mark.parametrize("small_batch_entries", [read.SMALL_BATCH_ENTRIES, -1])
def test_workers_read_each_file_once(
    lake: Lake, load: Load, monkeypatch: pytest.MonkeyPatch, small_batch_entries: int
) -> None:
    monkeypatch.setattr(read, "SMALL_BATCH_ENTRIES", small_batch_entries)
    monkeypatch.setattr(read, "read_partition", read_and_note)
    files = {f"p/{n}.jsonl": GOOD for n in range(5)}

    load(lake, files, max_files_per_batch=3)

    notes = (lake.raw / "reads").read_text().splitlines()
    assert sorted(notes) == [*files]
