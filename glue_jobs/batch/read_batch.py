"""Reading a batch of raw files, wherever that is fastest, for the tables to be made of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark import StorageLevel
from pyspark.sql import Row

from glue_jobs.batch.arrow_dataframe import arrow_dataframe
from glue_jobs.batch.read import read_few_raw_files, read_raw_files
from glue_jobs.iceberg.match_filter import Ids, ids_in
from glue_jobs.job.session import planned_for_few_rows

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# Up to these a batch is read here, and planned as a few rows; measured.
FEW_ENTRIES = 20_000


@dataclass(frozen=True)
class Batch:
    """What was read of some raw files.

    Attributes
    ----------
    sightings
        Of schema ``sightings.SIGHTING``.
    snapshots
        A ``sightings.SNAPSHOT`` row for each file.
    few
        Whether it has few entries.
    ids
        The ids it shows, if it has few entries.
    """

    sightings: "DataFrame"
    snapshots: Sequence[Row]
    few: bool
    ids: Ids


@contextmanager
def read_batch(spark: "SparkSession", raw_uri: str, keys: Sequence[str]) -> Iterator[Batch]:
    """Read a batch; what Spark keeps of it is given back at the end."""
    few = read_few_raw_files(raw_uri, keys, FEW_ENTRIES)
    if few is not None:
        snapshots = [Row(**row) for row in few["snapshot"].drop_null().to_pylist()]
        with planned_for_few_rows(spark):  # else Spark compiles what turns Arrow into its own rows
            sightings = arrow_dataframe(spark, few)
        yield Batch(sightings, snapshots, few=True, ids=ids_in(few))
        return
    # To read it back from disk costs the merges nothing measurable; in Java's heap they need room.
    sightings = read_raw_files(spark, raw_uri, keys).persist(StorageLevel.DISK_ONLY)
    try:
        with planned_for_few_rows(spark):  # one row a file, however many there are
            snapshots = sightings.where("snapshot is not null").select("snapshot.*").collect()
        yield Batch(sightings, snapshots, few=False, ids=Ids({}))
    finally:
        sightings.unpersist()
