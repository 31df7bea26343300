"""Reading a batch: Spark spreads the keys, its Python workers fetch and decode the files.

A few files are read here instead, sooner than a worker would have started.

Why not ``spark.read.json``: a worker that opens the files itself can say of a bad one what is wrong
and where, never sees a file that landed after the listing, and needs no Hadoop file system for
``s3://``.
"""

import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.abc import MetaPathFinder
from math import ceil
from typing import TYPE_CHECKING

import pyarrow as pa
from pyspark.sql.pandas.types import from_arrow_schema

from glue_jobs.batch.ahead import map_ahead
from glue_jobs.batch.newest import SIGHTING, Sightings
from glue_jobs.raw_format.decode import UnreadableRawFileError, decode_raw_file
from glue_jobs.raw_format.track_decoder import TrackDecoder
from glue_jobs.raw_zone.open_zone import open_raw_zone
from glue_jobs.raw_zone.zone import NotAFileError, RawZone, RawZoneError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# The most that a worker holds, however many requests at a time the raw zone likes.
FILES_AT_A_TIME = 8
# So few are read here. Of more, each task folds what it sees, and Glue adds workers while tasks
# wait.
FEW_FILES = 100
FILES_PER_TASK = 1_000


def read_few_raw_files(raw_uri: str, keys: Sequence[str], most_entries: int) -> pa.Table | None:
    """Return the sightings in a batch, read in this process; none if that is too much for it.

    Returns
    -------
    pa.Table
        As `read_raw_files` has them.
    """
    if len(keys) > FEW_FILES:
        return None
    sightings = Sightings()
    with _no_cyclic_garbage():
        for _ in _see_each(sightings, raw_uri, iter(keys)):
            if sightings.entries > most_entries:
                return None
        return pa.Table.from_batches(sightings.take(), SIGHTING)


def read_raw_files(spark: "SparkSession", raw_uri: str, keys: Sequence[str]) -> "DataFrame":
    """Return the sightings in a batch of raw files.

    A task reads a slice of the sorted keys: a playlist's files meet there, and fold best.

    Returns
    -------
    DataFrame
        Of schema ``sightings.SIGHTING``; one row with ``snapshot`` for each key, whatever became of
        it: ``loaded``, ``rejected`` (no raw format in it) or ``unread`` (could not be fetched now).
    """
    tasks = max(spark.sparkContext.defaultParallelism, ceil(len(keys) / FILES_PER_TASK))
    tasks = min(tasks, len(keys))
    # Numbers, not keys, as rows: of a list Spark would choose the partitions itself.
    return spark.range(0, len(keys), numPartitions=tasks).mapInArrow(
        partial(_read_numbered, partial(_read_partition, raw_uri), keys),
        from_arrow_schema(SIGHTING, prefer_timestamp_ntz=True),
    )


Batches = Iterable[pa.RecordBatch]


def _read_numbered(
    read: Callable[[Batches], Iterator[pa.RecordBatch]], keys: Sequence[str], numbers: Batches
) -> Iterator[pa.RecordBatch]:
    return read(
        pa.record_batch({"raw_file": [keys[number] for number in batch.column(0).to_pylist()]})
        for batch in numbers
    )


def _read_partition(raw_uri: str, batches: Batches) -> Iterator[pa.RecordBatch]:
    """Read files, by their keys in column 0, in one of Spark's Python workers."""
    keys = (key for batch in batches for key in batch.column(0).to_pylist())
    sightings = Sightings()
    with _no_cyclic_garbage():
        for _ in _see_each(sightings, raw_uri, keys):
            yield from sightings.take_surplus()
        yield from sightings.take()


def _see_each(sightings: Sightings, raw_uri: str, keys: Iterator[str]) -> Iterator[None]:
    """Let files be seen, one each time that the next is asked for."""
    _spare_pandas()
    tracks = TrackDecoder()
    for key, fetched in _fetch(open_raw_zone(raw_uri), keys):
        _see(sightings, tracks, key, fetched)
        yield


@contextmanager
def _no_cyclic_garbage() -> Iterator[None]:
    """Do not look for garbage in cycles: a fifth of the time, and none is made here."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _spare_pandas() -> None:
    """Keep pyarrow from importing pandas, a quarter second in each worker.

    Asked for its first array, it does so where pandas is installed, as on Glue, to know a pandas
    object when it sees one. There are none here.
    """
    if "pandas" not in sys.modules:
        sys.meta_path.insert(0, _NoPandas)
        pa.array([])
        sys.meta_path.remove(_NoPandas)


class _NoPandas(MetaPathFinder):
    @classmethod
    def find_spec(cls, fullname: str, *_: object) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError


Fetched = tuple[bytes, str] | NotAFileError | RawZoneError


def _fetch(raw_zone: RawZone, keys: Iterator[str]) -> Iterator[tuple[str, Fetched]]:
    """Fetch files in their order, where that takes time the next ones while one is decoded."""

    def fetch(key: str) -> tuple[str, Fetched]:
        try:
            return key, raw_zone.read(key)
        except (NotAFileError, RawZoneError) as error:
            return key, error

    return map_ahead(fetch, keys, min(raw_zone.requests_at_a_time, FILES_AT_A_TIME))


def _see(sightings: Sightings, tracks: TrackDecoder, key: str, fetched: Fetched) -> None:
    match fetched:
        case NotAFileError():
            sightings.see_failure(key, fetched.version, "rejected", str(fetched))
        case RawZoneError():
            sightings.see_failure(key, None, "unread", str(fetched))
        case body, version:
            try:
                sightings.see(key, version, decode_raw_file(body, tracks))
            except UnreadableRawFileError as error:
                sightings.see_failure(key, version, "rejected", str(error))
