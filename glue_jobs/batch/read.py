"""Read a batch: Spark spreads the keys, its Python workers fetch and decode the files.

Why not ``spark.read.json``: a worker that opens the files itself can say of a bad one what is wrong
and where, reads no file that landed after the listing, and needs no Hadoop file system for
``s3://``.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

import pyarrow as pa
from pyspark import StorageLevel
from pyspark.sql import Row
from pyspark.sql.pandas.types import from_arrow_schema

from glue_jobs.batch.newest import EXTRACTED, ExtractedRows
from glue_jobs.job.session import small_batch_settings
from glue_jobs.raw_format.decode import UnreadableRawFileError, decode_raw_file
from glue_jobs.raw_format.track_decoder import TrackDecoder
from glue_jobs.raw_zone.parallel import parallel_map
from glue_jobs.raw_zone.zone import NotAFileError, RawZone, RawZoneError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# The most that a worker prefetches, however many requests at a time the raw zone likes.
MAX_PREFETCHED = 8
# Each task deduplicates what it reads, and Glue adds workers while tasks wait.
FILES_PER_TASK = 1_000
# A batch of up to these is small: its ids are known to the driver, and it is planned as few rows.
SMALL_BATCH_ENTRIES = 20_000


OpenRawZone = Callable[[], RawZone]  # picklable: each worker opens its own


@dataclass(frozen=True)
class Batch:
    """What was read of some raw files.

    Attributes
    ----------
    extracted
        Rows of schema ``newest.EXTRACTED``.
    file_results
        A ``raw_file.FILE_RESULT`` row for each file; if it was loaded, with its ``snapshot``.
    small
        Whether it has few entries.
    ids
        Of a small batch, its ids by column, such as ``song_id``.
    """

    extracted: "DataFrame"
    file_results: Sequence[Row]
    small: bool = False
    ids: Mapping[str, Sequence[str]] = field(default_factory=dict)


@contextmanager
def read_batch(
    spark: "SparkSession", open_zone: OpenRawZone, keys: Sequence[str]
) -> Iterator[Batch]:
    """Read a batch; Spark keeps its rows until the end."""
    # On disk: reading them back costs the merges nothing measurable, Java's heap is small.
    extracted = read_raw_files(spark, open_zone, keys).persist(StorageLevel.DISK_ONLY)
    try:
        with small_batch_settings(spark):  # a row per file, however many entries they have
            file_results = (
                extracted.where("file is not null").select("file.*", "snapshot").collect()
            )
            small = sum(row.entries for row in file_results) <= SMALL_BATCH_ENTRIES
            ids = _collect_ids(extracted) if small else {}
        yield Batch(extracted, file_results, small, ids)
    finally:
        extracted.unpersist()


def _collect_ids(extracted: "DataFrame") -> Mapping[str, Sequence[str]]:
    columns = ["song.song_id", "album.album_id", "artist.artist_id"]
    rows = extracted.where("file is null").select(*columns).collect()
    return {
        column.partition(".")[2]: sorted({row[number] for row in rows} - {None})
        for number, column in enumerate(columns)
    }


def read_raw_files(
    spark: "SparkSession", open_zone: OpenRawZone, keys: Sequence[str]
) -> "DataFrame":
    """Return the extracted rows of a batch of raw files.

    A task reads a slice of the sorted keys: a playlist's files are in one task, which so
    deduplicates them best.

    Returns
    -------
    DataFrame
        Of schema ``newest.EXTRACTED``; one row with ``file`` for each key, whatever became of it.
    """
    tasks = max(spark.sparkContext.defaultParallelism, ceil(len(keys) / FILES_PER_TASK))
    tasks = min(tasks, len(keys))
    # `spark.range` lets us set the number of partitions; a DataFrame of keys would not.
    return spark.range(0, len(keys), numPartitions=tasks).mapInArrow(
        partial(_read_numbered, partial(read_partition, open_zone), keys),
        from_arrow_schema(EXTRACTED, prefer_timestamp_ntz=True),
    )


def _read_numbered(
    read: Callable[[Iterable[str]], Iterator[pa.RecordBatch]],
    keys: Sequence[str],
    numbers: Iterable[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    return read(keys[number] for batch in numbers for number in batch.column(0).to_pylist())


def read_partition(open_zone: OpenRawZone, keys: Iterable[str]) -> Iterator[pa.RecordBatch]:
    """Read files, in one of Spark's Python workers; return batches of ``newest.EXTRACTED``."""
    extracted = ExtractedRows()
    tracks = TrackDecoder()
    with gc_disabled():
        for key, fetched in _prefetch(open_zone(), keys):
            _extract(extracted, tracks, key, fetched)
            yield from extracted.take_surplus()
        yield from extracted.take()


@contextmanager
def gc_disabled() -> Iterator[None]:
    """Disable the cyclic GC: it takes 20 % of a worker's time, and decoding creates no cycles."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


Fetched = tuple[bytes, str] | NotAFileError | RawZoneError


def _prefetch(raw_zone: RawZone, keys: Iterable[str]) -> Iterator[tuple[str, Fetched]]:
    """Yield each key with its file, in order; the next ones are fetched while one is decoded."""

    def fetch(key: str) -> tuple[str, Fetched]:
        try:
            return key, raw_zone.read(key)
        except (NotAFileError, RawZoneError) as error:
            return key, error

    return parallel_map(fetch, keys, min(raw_zone.requests_at_a_time, MAX_PREFETCHED))


def _extract(extracted: ExtractedRows, tracks: TrackDecoder, key: str, fetched: Fetched) -> None:
    match fetched:
        case NotAFileError():
            extracted.add_unloaded(key, fetched.version, "rejected", str(fetched))
        case RawZoneError():
            extracted.add_unloaded(key, None, "failed", str(fetched))
        case body, version:
            try:
                extracted.add(key, version, decode_raw_file(body, tracks))
            except UnreadableRawFileError as error:
                extracted.add_unloaded(key, version, "rejected", str(error))
