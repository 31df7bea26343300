"""Sightings as rows of plain Python, for the tests that hold them against expected ones."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from glue_jobs.batch.newest import SIGHTING, Sightings
from glue_jobs.raw_format.decode import decode_raw_file

Row = dict[str, Any]
KINDS = ("snapshot", "playlist", "song", "album", "artist")


def see(files: Mapping[str, bytes], into: Sightings | None = None) -> Sightings:
    """Decode good raw files and take them in, in their order; each one's version is ``v-<key>``."""
    sightings = into or Sightings()
    for key, body in files.items():
        sightings.see(key, f"v-{key}", decode_raw_file(body))
    return sightings


def rows_of(batches: Iterable[pa.RecordBatch]) -> dict[str, list[Row]]:
    """Return the sightings of each kind; a snapshot's entries stand in it as ``rows``.

    Each batch must be of the agreed schema, and each of its rows have one kind.
    """
    rows: dict[str, list[Row]] = {kind: [] for kind in KINDS}
    for batch in batches:
        batch.validate(full=True)
        assert batch.schema == SIGHTING
        for sighting in batch.to_pylist():
            (kind,) = (kind for kind in KINDS if sighting[kind] is not None)
            if kind == "snapshot":
                sighting[kind]["rows"] = sighting["entries"]
            else:
                assert sighting["entries"] is None
            rows[kind].append(sighting[kind])
    return rows


def sighted(files: Mapping[str, bytes]) -> dict[str, list[Row]]:
    """What a worker hands on of good raw files."""
    return rows_of(see(files).take())


def by_id(rows: Iterable[Row]) -> dict[str, Row]:
    """Rows by their first column, which must not repeat."""
    listed = [(next(iter(row.values())), row) for row in rows]
    assert len({key for key, _ in listed}) == len(listed), listed
    return dict(listed)
