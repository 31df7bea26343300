"""The job's reading alone: every row that it hands on is made, none is kept."""

from pathlib import Path

from benchmarks.contestants.job_start import start_job_spark
from glue_jobs.raw_zone import open_raw_zone
from glue_jobs.read_raw_files import read_raw_files
from local.jobs import MAX_FILES_PER_BATCH
from local.lake import Lake


def run(raw_zone: Path, out: Path) -> None:
    """Read batch by batch, as the job does."""
    keys = open_raw_zone(str(raw_zone)).list_keys()
    spark = start_job_spark(Lake(out), len(keys))
    for start in range(0, len(keys), MAX_FILES_PER_BATCH):
        batch = keys[start : start + MAX_FILES_PER_BATCH]
        sightings = read_raw_files(spark, str(raw_zone), batch)
        sightings.write.format("noop").mode("overwrite").save()
