"""Only the reading of the load job: make all rows, write none."""

from functools import partial
from pathlib import Path

from benchmarks.baselines.job_start import start_job_spark
from glue_jobs.batch.read import read_raw_files
from glue_jobs.batch.split import split_into_batches
from glue_jobs.raw_zone.open_zone import open_raw_zone
from local.lake import Lake
from local.spark.jobs import MAX_FILES_PER_BATCH


def run(raw_zone: Path, out: Path) -> None:
    """Read the raw files in batches, as the job does."""
    files = list(open_raw_zone(str(raw_zone)).list_files())
    spark = start_job_spark(Lake(out), len(files))
    for batch in split_into_batches(files, MAX_FILES_PER_BATCH):
        extracted = read_raw_files(spark, partial(open_raw_zone, str(raw_zone)), batch)
        extracted.write.format("noop").mode("overwrite").save()
