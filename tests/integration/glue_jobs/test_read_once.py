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


def test_workers_read_each_file_once(
    lake: Lake, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "read_partition", read_and_note)
    small = {f"small/{n}.jsonl": GOOD for n in range(5)}
    load(lake, small)

    monkeypatch.setattr(read, "SMALL_BATCH_ENTRIES", -1)  # every batch counts as large
    large = {f"large/{n}.jsonl": GOOD for n in range(5)}
    load(lake, large)

    notes = (lake.raw / "reads").read_text().splitlines()
    assert sorted(notes) == [*large, *small]
