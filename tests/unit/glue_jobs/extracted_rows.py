"""Extracted rows as plain Python, for tests that compare them with expected ones."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from glue_jobs.batch.newest import EXTRACTED, ExtractedRows
from glue_jobs.raw_format.decode import decode_raw_file

Row = dict[str, Any]
KINDS = ("file", "playlist", "song", "album", "artist")


def add_files(files: Mapping[str, bytes], to: ExtractedRows | None = None) -> ExtractedRows:
    """Decode good raw files and add their rows in order; a file's version is ``v-<key>``."""
    rows = to or ExtractedRows()
    for key, body in files.items():
        rows.add(key, f"v-{key}", decode_raw_file(body))
    return rows


def rows_of(batches: Iterable[pa.RecordBatch]) -> dict[str, list[Row]]:
    """Return the extracted rows of each kind; a file has its ``rows`` and ``snapshot``.

    Each batch must be of the agreed schema, and each of its rows of one kind.
    """
    rows: dict[str, list[Row]] = {kind: [] for kind in KINDS}
    for batch in batches:
        batch.validate(full=True)
        assert batch.schema == EXTRACTED
        for row in batch.to_pylist():
            (kind,) = (kind for kind in KINDS if row[kind] is not None)
            if kind == "file":
                row[kind] |= {"rows": row["entries"], "snapshot": row["snapshot"]}
            else:
                assert row["entries"] is row["snapshot"] is None
            rows[kind].append(row[kind])
    return rows


def extract(files: Mapping[str, bytes]) -> dict[str, list[Row]]:
    """Return the rows that a worker extracts from good raw files."""
    return rows_of(add_files(files).take())


def by_id(rows: Iterable[Row]) -> dict[str, Row]:
    """Return rows by their first column, which must not repeat."""
    listed = [(next(iter(row.values())), row) for row in rows]
    assert len({key for key, _ in listed}) == len(listed), listed
    return dict(listed)
