"""A batch is read once, whatever the number of tables made of it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from glue_jobs.batch import read, read_batch
from glue_jobs.raw_zone.folder import FolderRawZone
from local.lake import Lake
from tests.conftest import Load
from tests.integration.glue_jobs.test_bad_files import GOOD

read_partition = read._read_partition


def read_and_note(raw_uri: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Runs in Spark's Python workers."""
    batches = list(batches)
    with Path(raw_uri, "reads").open("a") as notes:
        for batch in batches:
            notes.writelines(f"{key}\n" for key in batch.column(0).to_pylist())
    yield from read_partition(raw_uri, batches)


FILES = {f"p/{n}.jsonl": GOOD for n in range(5)}


def test_workers_open_each_file_once(
    lake: Lake, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_batch, "FEW_ENTRIES", -1)
    monkeypatch.setattr(read, "_read_partition", read_and_note)

    load(lake, FILES, max_files_per_batch=3)

    notes = (lake.raw / "reads").read_text().splitlines()
    assert sorted(notes) == [*FILES]


def test_the_driver_opens_each_of_a_few_files_once(
    lake: Lake, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    read = FolderRawZone.read

    def read_noted(self: FolderRawZone, key: str) -> tuple[bytes, str]:
        opened.append(key)
        return read(self, key)

    monkeypatch.setattr(FolderRawZone, "read", read_noted)

    load(lake, FILES, max_files_per_batch=3)

    assert opened == [*FILES]
