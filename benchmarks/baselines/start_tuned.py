"""Spark with the load job's settings for a short run, up to the end of a trivial job."""

from pathlib import Path

from benchmarks.starts import start_tuned
from local.lake import Lake


def run(_raw_zone: Path, out: Path) -> None:
    """Start Spark and count one row."""
    start_tuned(Lake(out)).range(1).count()
