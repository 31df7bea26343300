"""A batch is read once, whatever the number of tables made of it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from glue_jobs import read_raw_files
from local.lake import Lake
from tests.conftest import Load
from tests.integration.glue_jobs.test_bad_files import GOOD

read_partition = read_raw_files._read_partition


def read_and_note(raw_uri: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Runs in Spark's Python workers."""
    batches = list(batches)
    with Path(raw_uri, "reads").open("a") as notes:
        for batch in batches:
            notes.writelines(f"{key}\n" for key in batch.column(0).to_pylist())
    yield from read_partition(raw_uri, batches)


def test_each_file_is_opened_once(lake: Lake, load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_raw_files, "_read_partition", read_and_note)

    load(lake, {f"p/{n}.jsonl": GOOD for n in range(5)}, max_files_per_batch=3)

    notes = (lake.raw / "reads").read_text().splitlines()
    assert sorted(notes) == [f"p/{n}.jsonl" for n in range(5)]
