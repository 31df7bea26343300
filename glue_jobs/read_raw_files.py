"""Reading a batch: Spark spreads the keys, its Python workers fetch and decode the files.

Why not ``spark.read.json``: a worker that opens the files itself can say of a bad one what is wrong
and where, never sees a file that landed after the listing, and needs no Hadoop file system for
``s3://``.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.abc import MetaPathFinder
from itertools import islice
from typing import TYPE_CHECKING

import pyarrow as pa
from pyspark.sql.pandas.types import from_arrow_schema

from glue_jobs.decode import UnreadableRawFileError, decode_raw_file
from glue_jobs.raw_zone import NotAFileError, RawZone, RawZoneError, open_raw_zone
from glue_jobs.sightings import SIGHTING, Sightings

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# S3 answers later than a file is decoded, hence several at once; bounds what a worker holds.
FILES_AT_A_TIME = 8
# As many are read by one task.
FEW_FILES = 100


def read_raw_files(spark: "SparkSession", raw_uri: str, keys: Sequence[str]) -> "DataFrame":
    """Return the sightings in a batch of raw files.

    Each of Spark's cores reads a slice of the sorted keys, so that a playlist's files meet in one
    task, where they fold best.

    Returns
    -------
    DataFrame
        Of schema ``sightings.SIGHTING``; one row with ``snapshot`` for each key, whatever became of
        it: ``loaded``, ``rejected`` (no raw format in it) or ``unread`` (could not be fetched now).
    """
    rows = spark.createDataFrame([(key,) for key in keys], "raw_file string")
    if len(keys) <= FEW_FILES:
        # Of a single partition Spark groups and joins without a shuffle.
        rows = rows.coalesce(1)
    return rows.mapInArrow(
        partial(_read_partition, raw_uri), from_arrow_schema(SIGHTING, prefer_timestamp_ntz=True)
    )


def _read_partition(raw_uri: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Read a task's share of the keys in one of Spark's Python workers."""
    _spare_pandas()
    keys = (key for batch in batches for key in batch.column(0).to_pylist())
    sightings = Sightings()
    for key, body in _fetch(open_raw_zone(raw_uri), keys):
        _see(sightings, key, body)
        if sightings.full:
            yield from sightings.take()
    yield from sightings.take()


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
    """Fetch several files at a time, in their order."""

    def fetch(key: str) -> Fetched:
        try:
            return raw_zone.read(key)
        except (NotAFileError, RawZoneError) as error:
            return error

    with ThreadPoolExecutor(FILES_AT_A_TIME) as pool:
        while some := list(islice(keys, FILES_AT_A_TIME)):
            yield from zip(some, pool.map(fetch, some), strict=True)


def _see(sightings: Sightings, key: str, fetched: Fetched) -> None:
    match fetched:
        case NotAFileError():
            sightings.see_failure(key, fetched.version, "rejected", str(fetched))
        case RawZoneError():
            sightings.see_failure(key, None, "unread", str(fetched))
        case body, version:
            try:
                sightings.see(key, version, decode_raw_file(body))
            except UnreadableRawFileError as error:
                sightings.see_failure(key, version, "rejected", str(error))
